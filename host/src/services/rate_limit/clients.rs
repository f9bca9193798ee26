//! Requests of one client address, counted by the generic cell rate algorithm: the
//! quota refills evenly, so a client never waits for a whole window to pass.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::hash::RandomState;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

/// Addresses remembered; beyond it new ones share what is left (see [`ClientLimiter::key`]).
const ADDRESSES: usize = 100_000;
/// Groups that addresses share when there are too many of them to remember.
const SHARED_GROUPS: u64 = 4_096;
/// Requests between two looks at the size of the memory.
const HOUSEKEEPING: u64 = 1_024;

/// Tokio's clock, so that tests with paused time pause this too.
#[derive(Clone, Debug)]
struct Monotonic;

impl Clock for Monotonic {
    type Instant = std::time::Instant;

    fn now(&self) -> Self::Instant {
        tokio::time::Instant::now().into_std()
    }
}

type Limiter =
    RateLimiter<IpAddr, HashMapStateStore<IpAddr>, Monotonic, StateInformationMiddleware>;

/// Where a client stands after asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether this request may go on.
    pub allowed: bool,
    /// Requests in a window.
    pub limit: u32,
    /// Requests that could be made at once now.
    pub remaining: u32,
    /// Until the whole quota is back.
    pub reset: Duration,
    /// Until the next request will be allowed; zero when this one is.
    pub retry_after: Duration,
    /// The window that `limit` is for.
    pub window: Duration,
}

/// What the limiter has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct LimiterFigures {
    /// Requests in a window.
    pub limit: u32,
    /// Length of the window in seconds.
    pub window_seconds: u64,
    /// Requests let through.
    pub allowed: u64,
    /// Requests refused.
    pub refused: u64,
    /// Addresses remembered.
    pub addresses: usize,
}

/// The limit for clients.
pub struct ClientLimiter {
    limiter: Limiter,
    limit: u32,
    window: Duration,
    hasher: RandomState,
    crowded: AtomicBool,
    asked: AtomicU64,
    refused: AtomicU64,
}

impl ClientLimiter {
    /// `limit` requests in each `window`, all of which may come at once.
    pub fn new(limit: NonZeroU32, window: Duration) -> Self {
        let quota = Quota::with_period(window / limit.get())
            .unwrap_or_else(|| Quota::per_minute(limit))
            .allow_burst(limit);
        let states = HashMapStateStore::new(HashMap::new());
        Self {
            limiter: RateLimiter::new(quota, states, Monotonic),
            limit: limit.get(),
            window,
            hasher: RandomState::new(),
            crowded: AtomicBool::new(false),
            asked: AtomicU64::new(0),
            refused: AtomicU64::new(0),
        }
    }

    /// Counts one request of `address` (an IPv6 address by its /64).
    pub fn ask(&self, address: IpAddr) -> Standing {
        if self
            .asked
            .fetch_add(1, Ordering::Relaxed)
            .is_multiple_of(HOUSEKEEPING)
        {
            self.tidy();
        }
        match self.limiter.check_key(&self.key(address)) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                self.standing(remaining, Duration::ZERO)
            }
            Err(until) => {
                self.refused.fetch_add(1, Ordering::Relaxed);
                self.standing(
                    0,
                    until
                        .wait_time_from(Monotonic.now())
                        .max(Duration::from_millis(1)),
                )
            }
        }
    }

    /// Figures for the dashboard.
    pub fn figures(&self) -> LimiterFigures {
        let (asked, refused) = (
            self.asked.load(Ordering::Relaxed),
            self.refused.load(Ordering::Relaxed),
        );
        LimiterFigures {
            limit: self.limit,
            window_seconds: self.window.as_secs(),
            allowed: asked.saturating_sub(refused),
            refused,
            addresses: self.limiter.len(),
        }
    }

    fn standing(&self, remaining: u32, retry_after: Duration) -> Standing {
        let used = self.limit - remaining.min(self.limit);
        Standing {
            allowed: retry_after.is_zero(),
            limit: self.limit,
            remaining,
            reset: self.window.mul_f64(f64::from(used) / f64::from(self.limit)),
            retry_after,
            window: self.window,
        }
    }

    /// The address, or, when more addresses came than can be remembered, the group
    /// that it shares a quota with: a flood of addresses narrows the limit instead
    /// of opening it or eating memory.
    fn key(&self, address: IpAddr) -> IpAddr {
        if !self.crowded.load(Ordering::Relaxed) {
            return address;
        }
        let group = self.hasher.hash_one(address) % SHARED_GROUPS;
        IpAddr::V6(Ipv6Addr::from(u128::from(group)))
    }

    fn tidy(&self) {
        if self.limiter.len() < ADDRESSES {
            self.crowded.store(false, Ordering::Relaxed);
            return;
        }
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
        self.crowded
            .store(self.limiter.len() >= ADDRESSES, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

    fn limiter(limit: u32) -> ClientLimiter {
        ClientLimiter::new(NonZeroU32::new(limit).unwrap(), Duration::from_secs(60))
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_gets_its_quota_at_once_and_then_an_even_refill() {
        let limiter = limiter(3);
        let remaining: Vec<u32> = (0..3).map(|_| limiter.ask(CLIENT).remaining).collect();
        assert_eq!(remaining, [2, 1, 0]);
        let refused = limiter.ask(CLIENT);
        assert!(!refused.allowed);
        assert_eq!(refused.retry_after.as_secs_f64().round(), 20.0);
        tokio::time::advance(refused.retry_after).await;
        assert!(limiter.ask(CLIENT).allowed);
    }

    #[tokio::test(start_paused = true)]
    async fn one_client_does_not_use_up_the_quota_of_another() {
        let limiter = limiter(1);
        assert!(limiter.ask(CLIENT).allowed);
        assert!(limiter.ask(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 8))).allowed);
        assert!(!limiter.ask(CLIENT).allowed);
        assert_eq!(limiter.figures().refused, 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_of_addresses_neither_opens_the_limit_nor_fills_memory() {
        let limiter = limiter(100);
        for number in 0..150_000u128 {
            limiter.ask(IpAddr::V6(Ipv6Addr::from(number << 64)));
        }
        let bound = ADDRESSES + (HOUSEKEEPING + SHARED_GROUPS) as usize;
        assert!(
            limiter.figures().addresses <= bound,
            "{}",
            limiter.figures().addresses
        );
    }
}
