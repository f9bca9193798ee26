//! Proof of a login: short access tokens, rotating refresh tokens, API keys.

mod access;
mod keys;
mod revocations;
#[cfg(test)]
mod tests;
mod tickets;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::clock::Clock;
use crate::config::Secret;
use crate::services::accounts::{Account, Role};
use crate::services::signing::sha256_hex;
use crate::services::store::{Store, StoreError};

pub use access::AccessKey;
pub use keys::{ApiKey, ApiKeys};
use revocations::Revocations;
pub use tickets::TICKET_MS;
use tickets::Tickets;

/// Life of an access token in milliseconds.
pub const ACCESS_MS: i64 = 15 * 60 * 1000;
/// Life of a refresh token in milliseconds; each use begins it anew.
pub const REFRESH_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// Why a token is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// Malformed, forged, revoked or unknown.
    #[error("the token is not valid")]
    Invalid,
    /// Was valid once.
    #[error("the token has expired")]
    Expired,
    /// A refresh token was used twice: one of the two users is not its owner,
    /// so the whole session has been ended.
    #[error("the refresh token was used before; the session has been ended")]
    Reused,
    /// Signing does not work in this build.
    #[error("the token signing self-test failed")]
    Backend,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for TokenError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What a login gives.
#[derive(Clone, Debug)]
pub struct TokenPair {
    /// Sent as `Authorization: Bearer`.
    pub access_token: String,
    /// Life of the access token in seconds.
    pub expires_in: u64,
    /// Exchanged once for the next pair.
    pub refresh_token: String,
}

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Account identifier.
    pub account_id: String,
    /// User name.
    pub username: String,
    /// What it may do.
    pub role: Role,
    /// How it was proved.
    pub proof: Proof,
}

/// How an identity was proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// By an access token.
    Token {
        /// Identifier of the token.
        jti: String,
        /// Its session.
        session: String,
        /// End of its validity, epoch milliseconds.
        expires_ms: i64,
    },
    /// By the API key of this identifier.
    ApiKey(String),
}

/// Issues, checks and ends sessions.
#[derive(Clone, Debug)]
pub struct Tokens {
    store: Store,
    clock: Clock,
    key: AccessKey,
    revocations: Revocations,
    tickets: Tickets,
}

impl Tokens {
    /// Sessions in `store`, signed with `secret`, after a self-test.
    ///
    /// # Errors
    /// When the self-test or the database fails.
    pub async fn open(store: Store, clock: Clock, secret: &Secret) -> Result<Self, TokenError> {
        let key = AccessKey::new(secret)?;
        let revocations = Revocations::load(store.clone(), clock.now_ms()).await?;
        Ok(Self {
            store,
            clock,
            key,
            revocations,
            tickets: Tickets::default(),
        })
    }

    /// A new session for an account that has just logged in.
    ///
    /// # Errors
    /// When the database or the random source fails.
    pub async fn issue(&self, account: &Account) -> Result<TokenPair, TokenError> {
        let now = self.clock.now_ms();
        let session = Uuid::new_v4().to_string();
        let refresh = random_token("rt_")?;
        let mut change = self.store.begin().await?;
        // Sessions whose last refresh token has died are of no use to anybody.
        sqlx::query("DELETE FROM refresh_tokens WHERE expires_ms <= ?")
            .bind(now)
            .execute(&mut *change)
            .await?;
        sqlx::query("DELETE FROM sessions WHERE id NOT IN (SELECT session_id FROM refresh_tokens)")
            .execute(&mut *change)
            .await?;
        sqlx::query("INSERT INTO sessions (id, account_id, created_ms) VALUES (?, ?, ?)")
            .bind(&session)
            .bind(&account.id)
            .bind(now)
            .execute(&mut *change)
            .await?;
        add_refresh(&mut change, (&refresh, &session), now).await?;
        change.commit().await?;
        self.pair(account, &session, refresh)
    }

    /// Who holds this access token; asks no database.
    ///
    /// # Errors
    /// [`TokenError::Invalid`] or [`TokenError::Expired`].
    pub fn identify(&self, access_token: &str) -> Result<Identity, TokenError> {
        let claims = self.key.check(access_token, self.clock.now_ms())?;
        if self.revocations.contains(&claims.jti) || self.revocations.contains(&claims.sid) {
            return Err(TokenError::Invalid);
        }
        let expires_ms = i64::try_from(claims.exp)
            .unwrap_or(i64::MAX)
            .saturating_mul(1000);
        let proof = Proof::Token {
            jti: claims.jti,
            session: claims.sid,
            expires_ms,
        };
        Ok(Identity {
            account_id: claims.sub,
            username: claims.name,
            role: claims.role,
            proof,
        })
    }

