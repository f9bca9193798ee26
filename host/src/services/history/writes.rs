//! How often this process wrote each series. The count is part of a series' key in the cache: a
//! reader that began before a write cannot put what it read in the place of what was written.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Stands for the interval of a macro series, which has none.
pub const MACRO: &str = "macro";

/// Counts by name and interval; one for each series that was ever written.
#[derive(Default)]
pub struct Writes(Mutex<HashMap<(String, String), u64>>);

impl Writes {
    /// Writes so far.
    pub fn of(&self, name: &str, interval: &str) -> u64 {
        let key = (name.to_owned(), interval.to_owned());
        self.counts().get(&key).copied().unwrap_or(0)
    }

    /// Counts one, and answers how many there were before.
    pub fn add(&self, name: &str, interval: &str) -> u64 {
        let key = (name.to_owned(), interval.to_owned());
        let mut counts = self.counts();
        let count = counts.entry(key).or_insert(0);
        *count += 1;
        *count - 1
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<(String, String), u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
