//! Slows down guessing: failed logins are counted by client address and by
//! account name. Kept in the process; a restart forgets.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::clock::Clock;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Failed logins of one client address in a minute.
pub const PER_ADDRESS: usize = 5;
/// Failed logins of one account in an hour, from anywhere.
pub const PER_ACCOUNT: usize = 10;
/// Tries beyond the limit that may be under way at once: an office behind one address
/// logs in at nine o'clock, and a good login must not wait for its neighbour's.
pub const BURST: usize = 20;
/// How long to wait for tries under way to end; checking a password takes less.
const BUSY_MS: i64 = 1_000;
/// Addresses and names that are remembered; the longest unused go first.
const MAX_KEYS: usize = 20_000;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Address(IpAddr),
    Account(String),
}

impl Key {
    const fn limit(&self) -> (usize, i64) {
        match self {
            Self::Address(_) => (PER_ADDRESS, MINUTE_MS),
            Self::Account(_) => (PER_ACCOUNT, HOUR_MS),
        }
    }
}

/// What is remembered of one key.
#[derive(Debug, Default)]
struct Record {
    /// Times of failures, oldest first.
    failures: VecDeque<i64>,
    /// Tries that have no outcome yet.
    under_way: usize,
}

type Records = HashMap<Key, Record>;

/// Counts of failed logins.
#[derive(Debug)]
pub struct Throttle {
    clock: Clock,
    records: Mutex<Records>,
}

/// A try under way. Dropped without [`Attempt::succeed`] it counts as a failure, so
/// that nobody guesses for free by hanging up.
#[derive(Debug)]
pub struct Attempt<'a> {
    throttle: &'a Throttle,
    keys: [Key; 2],
    succeeded: bool,
}

impl Throttle {
    /// Counts nothing yet.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            records: Mutex::default(),
        }
    }

    /// Lets a try begin. Failures count against the limit; tries under way only against
    /// the limit and [`BURST`] together, so that a crowd of guesses at once stays bounded.
    ///
    /// # Errors
    /// How long to wait, when the address or the account has used up its tries.
    pub fn begin(&self, address: IpAddr, username: &str) -> Result<Attempt<'_>, Duration> {
        let now = self.clock.now_ms();
        let keys = [
            Key::Address(network(address)),
            Key::Account(username.to_lowercase()),
        ];
        let mut records = self.lock();
        let waits = keys.iter().map(|key| waiting(&mut records, key, now));
        let wait = waits.max().unwrap_or(0);
        if wait > 0 {
            return Err(Duration::from_millis(wait.unsigned_abs()));
        }
        make_room(&mut records, now);
        for key in &keys {
            records.entry(key.clone()).or_default().under_way += 1;
        }
        Ok(Attempt {
            throttle: self,
            keys,
            succeeded: false,
        })
    }

    /// A panic elsewhere cannot leave a count half-written.
    fn lock(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempt<'_> {
    /// It was a good login: nothing is counted.
    pub fn succeed(mut self) {
        self.succeeded = true;
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        let now = self.throttle.clock.now_ms();
        let mut records = self.throttle.lock();
        for key in &self.keys {
            let Some(record) = records.get_mut(key) else {
                continue;
            };
            record.under_way = record.under_way.saturating_sub(1);
            if !self.succeeded {
                record.failures.push_back(now);
            } else if record.is_idle() {
                records.remove(key);
            }
        }
    }
}

impl Record {
    fn is_idle(&self) -> bool {
        self.under_way == 0 && self.failures.is_empty()
    }

    /// Whether it can still refuse somebody at `now`.
    fn matters(&self, window: i64, now: i64) -> bool {
        self.under_way > 0 || self.failures.back().is_some_and(|last| last + window > now)
    }
}

/// Milliseconds until `key` may try again; forgets what is too old to count.
fn waiting(records: &mut Records, key: &Key, now: i64) -> i64 {
    let (limit, window) = key.limit();
    let Some(record) = records.get_mut(key) else {
        return 0;
    };
    let failures = &mut record.failures;
    failures.retain(|time| time + window > now);
    // A burst may leave more failures than the limit: all but `limit - 1` must pass.
    let over = failures.len().checked_sub(limit);
    match over.and_then(|over| failures.get(over)) {
        Some(last_over) => last_over + window - now,
        None if failures.len() + record.under_way >= limit + BURST => BUSY_MS,
        None => 0,
    }
}

