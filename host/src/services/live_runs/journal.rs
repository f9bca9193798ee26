//! The log of a live run: what it saw and what it decided, one line of JSON each, and a hash
//! over all of it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A log ends here; the run goes on without one more line and says so.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// A line: something that happened, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Epoch milliseconds of the clock on the wall. Not part of the hash.
    pub at_ms: i64,
    /// What happened, an object with the field `event`.
    #[serde(flatten)]
    pub event: serde_json::Value,
}

/// A hash over everything so far: each event is hashed together with the hash before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain([u8; 32]);

impl Chain {
    /// Adds an event.
    pub fn add(&mut self, event: &serde_json::Value) {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(event.to_string().as_bytes());
        self.0 = hash.finalize().into();
    }

    /// The hash, hex.
    pub fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The file of a run's log.
#[derive(Debug)]
pub struct Log {
    file: std::fs::File,
    bytes: u64,
}

impl Log {
    /// Opens the file to write at its end.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn append_to(path: &PathBuf) -> std::io::Result<Self> {
        let file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)?;
        let bytes = file.metadata()?.len();
        Ok(Self { file, bytes })
    }

    /// Writes a line.
    ///
    /// # Errors
    /// When the disk refuses it, or the log is full.
    pub fn write(&mut self, line: &Line) -> std::io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        if self.bytes + text.len() as u64 > MOST_BYTES {
            return Err(std::io::Error::other("the log of this run is full"));
        }
        self.file.write_all(&text)?;
        self.bytes += text.len() as u64;
        Ok(())
    }
}

/// The lines of a log. A last line that was cut off is left out.
///
/// # Errors
/// When the file cannot be read.
pub fn lines(path: &PathBuf) -> std::io::Result<impl Iterator<Item = Line>> {
    let file = BufReader::new(std::fs::File::open(path)?);
    Ok(file
        .lines()
        .map_while(Result::ok)
        .map_while(|line| serde_json::from_str(&line).ok()))
}
