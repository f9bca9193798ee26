//! Backtests that were run: the newest ones, with their requests and answers.

use bytes::Bytes;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::packed;
use crate::clock::Clock;
use crate::services::store::{Store, StoreError};

/// Runs that are kept; older ones make room.
const KEPT: i64 = 500;

/// A run to be kept.
pub struct NewRun<'a> {
    /// Its identifier, a UUID.
    pub id: &'a str,
    /// Name of the strategy.
    pub strategy: &'a str,
    /// Version of the strategy.
    pub version: u32,
    /// SHA-256 of settings, data and figures, hex.
    pub result_hash: &'a str,
    /// The body of the request.
    pub request: &'a serde_json::Value,
    /// The few figures of a list.
    pub summary: &'a serde_json::Value,
    /// The answer, as JSON text.
    pub answer: Bytes,
}

/// A kept run without its answer.
#[derive(Clone, Debug)]
pub struct RunRecord {
    /// Its identifier.
    pub id: String,
    /// Epoch milliseconds.
    pub created_ms: i64,
    /// Name of the strategy.
    pub strategy: String,
    /// Version of the strategy.
    pub version: u32,
    /// SHA-256 of settings, data and figures, hex.
    pub result_hash: String,
    /// The body of the request.
    pub request: serde_json::Value,
    /// The few figures of a list.
    pub summary: serde_json::Value,
}

/// Kept runs.
#[derive(Clone)]
pub struct BacktestRuns {
    store: Store,
    clock: Clock,
}

impl BacktestRuns {
    /// The runs of a database.
    pub const fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// Keeps a run, and forgets the oldest beyond [`KEPT`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep(&self, run: NewRun<'_>) -> Result<(), StoreError> {
        let text = run.answer.clone();
        let packed = packed::aside(move || packed::pack_text(&text)).await;
        let answer = packed.map_err(unreadable)?;
        sqlx::query(
            "INSERT INTO backtest_runs (id, created_ms, strategy, version, result_hash, request, summary, answer)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(run.id)
        .bind(self.clock.now_ms())
        .bind(run.strategy)
        .bind(run.version)
        .bind(run.result_hash)
        .bind(run.request.to_string())
        .bind(run.summary.to_string())
        .bind(answer)
        .execute(self.store.writer())
        .await?;
        // Identifiers are UUIDs of version 7: in the order of their time.
        sqlx::query("DELETE FROM backtest_runs WHERE id NOT IN (SELECT id FROM backtest_runs ORDER BY id DESC LIMIT ?)")
            .bind(KEPT)
            .execute(self.store.writer())
            .await?;
        Ok(())
    }

    /// The newest runs, of one strategy or of all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(
        &self,
        strategy: Option<&str>,
        limit: u32,
    ) -> Result<Vec<RunRecord>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, created_ms, strategy, version, result_hash, request, summary FROM backtest_runs
             WHERE ?1 IS NULL OR strategy = ?1 ORDER BY id DESC LIMIT ?2",
        )
        .bind(strategy)
        .bind(limit)
        .fetch_all(self.store.reader())
        .await?;
        Ok(rows.iter().map(record).collect::<Result<_, _>>()?)
    }

    /// One run.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn get(&self, id: &str) -> Result<Option<RunRecord>, StoreError> {
        let row = sqlx::query("SELECT * FROM backtest_runs WHERE id = ?")
            .bind(id)
            .fetch_optional(self.store.reader())
            .await?;
        Ok(row.as_ref().map(record).transpose()?)
    }

    /// The answer of one run, as JSON text.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn answer(&self, id: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let packed: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT answer FROM backtest_runs WHERE id = ?")
                .bind(id)
                .fetch_optional(self.store.reader())
                .await?;
        packed
            .map(|packed| packed::text(&packed).map_err(unreadable))
            .transpose()
    }
}

fn unreadable(cause: std::io::Error) -> StoreError {
    StoreError::Query(sqlx::Error::Io(cause))
}

fn record(row: &SqliteRow) -> Result<RunRecord, sqlx::Error> {
    let json = |column: &str| -> Result<serde_json::Value, sqlx::Error> {
        let text: String = row.try_get(column)?;
        serde_json::from_str(&text).map_err(|cause| sqlx::Error::Decode(cause.into()))
    };
    Ok(RunRecord {
        id: row.try_get("id")?,
        created_ms: row.try_get("created_ms")?,
        strategy: row.try_get("strategy")?,
        version: row.try_get("version")?,
        result_hash: row.try_get("result_hash")?,
        request: json("request")?,
        summary: json("summary")?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn a_run_comes_back_with_its_answer_and_the_oldest_make_room() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let runs = BacktestRuns::new(store, Clock::manual(7));
        let (request, summary) = (json!({"strategy": "a"}), json!({"return_pct": 1.5}));
        for number in 0..KEPT + 2 {
            let id = format!("{number:08}");
            let run = NewRun {
                id: &id,
                strategy: if number % 2 == 0 { "a" } else { "b" },
                version: 3,
                result_hash: "ff",
                request: &request,
                summary: &summary,
                answer: json!({"number": number}).to_string().into(),
            };
            runs.keep(run).await.unwrap();
        }
        assert!(runs.get("00000001").await.unwrap().is_none());
        let newest = runs.list(Some("b"), 1).await.unwrap().remove(0);
        assert_eq!((newest.id.as_str(), newest.created_ms), ("00000501", 7));
        assert_eq!(newest.summary, summary);
        let answer = runs.answer("00000500").await.unwrap().unwrap();
        assert_eq!(answer, br#"{"number":500}"#);
        assert!(runs.answer("x").await.unwrap().is_none());
    }
}
