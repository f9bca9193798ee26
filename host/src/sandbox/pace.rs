//! How fast the strategies of studies take memory.
//!
//! The kernel zeroes fresh memory as fast as the machine's memory goes, and a thread that stands
//! aside for the processor does not stand aside for that: a sweep of strategies that do nothing
//! but eat makes everybody's requests slower. So they eat slowly.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Bytes a second that all of them take together: a small part of what a machine can zero.
const BYTES_PER_SECOND: f64 = 128.0 * 1024.0 * 1024.0;
/// What may be taken at once after a rest.
const BURST: Duration = Duration::from_millis(50);

/// When the next bytes may be taken.
#[derive(Debug)]
pub struct Pace {
    due: Mutex<Instant>,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            due: Mutex::new(now()),
        }
    }
}

impl Pace {
    /// Blocks the thread until so many more bytes may be taken; answers for how long.
    #[expect(
        clippy::disallowed_methods,
        reason = "the thread runs one strategy of a study, which is to wait, and nothing else"
    )]
    pub fn take(&self, bytes: u64) -> Duration {
        let wait = self.reserve(now(), bytes);
        if !wait.is_zero() {
            std::thread::sleep(wait);
        }
        wait
    }

    /// When the next bytes may be taken at the latest.
    #[cfg(test)]
    pub fn next(&self) -> Instant {
        *self.due.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long whoever takes so many bytes at a time must wait.
    fn reserve(&self, at: Instant, bytes: u64) -> Duration {
        let cost = Duration::from_secs_f64(bytes as f64 / BYTES_PER_SECOND);
        // A thread that panicked in between left a time that is as good as any.
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        *due = (*due + BURST).max(at) - BURST + cost;
        due.saturating_duration_since(at)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "paces threads that no runtime's clock drives"
)]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1024 * 1024;

    #[test]
    fn what_is_taken_at_once_is_bounded_and_the_rest_is_waited_for() {
        let pace = Pace::default();
        let start = now() + Duration::from_secs(60);
        // 50 ms at 128 MiB a second.
        assert_eq!(pace.reserve(start, 6 * MIB), Duration::ZERO);
        let waited = pace.reserve(start, 128 * MIB);
        assert!(waited >= Duration::from_millis(990), "{waited:?}");
        assert!(waited < Duration::from_secs(1), "{waited:?}");
        // The next one waits for the one before as well, whoever it is.
        assert!(pace.reserve(start, 128 * MIB) > Duration::from_millis(1_990));
    }

    #[test]
    fn who_takes_little_never_waits() {
        let pace = Pace::default();
        let start = now() + Duration::from_secs(60);
        for second in 0..20 {
            let at = start + Duration::from_secs(second);
            assert_eq!(pace.reserve(at, 4 * MIB), Duration::ZERO);
        }
    }
}
