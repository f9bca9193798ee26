//! One budget: a bucket that refills steadily, or a window that counts every use.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Uses that a window counts at most.
pub const WINDOW_MOST: u32 = 1_000;

/// How much may be used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quota {
    /// A bucket that refills steadily.
    Bucket {
        /// Tokens in a full bucket.
        burst: u32,
        /// Tokens that come back in `per`.
        refill: u32,
        /// See `refill`.
        per: Duration,
    },
    /// At most `most` (counted up to [`WINDOW_MOST`]) within any stretch of `per`.
    Window {
        /// Uses within `per`.
        most: u32,
        /// Length of the stretch.
        per: Duration,
    },
}

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether it was, or would be, granted.
    pub allowed: bool,
    /// What is left.
    pub remaining: u32,
    /// When it will be there; zero when it is, [`Duration::MAX`] when it never will be.
    pub retry_after: Duration,
}

/// What has been used of a budget. Times are epoch milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Used {
    /// Tokens missing from a full bucket, at `at_ms`.
    missing: f64,
    at_ms: i64,
    /// Moments at which a window was used, oldest first.
    uses: VecDeque<i64>,
}

impl Used {
    /// What asking for `cost` at `now_ms` would meet.
    pub fn look(&self, quota: Quota, cost: u32, now_ms: i64) -> Decision {
        match quota {
            Quota::Bucket { burst, .. } => {
                let tokens = f64::from(burst) - self.missing_at(quota, now_ms);
                bucket(quota, tokens, cost)
            }
            Quota::Window { most, per } => self.window(most.min(WINDOW_MOST), per, cost, now_ms),
        }
    }

    /// Uses `cost`; right after a [`Used::look`] that allowed it.
    pub fn take(&mut self, quota: Quota, cost: u32, now_ms: i64) {
        match quota {
            Quota::Bucket { .. } => {
                self.missing = self.missing_at(quota, now_ms) + f64::from(cost);
                self.at_ms = now_ms;
            }
            Quota::Window { per, .. } => {
                self.at_ms = now_ms;
                let since = now_ms.saturating_sub(millis(per));
                self.uses.retain(|&at| at > since);
                self.uses.extend(std::iter::repeat_n(now_ms, cost as usize));
            }
        }
    }

    /// Whether nothing of the budget is in use, so that it may be forgotten.
    pub fn is_full(&self, quota: Quota, now_ms: i64) -> bool {
        let (Quota::Bucket { per, .. } | Quota::Window { per, .. }) = quota;
        let since = now_ms.saturating_sub(millis(per));
        let is_unused = self.uses.back().is_none_or(|&last| last <= since);
        is_unused && self.missing_at(quota, now_ms) <= 0.0
    }

    /// A clock that was set back gives nothing back.
    fn missing_at(&self, quota: Quota, now_ms: i64) -> f64 {
        let elapsed_ms = now_ms.saturating_sub(self.at_ms).max(0) as f64;
        (self.missing - elapsed_ms / 1e3 * quota.tokens_per_second()).max(0.0)
    }

    fn window(&self, most: u32, per: Duration, cost: u32, now_ms: i64) -> Decision {
        let since = now_ms.saturating_sub(millis(per));
        // A use in the future is one before the clock was set back; it counts.
        let current: Vec<i64> = self.uses.iter().copied().filter(|&at| at > since).collect();
        let remaining = most.saturating_sub(u32::try_from(current.len()).unwrap_or(u32::MAX));
        let allowed = cost <= remaining;
        let lacking = (cost.saturating_sub(remaining) as usize).checked_sub(1);
        let retry_after = match lacking {
            None => Duration::ZERO,
            Some(_) if cost > most => Duration::MAX,
            Some(nth) => current.get(nth).map_or(per, |&at| {
                Duration::from_millis(at.saturating_sub(since).unsigned_abs())
            }),
        };
        Decision {
            allowed,
            remaining,
            retry_after,
        }
    }
}

impl Quota {
    fn tokens_per_second(self) -> f64 {
        match self {
            Self::Bucket { refill, per, .. } if !per.is_zero() => {
                f64::from(refill) / per.as_secs_f64()
            }
            _ => 0.0,
        }
    }
}

fn bucket(quota: Quota, tokens: f64, cost: u32) -> Decision {
    let Quota::Bucket { burst, .. } = quota else {
        return Decision::never();
    };
    let missing = f64::from(cost) - tokens;
    let rate = quota.tokens_per_second();
    let retry_after = match missing {
        // A billionth of a token is rounding, not a debt.
        missing if missing <= 1e-9 => Duration::ZERO,
        missing if cost <= burst && rate > 0.0 => {
            Duration::try_from_secs_f64(missing / rate).unwrap_or(Duration::MAX)
        }
        _ => Duration::MAX,
    };
    Decision {
        allowed: retry_after.is_zero(),
        remaining: (tokens + 1e-9).max(0.0) as u32,
        retry_after,
    }
}

