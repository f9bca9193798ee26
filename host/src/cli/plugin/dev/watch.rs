//! Files of a project, looked at over and over: portable, and quick enough for a folder of
//! sources.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Between two looks.
const LOOK: Duration = Duration::from_millis(300);
/// What builds write; a build must not set off the next one.
const WRITTEN: [&str; 5] = ["target", "node_modules", ".venv", "__pycache__", ".git"];
/// The same as files.
const MADE: [&str; 2] = ["wasm", "lock"];
const MADE_NAMES: [&str; 1] = ["package-lock.json"];
/// A project that is deeper is a link that leads back into itself.
const DEPTH: usize = 12;

type Times = BTreeMap<PathBuf, SystemTime>;

/// The files of a folder as they were when last looked at.
pub struct Watch {
    folder: PathBuf,
    seen: Times,
}

impl Watch {
    /// A watch that knows the folder as it is now.
    pub fn new(folder: &Path) -> Self {
        Self {
            seen: times(folder),
            folder: folder.to_owned(),
        }
    }

    /// Waits until a file is written, made or removed; answers which.
    pub async fn changed(&mut self) -> PathBuf {
        loop {
            if let Some(file) = self.look() {
                return file;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    fn look(&mut self) -> Option<PathBuf> {
        let now = times(&self.folder);
        let changed = now
            .iter()
            .find(|(file, time)| self.seen.get(*file) != Some(time));
        let gone = self.seen.keys().find(|file| !now.contains_key(*file));
        let file = changed
            .map(|(file, _)| file.clone())
            .or_else(|| gone.cloned());
        self.seen = now;
        file
    }
}

fn times(folder: &Path) -> Times {
    let mut times = Times::new();
    collect(folder, DEPTH, &mut times);
    times
}

/// A file that goes while it is looked at is simply not there.
fn collect(folder: &Path, depth: usize, times: &mut Times) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name());
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if kind.is_dir() && depth > 0 && !WRITTEN.iter().any(|written| name == *written) {
            collect(&path, depth - 1, times);
        } else if kind.is_file() && !is_made(&path) {
            let time = entry.metadata().and_then(|data| data.modified());
            times.extend(time.ok().map(|time| (path, time)));
        }
    }
}

fn is_made(file: &Path) -> bool {
    let ending = file.extension().unwrap_or_default();
    let name = file.file_name().unwrap_or_default();
    MADE.iter().any(|made| ending == *made) || MADE_NAMES.iter().any(|made| name == *made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_author_writes_is_seen_and_what_a_build_writes_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("src")).unwrap();
        std::fs::create_dir_all(at("target")).unwrap();
        std::fs::write(at("src/lib.rs"), "1").unwrap();
        let mut watch = Watch::new(folder.path());
        assert_eq!(watch.look(), None);
        for made in [
            "target/x.rs",
            "mine.wasm",
            "Cargo.lock",
            "package-lock.json",
        ] {
            std::fs::write(at(made), "1").unwrap();
        }
        assert_eq!(watch.look(), None);
        std::fs::write(at("src/new.rs"), "1").unwrap();
        assert_eq!(watch.look(), Some(at("src/new.rs")));
        std::fs::remove_file(at("src/new.rs")).unwrap();
        assert_eq!(watch.look(), Some(at("src/new.rs")));
        assert_eq!(watch.look(), None);
    }
}