    /// A text that proves `identity` once, within [`TICKET_MS`].
    ///
    /// # Errors
    /// When the random source fails.
    pub fn ticket(&self, identity: Identity) -> Result<String, TokenError> {
        let ticket = random_token("wt_")?;
        let hash = sha256_hex(ticket.as_bytes());
        self.tickets.add(hash, identity, self.clock.now_ms());
        Ok(ticket)
    }

    /// Uses up a ticket.
    ///
    /// # Errors
    /// [`TokenError::Invalid`] when it is unknown, used, too old, or its session over.
    pub fn redeem(&self, ticket: &str) -> Result<Identity, TokenError> {
        let hash = sha256_hex(ticket.as_bytes());
        let holder = self.tickets.take(&hash, self.clock.now_ms());
        holder
            .filter(|identity| !self.has_ended(identity))
            .ok_or(TokenError::Invalid)
    }

    /// Whether the session of an identity was ended lately; asks no database. An API
    /// key has no session.
    pub fn has_ended(&self, identity: &Identity) -> bool {
        match &identity.proof {
            Proof::Token { session, .. } => self.revocations.contains(session),
            Proof::ApiKey(_) => false,
        }
    }

    /// The next pair for a refresh token, which is used up by this.
    ///
    /// # Errors
    /// A [`TokenError`]; a second use ends the session.
    pub async fn refresh(&self, refresh_token: &str) -> Result<TokenPair, TokenError> {
        let now = self.clock.now_ms();
        let hash = sha256_hex(refresh_token.as_bytes());
        let mut change = self.store.begin().await?;
        let found: Option<(String, i64, Option<i64>, String, String, String)> = sqlx::query_as(
            "SELECT t.session_id, t.expires_ms, t.used_ms, a.id, a.username, a.role
             FROM refresh_tokens t
             JOIN sessions s ON s.id = t.session_id
             JOIN accounts a ON a.id = s.account_id
             WHERE t.hash = ? AND s.revoked_ms IS NULL",
        )
        .bind(&hash)
        .fetch_optional(&mut *change)
        .await?;
        let (session, expires, used, id, username, role) = found.ok_or(TokenError::Invalid)?;
        if used.is_some() {
            drop(change);
            self.end_session(&session, &[]).await?;
            return Err(TokenError::Reused);
        }
        if expires <= now {
            return Err(TokenError::Expired);
        }
        let next = random_token("rt_")?;
        sqlx::query("UPDATE refresh_tokens SET used_ms = ? WHERE hash = ?")
            .bind(now)
            .bind(&hash)
            .execute(&mut *change)
            .await?;
        add_refresh(&mut change, (&next, &session), now).await?;
        change.commit().await?;
        self.pair(
            &Account {
                id,
                username,
                role: Role::parse(&role),
            },
            &session,
            next,
        )
    }

    /// Ends the session of an identity: its refresh tokens, and every access
    /// token of it at once. An API key has no session; it is deleted instead.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn logout(&self, identity: &Identity) -> Result<(), TokenError> {
        match &identity.proof {
            Proof::Token { jti, session, .. } => self.end_session(session, &[jti.as_str()]).await,
            Proof::ApiKey(_) => Ok(()),
        }
    }

    async fn end_session(&self, session: &str, tokens: &[&str]) -> Result<(), TokenError> {
        let now = self.clock.now_ms();
        let ids: Vec<&str> = tokens.iter().copied().chain([session]).collect();
        self.revocations
            .add(&ids, now, now + ACCESS_MS + 60_000)
            .await?;
        sqlx::query("UPDATE sessions SET revoked_ms = ? WHERE id = ? AND revoked_ms IS NULL")
            .bind(now)
            .bind(session)
            .execute(self.store.writer())
            .await?;
        Ok(())
    }

    fn pair(
        &self,
        account: &Account,
        session: &str,
        refresh_token: String,
    ) -> Result<TokenPair, TokenError> {
        let access_token = self.key.issue(account, session, self.clock.now_ms())?;
        Ok(TokenPair {
            access_token,
            expires_in: (ACCESS_MS / 1000).unsigned_abs(),
            refresh_token,
        })
    }
}

async fn add_refresh(
    change: &mut sqlx::SqliteConnection,
    (token, session): (&str, &str),
    now_ms: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO refresh_tokens (hash, session_id, expires_ms) VALUES (?, ?, ?)")
        .bind(sha256_hex(token.as_bytes()))
        .bind(session)
        .bind(now_ms + REFRESH_MS)
        .execute(change)
        .await?;
    Ok(())
}

/// `prefix` and 32 random bytes as URL-safe text.
fn random_token(prefix: &str) -> Result<String, StoreError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)?;
    Ok(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes)))
}
