//! Strategies that run on live bars: what was asked, how they are doing, and their logs.
//!
//! Knows nothing of how a strategy decides.

mod journal;
mod status;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

pub use journal::{Chain, Line, Log, lines};
pub use status::{Comparison, LiveRequest, LiveState, LiveStatus, Stance};

use crate::clock::Clock;
use crate::services::store::{Store, StoreError};

/// Runs at once.
pub const MOST_RUNNING: usize = 32;
/// Runs that have ended are kept up to this many.
const KEPT: i64 = 200;

/// A live run.
#[derive(Clone, Debug)]
pub struct LiveRun {
    /// Its identifier, a UUID.
    pub id: String,
    /// What was asked.
    pub request: LiveRequest,
    /// Epoch milliseconds.
    pub started_ms: i64,
    /// How it is doing.
    pub status: LiveStatus,
}

/// A run that waits to be taken up by the loop that runs them.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Its identifier.
    pub id: String,
    /// What was asked.
    pub request: LiveRequest,
    /// Cancelled when its owner stops it.
    pub stop: CancellationToken,
}

/// Live runs.
#[derive(Clone)]
pub struct LiveRuns(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Clock,
    folder: PathBuf,
    wake: Notify,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    running: HashMap<String, (CancellationToken, LiveRun)>,
    waiting: Vec<Waiting>,
    shadows: HashMap<String, u32>,
    comparisons: HashMap<String, (String, Comparison)>,
}

impl LiveRuns {
    /// The runs of a database and the folder of their logs. A run that was cut off by the end
    /// of the process has stopped.
    ///
    /// # Errors
    /// When the database or the folder fails.
    pub async fn open(store: Store, clock: Clock, data_dir: &Path) -> Result<Self, StoreError> {
        let folder = data_dir.join("live");
        std::fs::create_dir_all(&folder).map_err(sqlx::Error::Io)?;
        sqlx::query("UPDATE live_runs SET state = 'stopped', ended_ms = ? WHERE state = 'running'")
            .bind(clock.now_ms())
            .execute(store.writer())
            .await?;
        Ok(Self(Arc::new(Inner {
            store,
            clock,
            folder,
            wake: Notify::new(),
            state: Mutex::default(),
        })))
    }

