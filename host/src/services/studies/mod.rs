//! Work that takes long and is done in parts: what was asked, how far it is, what came out.
//!
//! Knows nothing of what a part computes. Parts that were done stay done: after a restart a
//! study goes on where it was.

mod progress;
mod study;
mod table;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sqlx::Row as _;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

pub use progress::{Progress, Row, TOP, Top};
use study::study;
pub use study::{State, Study};
pub use table::{Part, Table, WithNames};

use super::packed;
use crate::clock::Clock;
use crate::services::store::{Store, StoreError};

/// Studies that wait or run; one more is refused.
pub const MOST_WAITING: i64 = 100;
/// Studies that have ended are kept up to this many.
const KEPT: i64 = 200;

/// Studies.
#[derive(Clone)]
pub struct Studies(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Clock,
    wake: Notify,
    live: Mutex<HashMap<String, Live>>,
}

/// What followers of a study that waits or runs hold on to.
#[derive(Clone)]
struct Live {
    cancel: CancellationToken,
    progress: watch::Sender<Progress>,
}

impl Studies {
    /// The studies of a database; those that were cut off wait for their turn again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open(store: Store, clock: Clock) -> Result<Self, StoreError> {
        sqlx::query("UPDATE studies SET state = 'queued' WHERE state = 'running'")
            .execute(store.writer())
            .await?;
        Ok(Self(Arc::new(Inner {
            store,
            clock,
            wake: Notify::new(),
            live: Mutex::default(),
        })))
    }

    /// Puts a study into the queue; none when too many wait.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue(
        &self,
        kind: &str,
        request: &serde_json::Value,
    ) -> Result<Option<String>, StoreError> {
        let id = uuid::Uuid::now_v7().to_string();
        let done = sqlx::query(
            "INSERT INTO studies (id, kind, state, request, created_ms) SELECT ?, ?, 'queued', ?, ?
             WHERE (SELECT count(*) FROM studies WHERE state IN ('queued', 'running')) < ?",
        )
        .bind(&id)
        .bind(kind)
        .bind(request.to_string())
        .bind(self.0.clock.now_ms())
        .bind(MOST_WAITING)
        .execute(self.0.store.writer())
        .await?;
        if done.rows_affected() == 0 {
            return Ok(None);
        }
        self.clean().await?;
        self.0.wake.notify_one();
        Ok(Some(id))
    }

    /// Waits for a study to be put into the queue.
    pub async fn wait(&self) {
        self.0.wake.notified().await;
    }

    /// The oldest study that waits; it runs from now on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim(&self) -> Result<Option<Study>, StoreError> {
        let row = sqlx::query(
            "UPDATE studies SET state = 'running', started_ms = coalesce(started_ms, ?)
             WHERE id = (SELECT id FROM studies WHERE state = 'queued' ORDER BY created_ms, id LIMIT 1) RETURNING *",
        )
        .bind(self.0.clock.now_ms())
        .fetch_optional(self.0.store.writer())
        .await?;
        Ok(row.as_ref().map(study).transpose()?)
    }

    /// What was planned for a study.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn planned(&self, id: &str, plan: &serde_json::Value) -> Result<(), StoreError> {
        sqlx::query("UPDATE studies SET plan = ? WHERE id = ?")
            .bind(plan.to_string())
            .bind(id)
            .execute(self.0.store.writer())
            .await?;
        Ok(())
    }

    /// Ends a study with its result or its error, unless its owner gave it up before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish(
        &self,
        id: &str,
        outcome: Result<&serde_json::Value, &serde_json::Value>,
    ) -> Result<(), StoreError> {
        let (state, result, error) = match outcome {
            Ok(result) => (State::Done, Some(result.to_string()), None),
            Err(error) => (State::Failed, None, Some(error.to_string())),
        };
        sqlx::query(
            "UPDATE studies SET state = ?, result = ?, error = ?, finished_ms = ? WHERE id = ? AND state = 'running'",
        )
        .bind(state.word())
        .bind(result)
        .bind(error)
        .bind(self.0.clock.now_ms())
        .bind(id)
        .execute(self.0.store.writer())
        .await?;
        self.ended(id, state);
        Ok(())
    }

    /// Gives a study up; false when there is none that waits or runs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cancel(&self, id: &str) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE studies SET state = 'cancelled', finished_ms = ? WHERE id = ? AND state IN ('queued', 'running')",
        )
        .bind(self.0.clock.now_ms())
        .bind(id)
        .execute(self.0.store.writer())
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        if let Some(live) = self.lock().get(id) {
            live.cancel.cancel();
        }
        self.ended(id, State::Cancelled);
        Ok(true)
    }

    /// One study.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn get(&self, id: &str) -> Result<Option<Study>, StoreError> {
        let row = sqlx::query(
            "SELECT studies.*,
                    (SELECT sum(units) FROM study_parts WHERE study = studies.id) AS done,
                    (SELECT sum(failed) FROM study_parts WHERE study = studies.id) AS failed
             FROM studies WHERE id = ?",
        )
        .bind(id)
        .fetch_optional(self.0.store.reader())
        .await?;
        Ok(row.as_ref().map(study).transpose()?)
    }

    /// The newest studies, without their results.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&self, limit: u32) -> Result<Vec<Study>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, kind, state, request, plan, NULL AS result, error, created_ms, started_ms, finished_ms,
                    (SELECT sum(units) FROM study_parts WHERE study = studies.id) AS done,
                    (SELECT sum(failed) FROM study_parts WHERE study = studies.id) AS failed
             FROM studies ORDER BY created_ms DESC, id DESC LIMIT ?",
        )
        .bind(limit)
        .fetch_all(self.0.store.reader())
        .await?;
        Ok(rows.iter().map(study).collect::<Result<_, _>>()?)
    }

    /// Keeps a part that was done; doing it twice changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_part(&self, id: &str, part: &Part) -> Result<(), StoreError> {
        let table = part.table.clone();
        let packed = packed::aside(move || packed::pack(&table)).await;
        let columns = packed.map_err(unreadable)?;
        sqlx::query(
            "INSERT OR IGNORE INTO study_parts (study, first, units, failed, columns) VALUES (?, ?, ?, ?, ?)",
        )
        .bind(id)
        .bind(i64::try_from(part.first).unwrap_or(i64::MAX))
        .bind(part.units)
        .bind(part.failed)
        .bind(columns)
        .execute(self.0.store.writer())
        .await?;
        Ok(())
    }

    /// Drops the parts of a study whose bars have changed since.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_parts(&self, id: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM study_parts WHERE study = ?")
            .bind(id)
            .execute(self.0.store.writer())
            .await?;
        Ok(())
    }

    /// The parts that were done, in the order of their units. They are read one by one, so
    /// that a caller who looks at each need not hold all of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn parts(&self, id: &str) -> Result<Vec<u64>, StoreError> {
        let firsts: Vec<i64> =
            sqlx::query_scalar("SELECT first FROM study_parts WHERE study = ? ORDER BY first")
                .bind(id)
                .fetch_all(self.0.store.reader())
                .await?;
        Ok(firsts.into_iter().map(i64::unsigned_abs).collect())
    }

    /// One part that was done.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn part(&self, id: &str, first: u64) -> Result<Option<Part>, StoreError> {
        let row = sqlx::query("SELECT * FROM study_parts WHERE study = ? AND first = ?")
            .bind(id)
            .bind(i64::try_from(first).unwrap_or(i64::MAX))
            .fetch_optional(self.0.store.reader())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let packed: Vec<u8> = row.try_get("columns")?;
        Ok(Some(Part {
            first,
            units: row.try_get("units")?,
            failed: row.try_get("failed")?,
            table: packed::unpack(&packed).map_err(unreadable)?,
        }))
    }

    /// Begins to follow a study that runs: its token is cancelled when its owner gives it up.
    pub fn begin(&self, id: &str, progress: Progress) -> CancellationToken {
        let live = Live {
            cancel: CancellationToken::new(),
            progress: watch::Sender::new(progress),
        };
        let cancel = live.cancel.clone();
        self.lock().insert(id.to_owned(), live);
        cancel
    }

    /// Tells followers how far a study is.
    pub fn report(&self, id: &str, progress: Progress) {
        if let Some(live) = self.lock().get(id) {
            live.progress.send_replace(progress);
        }
    }

    /// How far a study that runs is, now and from now on; none when it does not run.
    pub fn follow(&self, id: &str) -> Option<watch::Receiver<Progress>> {
        self.lock().get(id).map(|live| live.progress.subscribe())
    }

    fn ended(&self, id: &str, state: State) {
        if let Some(live) = self.lock().remove(id) {
            live.progress.send_modify(|progress| progress.state = state);
        }
    }

    async fn clean(&self) -> Result<(), StoreError> {
        sqlx::query(
            "DELETE FROM studies WHERE state IN ('done', 'failed', 'cancelled') AND id NOT IN
             (SELECT id FROM studies ORDER BY created_ms DESC, id DESC LIMIT ?)",
        )
        .bind(KEPT)
        .execute(self.0.store.writer())
        .await?;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Live>> {
        self.0.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unreadable(cause: std::io::Error) -> StoreError {
    StoreError::Query(sqlx::Error::Io(cause))
}
