//! Remembers incoming webhooks for a day, across restarts, so that a captured
//! request cannot be played again.

use crate::clock::Clock;
use crate::services::store::{Store, StoreError};

/// How long an identifier is remembered. A sender that signs with
/// `X-Signature` alone and repeats the same bytes within it is refused; the
/// Standard Webhooks headers tell a new message from a repetition.
pub const REMEMBERED_MS: i64 = 24 * 60 * 60 * 1000;

/// The memory of incoming webhooks.
#[derive(Clone, Debug)]
pub struct Replays {
    store: Store,
    clock: Clock,
}

impl Replays {
    /// A memory in `store`.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// Notes `id`; false when it is known already.
    ///
    /// # Errors
    /// When the database fails; the webhook must then not be accepted.
    pub async fn claim(&self, id: &str) -> Result<bool, StoreError> {
        let now = self.clock.now_ms();
        sqlx::query("DELETE FROM seen_webhooks WHERE expires_ms <= ?")
            .bind(now)
            .execute(self.store.writer())
            .await?;
        let done = sqlx::query(
            "INSERT INTO seen_webhooks (id, expires_ms) VALUES (?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(id)
        .bind(now + REMEMBERED_MS)
        .execute(self.store.writer())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Forgets `id`, when what it carried could not be processed and the
    /// sender should try again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release(&self, id: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM seen_webhooks WHERE id = ?")
            .bind(id)
            .execute(self.store.writer())
            .await?;
        Ok(())
    }
}