    /// Begins a run; none when too many go on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin(&self, request: LiveRequest) -> Result<Option<LiveRun>, StoreError> {
        let run = LiveRun {
            id: uuid::Uuid::now_v7().to_string(),
            request: request.clone(),
            started_ms: self.0.clock.now_ms(),
            status: LiveStatus::default(),
        };
        let stop = CancellationToken::new();
        {
            let mut state = self.lock();
            if state.running.len() >= MOST_RUNNING {
                return Ok(None);
            }
            state
                .running
                .insert(run.id.clone(), (stop.clone(), run.clone()));
        }
        let kept = self.keep_new(&run).await;
        if kept.is_err() {
            self.lock().running.remove(&run.id);
        }
        kept?;
        let waiting = Waiting {
            id: run.id.clone(),
            request,
            stop,
        };
        self.lock().waiting.push(waiting);
        self.0.wake.notify_one();
        Ok(Some(run))
    }

    async fn keep_new(&self, run: &LiveRun) -> Result<(), StoreError> {
        let request = serde_json::to_string(&run.request).unwrap_or_default();
        sqlx::query(
            "INSERT INTO live_runs (id, strategy, request, state, started_ms) VALUES (?, ?, ?, 'running', ?)",
        )
        .bind(&run.id)
        .bind(&run.request.strategy)
        .bind(request)
        .bind(run.started_ms)
        .execute(self.0.store.writer())
        .await?;
        let gone: Vec<String> = sqlx::query_scalar(
            "DELETE FROM live_runs WHERE state <> 'running' AND id NOT IN
             (SELECT id FROM live_runs ORDER BY id DESC LIMIT ?) RETURNING id",
        )
        .bind(KEPT)
        .fetch_all(self.0.store.writer())
        .await?;
        for id in gone {
            // A log that is gone already needs no removing.
            let _ = std::fs::remove_file(self.log_path(&id));
        }
        Ok(())
    }

    /// Runs that were begun and that nobody runs yet; waits for the next one.
    pub async fn taken_up(&self) -> Vec<Waiting> {
        loop {
            let waiting = std::mem::take(&mut self.lock().waiting);
            if !waiting.is_empty() {
                return waiting;
            }
            self.0.wake.notified().await;
        }
    }

    /// How a run is doing now.
    pub fn report(&self, id: &str, status: LiveStatus) {
        if let Some((_, run)) = self.lock().running.get_mut(id) {
            run.status = status;
        }
    }

    /// A run has ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ended(&self, id: &str, status: &LiveStatus) -> Result<(), StoreError> {
        let word = match status.state {
            LiveState::Failed => "failed",
            LiveState::Running | LiveState::Stopped => "stopped",
        };
        let summary = serde_json::to_string(status).unwrap_or_default();
        sqlx::query("UPDATE live_runs SET state = ?, ended_ms = ?, summary = ? WHERE id = ?")
            .bind(word)
            .bind(self.0.clock.now_ms())
            .bind(summary)
            .bind(id)
            .execute(self.0.store.writer())
            .await?;
        self.lock().running.remove(id);
        self.lock().comparisons.remove(id);
        Ok(())
    }

    /// Asks a run to stop; false when it does not go on.
    pub fn stop(&self, id: &str) -> bool {
        let state = self.lock();
        let found = state.running.get(id);
        found.inspect(|(stop, _)| stop.cancel()).is_some()
    }

    /// Every run, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&self) -> Result<Vec<LiveRun>, StoreError> {
        let rows = sqlx::query("SELECT * FROM live_runs ORDER BY id DESC LIMIT ?")
            .bind(KEPT)
            .fetch_all(self.0.store.reader())
            .await?;
        let kept: Result<Vec<LiveRun>, sqlx::Error> = rows.iter().map(record).collect();
        let state = self.lock();
        let now = |run: LiveRun| match state.running.get(&run.id) {
            Some((_, running)) => running.clone(),
            None => run,
        };
        Ok(kept?.into_iter().map(now).collect())
    }

    /// One run.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn get(&self, id: &str) -> Result<Option<LiveRun>, StoreError> {
        if let Some((_, run)) = self.lock().running.get(id) {
            return Ok(Some(run.clone()));
        }
        let row = sqlx::query("SELECT * FROM live_runs WHERE id = ?")
            .bind(id)
            .fetch_optional(self.0.store.reader())
            .await?;
        Ok(row.as_ref().map(record).transpose()?)
    }

    /// The file of a run's log.
    pub fn log_path(&self, id: &str) -> PathBuf {
        self.0.folder.join(format!("{id}.ndjson"))
    }

    /// Lets a version of a strategy run beside the one that decides, in every run; none lets
    /// it be.
    pub fn set_shadow(&self, strategy: &str, version: Option<u32>) {
        let mut state = self.lock();
        match version {
            Some(version) => state.shadows.insert(strategy.to_owned(), version),
            None => state.shadows.remove(strategy),
        };
        let State {
            comparisons,
            running,
            ..
        } = &mut *state;
        comparisons.retain(|id, _| {
            let run = running.get(id);
            run.is_none_or(|(_, run)| run.request.strategy != strategy)
        });
    }

    /// The version that runs in the shadow of a strategy.
    pub fn shadow(&self, strategy: &str) -> Option<u32> {
        self.lock().shadows.get(strategy).copied()
    }

    /// How a shadow compares in a run.
    pub fn compare(&self, id: &str, strategy: &str, comparison: Comparison) {
        let entry = (strategy.to_owned(), comparison);
        self.lock().comparisons.insert(id.to_owned(), entry);
    }

    /// How the shadow of a strategy compares, by run.
    pub fn comparisons(&self, strategy: &str) -> Vec<(String, Comparison)> {
        let state = self.lock();
        let of_it = state
            .comparisons
            .iter()
            .filter(|(_, (of, _))| of == strategy);
        let mut found: Vec<(String, Comparison)> = of_it
            .map(|(id, (_, comparison))| (id.clone(), comparison.clone()))
            .collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn record(row: &SqliteRow) -> Result<LiveRun, sqlx::Error> {
    let decode = |cause: serde_json::Error| sqlx::Error::Decode(cause.into());
    let request: String = row.try_get("request")?;
    let summary: Option<String> = row.try_get("summary")?;
    let status = match summary {
        Some(summary) => serde_json::from_str(&summary).map_err(decode)?,
        None => LiveStatus {
            state: LiveState::Stopped,
            ..LiveStatus::default()
        },
    };
    Ok(LiveRun {
        id: row.try_get("id")?,
        request: serde_json::from_str(&request).map_err(decode)?,
        started_ms: row.try_get("started_ms")?,
        status,
    })
}
