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

/// Counts of failed logins.
#[derive(Debug)]
pub struct Throttle {
    clock: Clock,
    attempts: Mutex<HashMap<Key, VecDeque<i64>>>,
}

/// An attempt that counts as failed until it is forgiven.
#[derive(Debug)]
pub struct Attempt {
    keys: [Key; 2],
    at_ms: i64,
}

impl Throttle {
    /// Counts nothing yet.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            attempts: Mutex::default(),
        }
    }

    /// Counts an attempt before it is checked, so that many at once cannot
    /// slip through together.
    ///
    /// # Errors
    /// How long to wait, when the address or the account has used up its tries.
    pub fn begin(&self, address: IpAddr, username: &str) -> Result<Attempt, Duration> {
        let now = self.clock.now_ms();
        let keys = [
            Key::Address(network(address)),
            Key::Account(username.to_lowercase()),
        ];
        let mut attempts = self.lock();
        let wait = keys
            .iter()
            .map(|key| waiting(&mut attempts, key, now))
            .max()
            .unwrap_or(0);
        if wait > 0 {
            return Err(Duration::from_millis(wait.unsigned_abs()));
        }
        make_room(&mut attempts, now);
        for key in &keys {
            attempts.entry(key.clone()).or_default().push_back(now);
        }
        Ok(Attempt { keys, at_ms: now })
    }

    /// Takes an attempt back, because it was a good login.
    pub fn forgive(&self, attempt: &Attempt) {
        let mut attempts = self.lock();
        for key in &attempt.keys {
            if let Some(times) = attempts.get_mut(key)
                && let Some(at) = times.iter().rposition(|time| *time == attempt.at_ms)
            {
                times.remove(at);
            }
        }
    }

    /// A panic elsewhere cannot leave a count half-written.
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, VecDeque<i64>>> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Milliseconds until `key` may try again; forgets what is too old to count.
fn waiting(attempts: &mut HashMap<Key, VecDeque<i64>>, key: &Key, now: i64) -> i64 {
    let (limit, window) = key.limit();
    let Some(times) = attempts.get_mut(key) else {
        return 0;
    };
    times.retain(|time| time + window > now);
    match times.front() {
        Some(oldest) if times.len() >= limit => oldest + window - now,
        _ => 0,
    }
}

fn make_room(attempts: &mut HashMap<Key, VecDeque<i64>>, now: i64) {
    if attempts.len() < MAX_KEYS {
        return;
    }
    attempts.retain(|key, times| times.back().is_some_and(|last| last + key.limit().1 > now));
    if attempts.len() < MAX_KEYS {
        return;
    }
    let mut newest: Vec<i64> = attempts
        .values()
        .filter_map(|times| times.back().copied())
        .collect();
    newest.sort_unstable();
    let middle = newest.get(newest.len() / 2).copied().unwrap_or(now);
    attempts.retain(|_, times| times.back().is_some_and(|last| *last > middle));
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
            let attempt = throttle.begin(address("192.0.2.1"), "ada").unwrap();
            throttle.forgive(&attempt);
        }
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
