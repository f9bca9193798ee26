//! Pauses before another attempt: 1, 2, 4 … 60 seconds, each up to a quarter longer by
//! chance, so that many who lost the same server do not come back in the same second.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
/// No pause is longer: the provider may be back at any time.
const LONGEST: Duration = Duration::from_secs(60);

/// Counts attempts.
#[derive(Debug, Default)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The pause after one more failure.
    pub fn pause(&mut self) -> Duration {
        let pause = (FIRST * 2_u32.pow(self.failures.min(6))).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        let chance = getrandom::u32().unwrap_or_default();
        pause + pause.mul_f64(f64::from(chance) / f64::from(u32::MAX) / 4.0)
    }

    /// The last attempt went well: begin with short pauses again.
    pub fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_minute_and_differ_by_a_quarter_at_most() {
        let mut backoff = Backoff::default();
        for least in [1, 2, 4, 8, 16, 32, 60, 60, 60] {
            let (pause, least) = (backoff.pause(), Duration::from_secs(least));
            assert!(
                pause >= least && pause <= least.mul_f64(1.25),
                "{pause:?} after {least:?}"
            );
        }
        backoff.reset();
        assert!(backoff.pause() < Duration::from_secs(2));
    }
}
