//! What happened to a component, for its author: the last events, kept in memory.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use sandbourse_wit::values::Instant;
use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Clock;

/// Entries that are kept.
const KEPT: usize = 500;

/// One event.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Entry {
    /// When.
    pub at: Instant,
    /// The version that it happened to; 0 before there was one.
    pub version: u32,
    /// `info` or `error`.
    pub level: &'static str,
    /// A word for what happened: `activated`, `rolled_back`, `component_trapped`, …
    pub event: String,
    /// One sentence.
    pub detail: String,
}

/// The last events of one component.
#[derive(Debug)]
pub struct Journal {
    clock: Clock,
    entries: Mutex<VecDeque<Entry>>,
}

impl Journal {
    /// A journal without entries.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            entries: Mutex::default(),
        }
    }

    /// Notes what went as it should.
    pub fn info(&self, version: u32, event: &str, detail: impl Into<String>) {
        self.note(version, ("info", event), detail.into());
    }

    /// Notes what went wrong.
    pub fn error(&self, version: u32, event: &str, detail: impl Into<String>) {
        self.note(version, ("error", event), detail.into());
    }

    /// The entries, oldest first.
    pub fn entries(&self) -> Vec<Entry> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.iter().cloned().collect()
    }

    fn note(&self, version: u32, (level, event): (&'static str, &str), detail: String) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        // A strategy that fails the same way in each run of a sweep says so once.
        if entries.back().is_some_and(|last| {
            last.version == version && last.event == event && last.detail == detail
        }) {
            return;
        }
        if entries.len() == KEPT {
            entries.pop_front();
        }
        entries.push_back(Entry {
            at: Instant {
                epoch_ms: self.clock.now_ms(),
            },
            version,
            level,
            event: event.to_owned(),
            detail,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_entries_make_room_and_a_repetition_is_no_news() {
        let journal = Journal::new(Clock::manual(1_000));
        journal.info(1, "activated", "0");
        journal.info(1, "activated", "0");
        for number in 1..=KEPT {
            journal.error(1, "component_trapped", number.to_string());
        }
        let entries = journal.entries();
        assert_eq!(entries.len(), KEPT);
        assert_eq!(entries[0].detail, "1");
        assert_eq!(entries[0].at.epoch_ms, 1_000);
    }
}
