//! A watched directory: a file `NAME.wasm` that is put there becomes a new version of the
//! strategy `NAME`, and serves once it has passed its trial.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use tokio_util::sync::CancellationToken;

/// Between two looks. A file is taken when it looks the same twice: it may be in the writing.
const LOOK: Duration = Duration::from_secs(1);
/// Files that are looked at.
const MOST_FILES: usize = 500;

/// Takes a strategy by its name; the reason when it is refused.
pub type Taker =
    Box<dyn Fn(String, Bytes) -> BoxFuture<'static, Result<u32, String>> + Send + Sync>;

/// What a file looks like from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    bytes: u64,
    changed: SystemTime,
}

/// The watched directory.
pub struct PluginFolder {
    folder: PathBuf,
    most_bytes: u64,
    take: Taker,
    seen: HashMap<PathBuf, (Look, bool)>,
}

impl PluginFolder {
    /// A directory whose files of at most `most_bytes` are handed to `take`.
    pub fn new(folder: PathBuf, most_bytes: usize, take: Taker) -> Self {
        Self {
            folder,
            most_bytes: most_bytes as u64,
            take,
            seen: HashMap::new(),
        }
    }

    /// Watches until `stop` is cancelled.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut looks = tokio::time::interval(LOOK);
        while stop.run_until_cancelled(looks.tick()).await.is_some() {
            self.look().await;
        }
    }

    /// One look: files that have come to rest are taken, once each.
    async fn look(&mut self) {
        let now = files(&self.folder).await;
        self.seen
            .retain(|path, _| now.iter().any(|(there, _)| there == path));
        for (path, look) in now {
            let before = self.seen.get(&path).copied();
            let (at_rest, taken) = match before {
                Some((before, taken)) if before == look => (true, taken),
                _ => (false, false),
            };
            let take = at_rest && !taken;
            self.seen.insert(path.clone(), (look, taken || take));
            if take {
                self.take(&path, look).await;
            }
        }
    }

    async fn take(&self, path: &Path, look: Look) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        if look.bytes > self.most_bytes {
            let (bytes, most) = (look.bytes, self.most_bytes);
            tracing::warn!(strategy = %name, bytes, most, "A file of the plugin directory is too large");
            return;
        }
        let bytes = match tokio::fs::read(path).await {
            Ok(bytes) => bytes,
            Err(cause) => {
                tracing::warn!(strategy = %name, %cause, "A file of the plugin directory cannot be read");
                return;
            }
        };
        match (self.take)(name.clone().into_owned(), bytes.into()).await {
            Ok(version) => {
                tracing::info!(strategy = %name, version, "A strategy was taken from the plugin directory");
            }
            Err(reason) => {
                tracing::warn!(strategy = %name, reason, "A strategy of the plugin directory was refused");
            }
        }
    }
}

/// The `.wasm` files of a directory; none when it cannot be read.
async fn files(folder: &Path) -> Vec<(PathBuf, Look)> {
    let mut found = Vec::new();
    let Ok(mut entries) = tokio::fs::read_dir(folder).await else {
        return found;
    };
    while let Ok(Some(entry)) = entries.next_entry().await {
        let path = entry.path();
        if path.extension().is_none_or(|kind| kind != "wasm") || found.len() == MOST_FILES {
            continue;
        }
        if let Ok(meta) = entry.metadata().await
            && meta.is_file()
            && let Ok(changed) = meta.modified()
        {
            let bytes = meta.len();
            found.push((path, Look { bytes, changed }));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    type Taken = Arc<Mutex<Vec<(String, Bytes)>>>;

    fn watched(folder: &Path) -> (PluginFolder, Taken) {
        let taken = Taken::default();
        let log = Arc::clone(&taken);
        let take: Taker = Box::new(move |name, bytes| {
            log.lock().unwrap().push((name, bytes));
            Box::pin(async { Ok(1) })
        });
        (PluginFolder::new(folder.to_owned(), 10, take), taken)
    }

    #[tokio::test]
    async fn a_file_is_taken_once_when_it_has_come_to_rest_and_again_when_it_changes() {
        let folder = tempfile::tempdir().unwrap();
        let (mut watch, taken) = watched(folder.path());
        let file = folder.path().join("my-cross.wasm");
        std::fs::write(&file, b"one").unwrap();
        std::fs::write(folder.path().join("notes.txt"), b"x").unwrap();
        watch.look().await;
        assert!(taken.lock().unwrap().is_empty(), "it may be in the writing");
        for _ in 0..3 {
            watch.look().await;
        }
        std::fs::write(&file, b"second").unwrap();
        for _ in 0..3 {
            watch.look().await;
        }
        let names: Vec<(String, Bytes)> = taken.lock().unwrap().clone();
        let entry = |bytes: &'static [u8]| ("my-cross".to_owned(), Bytes::from_static(bytes));
        assert_eq!(names, [entry(b"one"), entry(b"second")]);
    }

    #[tokio::test]
    async fn what_is_too_large_or_not_there_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (mut watch, taken) = watched(folder.path());
        std::fs::write(folder.path().join("big.wasm"), [0; 11]).unwrap();
        for _ in 0..3 {
            watch.look().await;
        }
        let (mut nowhere, _) = watched(Path::new("/nowhere"));
        nowhere.look().await;
        assert!(taken.lock().unwrap().is_empty());
    }
}