fn make_room(records: &mut Records, now: i64) {
    if records.len() < MAX_KEYS {
        return;
    }
    records.retain(|key, record| record.matters(key.limit().1, now));
    if records.len() < MAX_KEYS {
        return;
    }
    let mut newest: Vec<i64> = records
        .values()
        .filter_map(|record| record.failures.back().copied())
        .collect();
    newest.sort_unstable();
    let middle = newest.get(newest.len() / 2).copied().unwrap_or(now);
    let is_newer = |record: &Record| record.failures.back().is_some_and(|last| *last > middle);
    records.retain(|_, record| record.under_way > 0 || is_newer(record));
}

/// One customer of an access provider holds a whole /64 of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn the_sixth_failure_of_an_address_waits_for_the_minute_to_pass() {
        let clock = Clock::manual(0);
        let throttle = Throttle::new(clock.clone());
        for number in 0..PER_ADDRESS {
            throttle
                .begin(address("192.0.2.1"), &format!("user{number}"))
                .unwrap();
            clock.advance_ms(1_000);
        }
        let wait = throttle.begin(address("192.0.2.1"), "another").unwrap_err();
        assert_eq!(wait, Duration::from_secs(55));
        assert!(throttle.begin(address("192.0.2.2"), "another").is_ok());
        clock.advance_ms(55_000);
        assert!(throttle.begin(address("192.0.2.1"), "another").is_ok());
    }

    #[test]
    fn the_eleventh_failure_of_an_account_waits_wherever_it_comes_from() {
        let throttle = Throttle::new(Clock::manual(0));
        for number in 0..PER_ACCOUNT {
            throttle
                .begin(address(&format!("192.0.2.{number}")), "ada")
                .unwrap();
        }
        assert_eq!(
            throttle.begin(address("198.51.100.1"), "ADA").unwrap_err(),
            Duration::from_secs(3600)
        );
    }

    #[test]
    fn good_logins_do_not_count() {
        let throttle = Throttle::new(Clock::manual(0));
        for _ in 0..100 {
            throttle
                .begin(address("192.0.2.1"), "ada")
                .unwrap()
                .succeed();
        }
    }

    #[test]
    fn good_logins_at_the_same_time_from_one_address_are_all_let_in() {
        let throttle = Throttle::new(Clock::manual(0));
        let office: Vec<_> = (0..PER_ADDRESS + BURST)
            .map(|number| throttle.begin(address("192.0.2.1"), &number.to_string()))
            .collect::<Result<_, _>>()
            .unwrap();
        let wait = throttle.begin(address("192.0.2.1"), "late").unwrap_err();
        assert_eq!(wait, Duration::from_secs(1));
        office.into_iter().for_each(Attempt::succeed);
        assert!(throttle.lock().is_empty());
        assert!(throttle.begin(address("192.0.2.1"), "late").is_ok());
    }

    #[test]
    fn guesses_at_the_same_time_are_bounded_and_all_counted() {
        let clock = Clock::manual(0);
        let throttle = Throttle::new(clock.clone());
        let guesses: Vec<_> = (0..100)
            .filter_map(|_| throttle.begin(address("192.0.2.1"), "ada").ok())
            .collect();
        assert_eq!(guesses.len(), PER_ADDRESS + BURST);
        for guess in guesses {
            drop(guess);
            clock.advance_ms(100);
        }
        // Time is 2.5 s; the failure that must pass first came fifth from the end.
        let wait = throttle.begin(address("192.0.2.1"), "bob").unwrap_err();
        assert_eq!(wait, Duration::from_millis(60_000 - 500));
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_together() {
        let throttle = Throttle::new(Clock::manual(0));
        for number in 0..PER_ADDRESS {
            throttle
                .begin(address(&format!("2001:db8::{number}")), &number.to_string())
                .unwrap();
        }
        assert!(throttle.begin(address("2001:db8::ffff"), "x").is_err());
        assert!(throttle.begin(address("2001:db8:0:1::"), "x").is_ok());
    }

    #[test]
    fn the_memory_of_failures_is_bounded() {
        let clock = Clock::manual(0);
        let throttle = Throttle::new(clock.clone());
        for number in 0..(MAX_KEYS as u32) {
            clock.advance_ms(1);
            let _ = throttle.begin(IpAddr::V4(number.into()), &number.to_string());
        }
        assert!(throttle.lock().len() <= MAX_KEYS + 2);
    }
}
