//! The state of each delivery: which are due, how they went, which are dead.

use super::schedule::{self, DISABLE_AFTER_MS};
use super::{Outbox, Outcome};
use crate::services::store::StoreError;

/// How long a claimed delivery is left to whoever claimed it; longer than an
/// attempt can take, so that only a crash lets another one take over.
const LEASE_MS: i64 = 60_000;
/// Deliveries to one endpoint that are claimed together, so that a slow
/// receiver does not take every place.
const PER_ENDPOINT: i64 = 4;

/// A delivery that is to be attempted now.
#[derive(Clone, sqlx::FromRow)]
pub struct Due {
    /// Identifier of the delivery.
    pub id: String,
    /// Identifier of the event, the same on every attempt.
    pub event_id: String,
    /// Identifier of the receiver.
    pub endpoint_id: String,
    /// Where to.
    pub url: String,
    /// What to sign with; empty for the configured endpoint.
    pub(super) secret: String,
    /// The exact bytes to sign and send.
    pub payload: Vec<u8>,
    /// Attempts made before.
    pub attempts: i64,
}

/// A delivery as listed.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Delivery {
    /// Identifier.
    pub id: String,
    /// Identifier of the event.
    pub event_id: String,
    /// For example `signal.created`.
    pub kind: String,
    /// Identifier of the receiver.
    pub endpoint_id: String,
    /// `pending`, `delivered` or `dead`.
    pub state: String,
    /// Attempts made.
    pub attempts: i64,
    /// When the next attempt is due, epoch milliseconds; means nothing unless pending.
    pub next_ms: i64,
    /// Status of the last answer.
    pub last_status: Option<i64>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// How long it took, in milliseconds.
    pub last_took_ms: Option<i64>,
    /// When the event was recorded, epoch milliseconds.
    pub created_ms: i64,
    /// When this row last changed, epoch milliseconds.
    pub updated_ms: i64,
}

impl Outbox {
    /// Claims up to `limit` deliveries that are due. What is not settled
    /// within a minute is due again: delivered at least once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim(&self, limit: usize) -> Result<Vec<Due>, StoreError> {
        let now = self.clock.now_ms();
        let mut change = self.store.begin().await?;
        let due: Vec<Due> = sqlx::query_as(
            "SELECT id, event_id, endpoint_id, url, secret, payload, attempts FROM (
                 SELECT d.id, d.event_id, d.endpoint_id, p.url, p.secret, e.payload, d.attempts, d.next_ms,
                        row_number() OVER (PARTITION BY d.endpoint_id ORDER BY d.next_ms) AS place
                 FROM deliveries d
                 JOIN events e ON e.id = d.event_id
                 JOIN endpoints p ON p.id = d.endpoint_id
                 WHERE d.state = 'pending' AND d.next_ms <= ? AND p.disabled_ms IS NULL AND p.held_until_ms <= ?
             ) WHERE place <= ? ORDER BY next_ms LIMIT ?",
        )
        .bind(now)
        .bind(now)
        .bind(PER_ENDPOINT)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&mut *change)
        .await?;
        for one in &due {
            sqlx::query("UPDATE deliveries SET next_ms = ? WHERE id = ?")
                .bind(now + LEASE_MS)
                .bind(&one.id)
                .execute(&mut *change)
                .await?;
        }
        change.commit().await?;
        Ok(due)
    }

    /// Milliseconds until something is due; none when nothing waits.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_due_ms(&self) -> Result<Option<i64>, StoreError> {
        let at: Option<i64> = sqlx::query_scalar(
            "SELECT min(max(d.next_ms, p.held_until_ms)) FROM deliveries d
             JOIN endpoints p ON p.id = d.endpoint_id WHERE d.state = 'pending' AND p.disabled_ms IS NULL",
        )
        .fetch_one(self.store.reader())
        .await?;
        Ok(at.map(|at| (at - self.clock.now_ms()).max(0)))
    }

    /// Writes down how an attempt went and what follows from it.
    ///
    /// # Errors
    /// When the database fails; the delivery will then be attempted again.
    pub async fn settle(&self, due: &Due, outcome: &Outcome) -> Result<(), StoreError> {
        let now = self.clock.now_ms();
        let attempts = due.attempts + 1;
        let wait = schedule::wait_ms(attempts, schedule::chance(), outcome.retry_after_ms);
        let (state, next) = match wait {
            _ if outcome.accepted() => ("delivered", now),
            Some(wait) if !outcome.gone() => ("pending", now + wait),
            _ => ("dead", now),
        };
        let mut change = self.store.begin().await?;
        sqlx::query(
            "UPDATE deliveries SET state = ?, next_ms = ?, attempts = ?, last_status = ?, last_error = ?,
             last_took_ms = ?, updated_ms = ? WHERE id = ?",
        )
        .bind(state)
        .bind(next)
        .bind(attempts)
        .bind(outcome.status.map(i64::from))
        .bind(&outcome.error)
        .bind(outcome.took_ms)
        .bind(now)
        .bind(&due.id)
        .execute(&mut *change)
        .await?;
        if outcome.accepted() {
            note_success(&mut change, &due.endpoint_id).await?;
        } else {
            note_failure(&mut change, &due.endpoint_id, outcome.gone(), now).await?;
        }
        change.commit().await?;
        Ok(())
    }

    /// Deliveries in `state` (or in any), newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deliveries(
        &self,
        state: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT d.id, d.event_id, e.kind, d.endpoint_id, d.state, d.attempts, d.next_ms, d.last_status,
                    d.last_error, d.last_took_ms, d.created_ms, d.updated_ms
             FROM deliveries d JOIN events e ON e.id = d.event_id
             WHERE ? IS NULL OR d.state = ? ORDER BY d.updated_ms DESC, d.id LIMIT ?",
        )
        .bind(state)
        .bind(state)
        .bind(limit)
        .fetch_all(self.store.reader())
        .await?)
    }

    /// Makes a finished delivery due again, from its first attempt, and its
    /// endpoint enabled; false when there is no such finished delivery.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn replay(&self, id: &str) -> Result<bool, StoreError> {
        let now = self.clock.now_ms();
        let mut change = self.store.begin().await?;
        let done = sqlx::query(
            "UPDATE deliveries SET state = 'pending', attempts = 0, next_ms = ?, updated_ms = ?
             WHERE id = ? AND state <> 'pending'",
        )
        .bind(now)
        .bind(now)
        .bind(id)
        .execute(&mut *change)
        .await?;
        sqlx::query(
            "UPDATE endpoints SET disabled_ms = NULL, disabled_reason = NULL, failing_since_ms = NULL,
             failures = 0, held_until_ms = 0
             WHERE id = (SELECT endpoint_id FROM deliveries WHERE id = ?) AND disabled_reason <> 'not_configured'",
        )
        .bind(id)
        .execute(&mut *change)
        .await?;
        change.commit().await?;
        self.wake.notify_one();
        Ok(done.rows_affected() == 1)
    }
}

