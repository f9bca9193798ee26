//! Token buckets that a component fills its own calls from, for example one for each
//! provider. They outlive the call, and no component sees another's.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Buckets of one component; a further one is refused until some are full again.
const BUCKETS_PER_COMPONENT: usize = 1_024;
/// Components with buckets at all: the five groups and room for uploads.
const COMPONENTS: usize = 64;
/// Longest name of a bucket in bytes.
const NAME_BYTES: usize = 256;

/// The size of a bucket and how it refills.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quota {
    /// Tokens in a full bucket.
    pub burst: u32,
    /// Tokens that come back in `per`.
    pub refill: u32,
    /// See `refill`.
    pub per: Duration,
}

/// What came of asking for tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether the tokens were taken.
    pub allowed: bool,
    /// Whole tokens left.
    pub remaining: u32,
    /// When the tokens will be there; zero when they were taken, [`Duration::MAX`]
    /// when they never will be.
    pub retry_after: Duration,
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    quota: Quota,
    at: Instant,
}

/// The buckets of all components.
#[derive(Debug, Default)]
pub struct Buckets {
    components: Mutex<HashMap<String, HashMap<String, Bucket>>>,
}

impl Buckets {
    /// Takes `cost` tokens from `component`'s bucket `name`, or none of them.
    pub fn acquire(&self, component: &str, name: &str, quota: Quota, cost: u32) -> Decision {
        let now = Instant::now();
        let mut components = self
            .components
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if !components.contains_key(component) && components.len() >= COMPONENTS {
            return Decision::crowded();
        }
        let buckets = components.entry(component.to_owned()).or_default();
        if !buckets.contains_key(name) && (name.len() > NAME_BYTES || !has_room(buckets, now)) {
            return Decision::crowded();
        }
        let bucket = buckets.entry(name.to_owned()).or_insert_with(|| Bucket {
            tokens: f64::from(quota.burst),
            quota,
            at: now,
        });
        bucket.refill(quota, now);
        bucket.take(cost)
    }
}

/// Forgets full buckets when there are too many: a full one is as good as a new one.
fn has_room(buckets: &mut HashMap<String, Bucket>, now: Instant) -> bool {
    if buckets.len() >= BUCKETS_PER_COMPONENT {
        buckets.retain(|_, bucket| {
            bucket.refill(bucket.quota, now);
            bucket.tokens < f64::from(bucket.quota.burst)
        });
    }
    buckets.len() < BUCKETS_PER_COMPONENT
}

impl Quota {
    fn tokens_per_second(&self) -> f64 {
        if self.per.is_zero() {
            0.0
        } else {
            f64::from(self.refill) / self.per.as_secs_f64()
        }
    }
}

impl Bucket {
    fn refill(&mut self, quota: Quota, now: Instant) {
        let gained = (now - self.at).as_secs_f64() * self.quota.tokens_per_second();
        self.tokens = (self.tokens + gained).min(f64::from(quota.burst));
        self.quota = quota;
        self.at = now;
    }

    fn take(&mut self, cost: u32) -> Decision {
        let missing = f64::from(cost) - self.tokens;
        // A billionth of a token is rounding, not a debt.
        if missing <= 1e-9 {
            self.tokens = (self.tokens - f64::from(cost)).max(0.0);
            return Decision {
                allowed: true,
                remaining: self.tokens as u32,
                retry_after: Duration::ZERO,
            };
        }
        let rate = self.quota.tokens_per_second();
        let reachable = cost <= self.quota.burst && rate > 0.0;
        let wait = if reachable {
            Duration::try_from_secs_f64(missing / rate).unwrap_or(Duration::MAX)
        } else {
            Duration::MAX
        };
        Decision {
            allowed: false,
            remaining: self.tokens as u32,
            retry_after: wait,
        }
    }
}

impl Decision {
    const fn crowded() -> Self {
        Self {
            allowed: false,
            remaining: 0,
            retry_after: Duration::from_secs(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIVE_A_MINUTE: Quota = Quota {
        burst: 5,
        refill: 5,
        per: Duration::from_secs(60),
    };

    #[tokio::test(start_paused = true)]
    async fn a_bucket_gives_its_burst_and_then_says_when_to_come_back() {
        let buckets = Buckets::default();
        assert_eq!(
            buckets.acquire("data", "fred", FIVE_A_MINUTE, 4).remaining,
            1
        );
        let refused = buckets.acquire("data", "fred", FIVE_A_MINUTE, 2);
        assert!(!refused.allowed);
        assert_eq!(refused.retry_after, Duration::from_secs(12));
        tokio::time::advance(refused.retry_after).await;
        assert!(buckets.acquire("data", "fred", FIVE_A_MINUTE, 2).allowed);
    }

    #[tokio::test(start_paused = true)]
    async fn components_do_not_share_a_bucket_of_the_same_name() {
        let buckets = Buckets::default();
        assert!(buckets.acquire("data", "x", FIVE_A_MINUTE, 5).allowed);
        assert!(buckets.acquire("risk", "x", FIVE_A_MINUTE, 5).allowed);
    }

    #[tokio::test(start_paused = true)]
    async fn what_can_never_be_had_is_refused_for_ever() {
        let buckets = Buckets::default();
        assert_eq!(
            buckets.acquire("data", "x", FIVE_A_MINUTE, 6).retry_after,
            Duration::MAX
        );
        let dry = Quota {
            burst: 1,
            refill: 0,
            per: Duration::ZERO,
        };
        assert!(buckets.acquire("data", "dry", dry, 1).allowed);
        assert_eq!(
            buckets.acquire("data", "dry", dry, 1).retry_after,
            Duration::MAX
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_component_cannot_keep_buckets_without_end() {
        let buckets = Buckets::default();
        let refused = (0..2_000)
            .filter(|n| {
                !buckets
                    .acquire("data", &n.to_string(), FIVE_A_MINUTE, 1)
                    .allowed
            })
            .count();
        assert_eq!(refused, 2_000 - BUCKETS_PER_COMPONENT);
        tokio::time::advance(Duration::from_secs(60)).await;
        assert!(buckets.acquire("data", "later", FIVE_A_MINUTE, 1).allowed);
    }
}