impl Decision {
    const fn never() -> Self {
        Self {
            allowed: false,
            remaining: 0,
            retry_after: Duration::MAX,
        }
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FIVE_A_MINUTE: Quota = Quota::Bucket {
        burst: 5,
        refill: 5,
        per: Duration::from_secs(60),
    };
    const THREE_A_DAY: Quota = Quota::Window {
        most: 3,
        per: Duration::from_secs(86_400),
    };

    fn ask(used: &mut Used, quota: Quota, cost: u32, now_ms: i64) -> Decision {
        let decision = used.look(quota, cost, now_ms);
        if decision.allowed {
            used.take(quota, cost, now_ms);
        }
        decision
    }

    #[test]
    fn a_bucket_gives_its_burst_and_then_says_when_to_come_back() {
        let mut used = Used::default();
        assert!(ask(&mut used, FIVE_A_MINUTE, 4, 1_000).allowed);
        assert_eq!(used.look(FIVE_A_MINUTE, 1, 1_000).remaining, 1);
        let refused = ask(&mut used, FIVE_A_MINUTE, 2, 1_000);
        assert_eq!(refused.retry_after, Duration::from_secs(12));
        assert!(ask(&mut used, FIVE_A_MINUTE, 2, 13_000).allowed);
    }

    #[test]
    fn a_window_counts_each_use_until_it_is_a_window_old() {
        let mut used = Used::default();
        for hour in 0..3 {
            assert!(ask(&mut used, THREE_A_DAY, 1, hour * 3_600_000).allowed);
        }
        let refused = ask(&mut used, THREE_A_DAY, 1, 3 * 3_600_000);
        assert_eq!(refused.retry_after, Duration::from_secs(21 * 3_600));
        assert_eq!(refused.remaining, 0);
        assert!(ask(&mut used, THREE_A_DAY, 1, 24 * 3_600_000).allowed);
        assert!(!ask(&mut used, THREE_A_DAY, 1, 24 * 3_600_000).allowed);
    }

    #[test]
    fn what_can_never_be_had_is_refused_for_ever() {
        let used = Used::default();
        assert_eq!(used.look(FIVE_A_MINUTE, 6, 0).retry_after, Duration::MAX);
        assert_eq!(used.look(THREE_A_DAY, 4, 0).retry_after, Duration::MAX);
        let dry = Quota::Bucket {
            burst: 1,
            refill: 0,
            per: Duration::ZERO,
        };
        let mut used = Used::default();
        assert!(ask(&mut used, dry, 1, 0).allowed);
        assert_eq!(used.look(dry, 1, i64::MAX).retry_after, Duration::MAX);
    }

    #[test]
    fn a_clock_set_back_gives_nothing_back() {
        let mut used = Used::default();
        assert!(ask(&mut used, FIVE_A_MINUTE, 5, 1_000_000).allowed);
        assert!(!ask(&mut used, FIVE_A_MINUTE, 1, 0).allowed);
        let mut used = Used::default();
        assert!(ask(&mut used, THREE_A_DAY, 3, 1_000_000).allowed);
        assert!(!ask(&mut used, THREE_A_DAY, 1, 0).allowed);
    }

    proptest! {
        #[test]
        fn no_order_of_calls_uses_more_than_a_window_allows(
            steps in prop::collection::vec((0_i64..40_000, 0_u32..4), 1..200),
        ) {
            let quota = Quota::Window { most: 7, per: Duration::from_secs(60) };
            let (mut used, mut now, mut granted) = (Used::default(), 0, Vec::new());
            for (step, cost) in steps {
                now += step;
                if ask(&mut used, quota, cost, now).allowed {
                    granted.extend(std::iter::repeat_n(now, cost as usize));
                }
                let within = granted.iter().filter(|&&at| at > now - 60_000).count();
                prop_assert!(within <= 7);
            }
        }

        #[test]
        fn what_is_kept_is_what_is_read(missing in 0.0..100.0_f64, at in any::<i64>(), uses in prop::collection::vec(any::<i64>(), 0..9)) {
            let used = Used { missing, at_ms: at, uses: uses.into() };
            let text = serde_json::to_string(&used).unwrap();
            prop_assert_eq!(serde_json::from_str::<Used>(&text).unwrap(), used);
        }
    }
}