async fn note_success(
    change: &mut sqlx::SqliteConnection,
    endpoint: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE endpoints SET failing_since_ms = NULL, failures = 0, held_until_ms = 0 WHERE id = ?")
        .bind(endpoint)
        .execute(change)
        .await?;
    Ok(())
}

async fn note_failure(
    change: &mut sqlx::SqliteConnection,
    endpoint: &str,
    gone: bool,
    now: i64,
) -> Result<(), sqlx::Error> {
    let row: Option<(i64, i64)> = sqlx::query_as(
        "UPDATE endpoints SET failing_since_ms = coalesce(failing_since_ms, ?), failures = failures + 1
         WHERE id = ? RETURNING failing_since_ms, failures",
    )
    .bind(now)
    .bind(endpoint)
    .fetch_optional(&mut *change)
    .await?;
    // Deleted while the attempt was under way: there is nothing to note.
    let Some((since, failures)) = row else {
        return Ok(());
    };
    sqlx::query("UPDATE endpoints SET held_until_ms = ? WHERE id = ?")
        .bind(now + schedule::hold_ms(failures))
        .bind(endpoint)
        .execute(&mut *change)
        .await?;
    if gone {
        disable(change, endpoint, ("gone", now)).await?;
    } else if now - since >= DISABLE_AFTER_MS {
        disable(change, endpoint, ("failing", now)).await?;
    }
    Ok(())
}

/// Sends nothing more to an endpoint; what waited for it is dead.
async fn disable(
    change: &mut sqlx::SqliteConnection,
    endpoint: &str,
    (reason, now): (&str, i64),
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE endpoints SET disabled_ms = ?, disabled_reason = ? WHERE id = ?")
        .bind(now)
        .bind(reason)
        .bind(endpoint)
        .execute(&mut *change)
        .await?;
    sqlx::query(
        "UPDATE deliveries SET state = 'dead', last_error = coalesce(last_error, 'the endpoint was disabled'),
         updated_ms = ? WHERE endpoint_id = ? AND state = 'pending'",
    )
    .bind(now)
    .bind(endpoint)
    .execute(change)
    .await?;
    tracing::warn!(
        endpoint.id = endpoint,
        endpoint.reason = reason,
        "Webhook endpoint disabled"
    );
    Ok(())
}
