//! The database of the durable services: SQLite in the data directory, one
//! writer and several readers. Holds no queries of its own.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

/// SQLite allows one writer; a second connection would only wait on a lock.
const WRITERS: u32 = 1;
/// Readers work beside the writer in WAL mode; more than this only costs memory.
const READERS: u32 = 4;
/// How long another process (an import beside the server) may hold the lock.
const BUSY: Duration = Duration::from_secs(10);

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// The database cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A statement failed, or no connection was free in time.
    #[error("the database failed: {0}")]
    Query(#[from] sqlx::Error),
    /// The file is of a newer version, or a migration failed.
    #[error("the database could not be brought to this version: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The system has no random bytes.
    #[error("no random bytes: {0}")]
    Random(#[from] getrandom::Error),
}

/// An open database; cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    writer: SqlitePool,
    reader: SqlitePool,
}

impl Store {
    /// Opens `sandbourse.db` in `data_dir`, making and migrating it as needed.
    ///
    /// # Errors
    /// When the file cannot be opened or is of a newer version.
    pub async fn open(data_dir: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(data_dir.join("sandbourse.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // Safe against a crash of the program; a power cut may lose the
            // last transactions but never damages the file.
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        let writer = pool(WRITERS).connect_with(options.clone()).await?;
        MIGRATIONS.run(&writer).await?;
        let reader = pool(READERS).connect_with(options.read_only(true)).await?;
        Ok(Self { writer, reader })
    }

    /// The connection that may write.
    pub fn writer(&self) -> &SqlitePool {
        &self.writer
    }

    /// Connections that only read; they see what was committed before.
    pub fn reader(&self) -> &SqlitePool {
        &self.reader
    }

    /// Begins a change. It takes the lock at once: a change that first reads
    /// and then writes would fail if another process wrote in between.
    ///
    /// # Errors
    /// When the lock is not free in time.
    pub async fn begin(&self) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
        self.writer.begin_with("BEGIN IMMEDIATE").await
    }

    /// Whether a statement runs, for readiness.
    pub async fn alive(&self) -> bool {
        sqlx::query("SELECT 1").execute(&self.reader).await.is_ok()
    }

    /// Finishes what is under way and closes the file.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(BUSY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_database_survives_being_opened_twice() {
        let dir = tempfile::tempdir().unwrap();
        let first = Store::open(dir.path()).await.unwrap();
        sqlx::query("INSERT INTO revocations VALUES ('a', 1)")
            .execute(first.writer())
            .await
            .unwrap();
        first.close().await;
        let second = Store::open(dir.path()).await.unwrap();
        let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM revocations")
            .fetch_one(second.reader())
            .await
            .unwrap();
        assert_eq!(rows, 1);
        assert!(second.alive().await);
    }

    #[tokio::test]
    async fn a_reader_cannot_write() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).await.unwrap();
        assert!(
            sqlx::query("DELETE FROM accounts")
                .execute(store.reader())
                .await
                .is_err()
        );
    }
}
