//! API keys: shown once, stored as a hash. A hash without salt is right here,
//! because the key is 32 random bytes that nobody can guess.

use uuid::Uuid;

use super::{Identity, Proof, TokenError, random_token};
use crate::clock::Clock;
use crate::services::accounts::Role;
use crate::services::signing::sha256_hex;
use crate::services::store::Store;

/// How exactly the last use is recorded; finer would write on every request.
const LAST_USED_STEP_MS: i64 = 60_000;
/// Keys that one account may hold.
pub const MAX_KEYS: i64 = 100;
const SHOWN_CHARS: usize = 10;

/// A key as listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Identifier, for deleting it.
    pub id: String,
    /// The first characters, for recognising it.
    pub prefix: String,
    /// What its owner called it.
    pub label: String,
    /// Epoch milliseconds.
    pub created_ms: i64,
    /// Epoch milliseconds, to the minute.
    pub last_used_ms: Option<i64>,
}

/// A key as made; the only time that it is seen.
#[derive(Clone, Debug)]
pub struct NewApiKey {
    /// The whole key.
    pub key: String,
    /// How it will be listed.
    pub listed: ApiKey,
}

/// The API keys of every account.
#[derive(Clone, Debug)]
pub struct ApiKeys {
    store: Store,
    clock: Clock,
}

impl ApiKeys {
    /// Keys in `store`.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// Makes a key for an account; none when it holds [`MAX_KEYS`] already.
    ///
    /// # Errors
    /// When the database or the random source fails.
    pub async fn create(
        &self,
        account_id: &str,
        label: &str,
    ) -> Result<Option<NewApiKey>, TokenError> {
        let key = random_token("sb_")?;
        let listed = ApiKey {
            id: Uuid::new_v4().to_string(),
            prefix: key.chars().take(SHOWN_CHARS).collect(),
            label: label.to_owned(),
            created_ms: self.clock.now_ms(),
            last_used_ms: None,
        };
        let done = sqlx::query(
            "INSERT INTO api_keys (id, account_id, hash, prefix, label, created_ms)
             SELECT ?, ?, ?, ?, ?, ? WHERE (SELECT count(*) FROM api_keys WHERE account_id = ?) < ?",
        )
        .bind(&listed.id)
        .bind(account_id)
        .bind(sha256_hex(key.as_bytes()))
        .bind(&listed.prefix)
        .bind(label)
        .bind(listed.created_ms)
        .bind(account_id)
        .bind(MAX_KEYS)
        .execute(self.store.writer())
        .await?;
        Ok((done.rows_affected() == 1).then_some(NewApiKey { key, listed }))
    }

    /// The keys of an account, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&self, account_id: &str) -> Result<Vec<ApiKey>, TokenError> {
        let rows: Vec<(String, String, String, i64, Option<i64>)> = sqlx::query_as(
            "SELECT id, prefix, label, created_ms, last_used_ms FROM api_keys
             WHERE account_id = ? ORDER BY created_ms, id",
        )
        .bind(account_id)
        .fetch_all(self.store.reader())
        .await?;
        let key = |(id, prefix, label, created_ms, last_used_ms)| ApiKey {
            id,
            prefix,
            label,
            created_ms,
            last_used_ms,
        };
        Ok(rows.into_iter().map(key).collect())
    }

    /// Deletes a key of an account; false when it has no such key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete(&self, account_id: &str, id: &str) -> Result<bool, TokenError> {
        let done = sqlx::query("DELETE FROM api_keys WHERE id = ? AND account_id = ?")
            .bind(id)
            .bind(account_id)
            .execute(self.store.writer())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Who holds this key.
    ///
    /// # Errors
    /// [`TokenError::Invalid`] when nobody does.
    pub async fn identify(&self, key: &str) -> Result<Identity, TokenError> {
        if !key.starts_with("sb_") || key.len() > 64 {
            return Err(TokenError::Invalid);
        }
        let found: Option<(String, Option<i64>, String, String, String)> = sqlx::query_as(
            "SELECT k.id, k.last_used_ms, a.id, a.username, a.role
             FROM api_keys k JOIN accounts a ON a.id = k.account_id WHERE k.hash = ?",
        )
        .bind(sha256_hex(key.as_bytes()))
        .fetch_optional(self.store.reader())
        .await?;
        let (id, used, account_id, username, role) = found.ok_or(TokenError::Invalid)?;
        self.note_use(&id, used).await?;
        Ok(Identity {
            account_id,
            username,
            role: Role::parse(&role),
            proof: Proof::ApiKey(id),
        })
    }

    async fn note_use(&self, id: &str, last: Option<i64>) -> Result<(), TokenError> {
        let now = self.clock.now_ms();
        if last.is_some_and(|last| now - last < LAST_USED_STEP_MS) {
            return Ok(());
        }
        sqlx::query("UPDATE api_keys SET last_used_ms = ? WHERE id = ?")
            .bind(now)
            .bind(id)
            .execute(self.store.writer())
            .await?;
        Ok(())
    }
}
