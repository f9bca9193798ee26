//! Which versions of which components exist: their bytes by digest in the data
//! directory, their order and which one serves in the database.

use std::path::{Path, PathBuf};

use sandbourse_wit::values::Instant;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::clock::Clock;
use crate::services::store::{Store, StoreError};

/// A kept version.
#[derive(Clone, Debug)]
pub struct Record {
    /// Number, from 1, never used twice while later ones exist.
    pub version: u32,
    /// SHA-256 of the bytes, hex.
    pub digest: String,
    /// `builtin` or `upload`.
    pub origin: String,
    /// Bytes of the component.
    pub size: u64,
    /// When it came.
    pub created_at: Instant,
}

/// A version to be kept.
pub struct NewVersion<'a> {
    /// Name of the component.
    pub component: &'a str,
    /// SHA-256 of `bytes`, hex.
    pub digest: &'a str,
    /// `builtin` or `upload`.
    pub origin: &'a str,
    /// The component.
    pub bytes: &'a [u8],
}

/// The record of a version, or its bytes, cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum ComponentStoreError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder of components failed.
    #[error("the folder of components failed: {0}")]
    Disk(#[from] std::io::Error),
}

impl From<sqlx::Error> for ComponentStoreError {
    fn from(cause: sqlx::Error) -> Self {
        Self::Store(cause.into())
    }
}

type Outcome<T> = Result<T, ComponentStoreError>;

/// Kept versions.
#[derive(Clone)]
pub struct ComponentStore {
    store: Store,
    folder: PathBuf,
    clock: Clock,
}

impl ComponentStore {
    /// Opens the folder `components` in the data directory.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(store: Store, data_dir: &Path, clock: Clock) -> Outcome<Self> {
        let folder = data_dir.join("components");
        std::fs::create_dir_all(&folder)?;
        Ok(Self {
            store,
            folder,
            clock,
        })
    }

    /// The version of the component that came with this binary, kept now if it
    /// was not. A new binary's component takes over from an older built-in one.
    ///
    /// # Errors
    /// See [`ComponentStoreError`].
    pub async fn ensure_builtin(
        &self,
        component: &str,
        digest: &str,
        bytes: &[u8],
    ) -> Outcome<Record> {
        let known = sqlx::query("SELECT * FROM component_versions WHERE component = ? AND digest = ? AND origin = 'builtin'")
            .bind(component)
            .bind(digest)
            .fetch_optional(self.store.reader())
            .await?;
        if let Some(row) = known {
            return record(&row);
        }
        let serves_upload = self
            .active(component)
            .await?
            .is_some_and(|active| active.origin == "upload");
        let kept = self
            .keep(NewVersion {
                component,
                digest,
                origin: "builtin",
                bytes,
            })
            .await?;
        if !serves_upload {
            self.set_active(component, kept.version).await?;
        }
        Ok(kept)
    }

    /// Keeps a version under the next number.
    ///
    /// # Errors
    /// See [`ComponentStoreError`].
    pub async fn keep(&self, new: NewVersion<'_>) -> Outcome<Record> {
        self.write_bytes(new.digest, new.bytes).await?;
        let row = sqlx::query(
            "INSERT INTO component_versions (component, version, digest, origin, size, created_ms) \
             SELECT ?1, coalesce(max(version), 0) + 1, ?2, ?3, ?4, ?5 FROM component_versions WHERE component = ?1 RETURNING *",
        )
        .bind(new.component)
        .bind(new.digest)
        .bind(new.origin)
        .bind(i64::try_from(new.bytes.len()).unwrap_or(i64::MAX))
        .bind(self.clock.now_ms())
        .fetch_one(self.store.writer())
        .await?;
        record(&row)
    }

    async fn write_bytes(&self, digest: &str, bytes: &[u8]) -> std::io::Result<()> {
        let path = self.path(digest);
        let partial = path.with_extension(format!("{}.partial", uuid::Uuid::new_v4().simple()));
        tokio::fs::write(&partial, bytes).await?;
        tokio::fs::rename(&partial, &path).await
    }

    /// The bytes of a kept version.
    ///
    /// # Errors
    /// When the file is gone.
    pub async fn bytes(&self, digest: &str) -> Outcome<Vec<u8>> {
        Ok(tokio::fs::read(self.path(digest)).await?)
    }

    /// The version that serves.
    ///
    /// # Errors
    /// See [`ComponentStoreError`].
    pub async fn active(&self, component: &str) -> Outcome<Option<Record>> {
        self.one(
            "SELECT * FROM component_versions WHERE component = ? AND active = 1",
            component,
        )
        .await
    }

    /// The version that served before the one that serves.
    ///
    /// # Errors
    /// See [`ComponentStoreError`].
    pub async fn previous(&self, component: &str) -> Outcome<Option<Record>> {
        let query = "SELECT * FROM component_versions WHERE component = ? AND active = 0 AND activated_ms IS NOT NULL \
                     ORDER BY activated_ms DESC, version DESC LIMIT 1";
        self.one(query, component).await
    }

    async fn one(&self, query: &'static str, component: &str) -> Outcome<Option<Record>> {
        let row = sqlx::query(query)
            .bind(component)
            .fetch_optional(self.store.reader())
            .await?;
        row.as_ref().map(record).transpose()
    }

    /// One version.
    ///
    /// # Errors
    /// See [`ComponentStoreError`].
    pub async fn get(&self, component: &str, version: u32) -> Outcome<Option<Record>> {
        let row =
            sqlx::query("SELECT * FROM component_versions WHERE component = ? AND version = ?")
                .bind(component)
                .bind(version)
                .fetch_optional(self.store.reader())
                .await?;
        row.as_ref().map(record).transpose()
    }

    /// Components that have a version.
    ///
    /// # Errors
    /// See [`ComponentStoreError`].
    pub async fn names(&self) -> Outcome<Vec<String>> {
        let query = "SELECT DISTINCT component FROM component_versions ORDER BY component";
        Ok(sqlx::query_scalar(query)
            .fetch_all(self.store.reader())
            .await?)
    }

    /// All versions, newest first.
    ///
    /// # Errors
    /// See [`ComponentStoreError`].
    pub async fn list(&self, component: &str) -> Outcome<Vec<Record>> {
        let rows = sqlx::query(
            "SELECT * FROM component_versions WHERE component = ? ORDER BY version DESC",
        )
        .bind(component)
        .fetch_all(self.store.reader())
        .await?;
        rows.iter().map(record).collect()
    }

    /// Lets a version be the one that serves.
    ///
    /// # Errors
    /// See [`ComponentStoreError`].
    pub async fn set_active(&self, component: &str, version: u32) -> Outcome<()> {
        let query = "UPDATE component_versions SET active = (version = ?2), \
                     activated_ms = CASE WHEN version = ?2 THEN ?3 ELSE activated_ms END WHERE component = ?1";
        sqlx::query(query)
            .bind(component)
            .bind(version)
            .bind(self.clock.now_ms())
            .execute(self.store.writer())
            .await?;
        Ok(())
    }

    /// Forgets a version, and its bytes when no other has the same.
    ///
    /// # Errors
    /// See [`ComponentStoreError`].
    pub async fn delete(&self, component: &str, version: u32) -> Outcome<()> {
        let deleted = sqlx::query(
            "DELETE FROM component_versions WHERE component = ? AND version = ? RETURNING digest",
        )
        .bind(component)
        .bind(version)
        .fetch_optional(self.store.writer())
        .await?;
        let Some(row) = deleted else { return Ok(()) };
        let digest: String = row.try_get("digest")?;
        if !self.has(&digest).await? {
            tokio::fs::remove_file(self.path(&digest)).await?;
        }
        Ok(())
    }

    /// Whether any version of any component has these bytes.
    ///
    /// # Errors
    /// See [`ComponentStoreError`].
    pub async fn has(&self, digest: &str) -> Outcome<bool> {
        let versions: i64 =
            sqlx::query_scalar("SELECT count(*) FROM component_versions WHERE digest = ?")
                .bind(digest)
                .fetch_one(self.store.writer())
                .await?;
        Ok(versions > 0)
    }

    fn path(&self, digest: &str) -> PathBuf {
        self.folder.join(format!("{digest}.wasm"))
    }
}

