//! Events that must not be lost: stored together with their deliveries in one
//! transaction, as the very bytes that will be signed and sent.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::clock::Clock;
use crate::services::store::{Store, StoreError};

/// Bytes of a payload: receivers of webhooks expect thin bodies.
pub const MAX_PAYLOAD_BYTES: usize = 20_000;
/// Characters of an idempotency key.
pub const MAX_KEY_CHARS: usize = 256;
/// Events that are kept at most: anyone may ask for predictions, and each is one.
pub const MAX_KEPT: i64 = 50_000;
/// How long events are kept, and with them what their keys recognise.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A trading signal came in.
    Signal,
    /// A prediction was made.
    Prediction,
}

impl EventKind {
    /// The `type` of the payload.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Signal => "signal.created",
            Self::Prediction => "prediction.created",
        }
    }
}

/// An event to record.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// What happened.
    pub kind: EventKind,
    /// Its fields. An `id` field among them is set to the event's identifier.
    pub data: Value,
    /// Makes a repetition harmless: the same key answers the first identifier.
    pub key: Option<String>,
}

/// What recording an event gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// What the event is stored and sent under.
    pub id: String,
    /// Whether the key was known, so that nothing was stored again.
    pub repeated: bool,
}

/// An event as it was recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its identifier.
    pub id: String,
    /// When it was recorded, epoch milliseconds.
    pub created_ms: i64,
    /// Its fields.
    pub data: Value,
}

/// Why an event is not recorded.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// The payload is larger than [`MAX_PAYLOAD_BYTES`].
    #[error("an event of {0} bytes is larger than {MAX_PAYLOAD_BYTES}")]
    TooLarge(usize),
    /// The key is empty or longer than [`MAX_KEY_CHARS`].
    #[error("an idempotency key has 1 to {MAX_KEY_CHARS} characters")]
    BadKey,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for EventError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// The record of events; cheap to clone.
#[derive(Clone, Debug)]
pub struct Events {
    store: Store,
    clock: Clock,
    wake: Arc<Notify>,
}

impl Events {
    /// Records in `store`, waking whoever delivers through `wake`.
    pub fn new(store: Store, clock: Clock, wake: Arc<Notify>) -> Self {
        Self { store, clock, wake }
    }

    /// Stores an event and one delivery for each endpoint that is enabled, or
    /// finds the event that was recorded under the same key.
    ///
    /// # Errors
    /// An [`EventError`]; nothing is stored then.
    pub async fn record(&self, event: NewEvent) -> Result<Recorded, EventError> {
        let key = event
            .key
            .as_deref()
            .map(|key| scoped(event.kind, key))
            .transpose()?;
        let id = Uuid::new_v4().to_string();
        let now = self.clock.now_ms();
        let payload = payload(event, &id, &self.clock)?;
        let mut change = self.store.begin().await?;
        let known: Option<String> = sqlx::query_scalar("SELECT id FROM events WHERE key = ?")
            .bind(&key)
            .fetch_optional(&mut *change)
            .await?;
        if let Some(id) = known {
            return Ok(Recorded { id, repeated: true });
        }
        sqlx::query(
            "INSERT INTO events (id, kind, key, payload, created_ms) VALUES (?, ?, ?, ?, ?)",
        )
        .bind(&id)
        .bind(payload.kind.word())
        .bind(&key)
        .bind(&payload.bytes)
        .bind(now)
        .execute(&mut *change)
        .await?;
        sqlx::query(
            "INSERT INTO deliveries (id, event_id, endpoint_id, state, next_ms, created_ms, updated_ms)
             SELECT ? || ':' || id, ?, id, 'pending', ?, ?, ? FROM endpoints WHERE disabled_ms IS NULL",
        )
        .bind(&id)
        .bind(&id)
        .bind(now)
        .bind(now)
        .bind(now)
        .execute(&mut *change)
        .await?;
        change.commit().await?;
        self.wake.notify_one();
        Ok(Recorded {
            id,
            repeated: false,
        })
    }

    /// The latest events of a kind, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn recent(&self, kind: EventKind, limit: u32) -> Result<Vec<Event>, EventError> {
        let rows: Vec<(String, i64, Vec<u8>)> = sqlx::query_as(
            "SELECT id, created_ms, payload FROM events WHERE kind = ? ORDER BY created_ms DESC, id LIMIT ?",
        )
        .bind(kind.word())
        .bind(limit)
        .fetch_all(self.store.reader())
        .await?;
        let event = |(id, created_ms, payload): (String, i64, Vec<u8>)| {
            let mut payload: Value = serde_json::from_slice(&payload).unwrap_or_default();
            Event {
                id,
                created_ms,
                data: payload["data"].take(),
            }
        };
        Ok(rows.into_iter().map(event).collect())
    }

    /// Forgets events of which nothing is pending: those older than thirty days, and
    /// the oldest of those that are more than [`MAX_KEPT`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_old(&self) -> Result<u64, EventError> {
        let done = sqlx::query(
            "DELETE FROM events WHERE (created_ms < ? OR rowid <= (SELECT max(rowid) FROM events) - ?) AND NOT EXISTS
             (SELECT 1 FROM deliveries WHERE event_id = events.id AND state = 'pending')",
        )
        .bind(self.clock.now_ms() - KEPT_MS)
        .bind(MAX_KEPT)
        .execute(self.store.writer())
        .await?;
        Ok(done.rows_affected())
    }
}

struct Payload {
    kind: EventKind,
    bytes: Vec<u8>,
}

/// The Standard Webhooks envelope: `type`, `timestamp`, `data`.
fn payload(event: NewEvent, id: &str, clock: &Clock) -> Result<Payload, EventError> {
    let NewEvent { kind, mut data, .. } = event;
    if let Some(field) = data.get_mut("id") {
        *field = id.into();
    }
    let envelope = json!({"type": kind.word(), "timestamp": clock.now().to_string(), "data": data});
    let bytes = envelope.to_string().into_bytes();
    if bytes.len() > MAX_PAYLOAD_BYTES {
        return Err(EventError::TooLarge(bytes.len()));
    }
    Ok(Payload { kind, bytes })
}

/// The key within its kind, so that two kinds never share one.
fn scoped(kind: EventKind, key: &str) -> Result<String, EventError> {
    if key.is_empty() || key.chars().count() > MAX_KEY_CHARS {
        return Err(EventError::BadKey);
    }
    Ok(format!("{}:{key}", kind.word()))
}
