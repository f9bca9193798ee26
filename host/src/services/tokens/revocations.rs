//! Tokens and sessions that are over before their time. Kept in the database
//! and held in memory, so that checking a token asks nobody.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::services::store::{Store, StoreError};

/// Identifiers that must not be accepted any more.
#[derive(Clone, Debug)]
pub struct Revocations {
    store: Store,
    held: Arc<RwLock<HashMap<String, i64>>>,
}

impl Revocations {
    /// What the database holds and still matters at `now_ms`.
    pub(super) async fn load(store: Store, now_ms: i64) -> Result<Self, StoreError> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT id, expires_ms FROM revocations WHERE expires_ms > ?")
                .bind(now_ms)
                .fetch_all(store.reader())
                .await?;
        Ok(Self {
            store,
            held: Arc::new(RwLock::new(rows.into_iter().collect())),
        })
    }

    /// Whether `id`, a token's or a session's, is revoked.
    pub(super) fn contains(&self, id: &str) -> bool {
        self.held
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .contains_key(id)
    }

    /// Revokes `ids` until `expires_ms`, when nothing that bears them lives any more.
    pub(super) async fn add(
        &self,
        ids: &[&str],
        now_ms: i64,
        expires_ms: i64,
    ) -> Result<(), StoreError> {
        // Memory first: should the database fail, this process at least obeys.
        {
            let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
            held.retain(|_, expires| *expires > now_ms);
            held.extend(ids.iter().map(|id| ((*id).to_owned(), expires_ms)));
        }
        let mut change = self.store.begin().await?;
        sqlx::query("DELETE FROM revocations WHERE expires_ms <= ?")
            .bind(now_ms)
            .execute(&mut *change)
            .await?;
        for id in ids {
            sqlx::query(
                "INSERT INTO revocations (id, expires_ms) VALUES (?, ?) ON CONFLICT DO NOTHING",
            )
            .bind(id)
            .bind(expires_ms)
            .execute(&mut *change)
            .await?;
        }
        change.commit().await?;
        Ok(())
    }
}