fn record(row: &SqliteRow) -> Outcome<Record> {
    let created_ms: i64 = row.try_get("created_ms")?;
    Ok(Record {
        version: row.try_get("version")?,
        digest: row.try_get("digest")?,
        origin: row.try_get("origin")?,
        size: row.try_get::<i64, _>("size")?.unsigned_abs(),
        created_at: Instant {
            epoch_ms: created_ms,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn components(dir: &Path) -> ComponentStore {
        let store = Store::open(dir).await.unwrap();
        ComponentStore::open(store, dir, Clock::manual(1_000)).unwrap()
    }

    #[tokio::test]
    async fn a_new_binary_replaces_an_old_built_in_but_not_an_upload() {
        let dir = tempfile::tempdir().unwrap();
        let kept = components(dir.path()).await;
        kept.ensure_builtin("risk", "aa", b"one").await.unwrap();
        kept.ensure_builtin("risk", "bb", b"two").await.unwrap();
        assert_eq!(kept.active("risk").await.unwrap().unwrap().version, 2);
        let upload = NewVersion {
            component: "risk",
            digest: "cc",
            origin: "upload",
            bytes: b"three",
        };
        let upload = kept.keep(upload).await.unwrap();
        kept.set_active("risk", upload.version).await.unwrap();
        kept.ensure_builtin("risk", "dd", b"four").await.unwrap();
        assert_eq!(kept.active("risk").await.unwrap().unwrap().version, 3);
        assert_eq!(kept.previous("risk").await.unwrap().unwrap().version, 2);
    }

    #[tokio::test]
    async fn bytes_go_when_the_last_version_that_has_them_goes() {
        let dir = tempfile::tempdir().unwrap();
        let kept = components(dir.path()).await;
        for _ in 0..2 {
            kept.keep(NewVersion {
                component: "data",
                digest: "aa",
                origin: "upload",
                bytes: b"x",
            })
            .await
            .unwrap();
        }
        kept.delete("data", 1).await.unwrap();
        assert_eq!(kept.bytes("aa").await.unwrap(), b"x");
        kept.delete("data", 2).await.unwrap();
        assert!(kept.bytes("aa").await.is_err());
    }
}
