//! The providers' real limits, and who broke them.
//!
//! Limits per second and minute slide and count real time. A window is a twentieth shorter than
//! the rule says, so that a client which keeps the rule exactly is not caught by a late packet.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use tokio::time::Instant;

use crate::ask::Seen;
use crate::clock::{self, EASTERN};
use crate::provider::Provider;

/// A rule that a caller can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Too many requests in a second.
    PerSecond,
    /// Too many requests in a minute.
    PerMinute,
    /// Too many requests in a day.
    PerDay,
    /// Yahoo's bucket of five that fills by one in two seconds is empty.
    Bucket,
    /// Yahoo answers browsers only.
    UserAgent,
    /// A second socket.
    OneSocket,
    /// More symbols or channels than the plan has.
    TooManySymbols,
    /// Nothing to authenticate with came within ten seconds.
    AuthTimeout,
}

/// A rule that was broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Whose rule.
    pub provider: Provider,
    /// Which.
    pub rule: Rule,
    /// The path that was asked.
    pub path: String,
    /// When, by the providers' clock.
    #[serde(serialize_with = "crate::clock::as_text")]
    pub when: Timestamp,
}

/// Yahoo: bursts of five.
const BURST: f64 = 5.0;
/// Yahoo: one more request in so many seconds.
const REFILL_SECONDS: f64 = 2.0;
/// Alpha Vantage's free plan, in New York's day.
const PER_DAY: u32 = 25;

/// How many requests a provider takes in a sliding window.
fn windows(provider: Provider) -> &'static [(Rule, usize, u64)] {
    match provider {
        Provider::Fred => &[(Rule::PerSecond, 2, 1), (Rule::PerMinute, 120, 60)],
        Provider::AlphaVantage => &[(Rule::PerSecond, 1, 1)],
        Provider::Finnhub => &[(Rule::PerSecond, 30, 1), (Rule::PerMinute, 60, 60)],
        Provider::Alpaca => &[(Rule::PerMinute, 200, 60)],
        Provider::Yahoo | Provider::FredGraph | Provider::Stooq => &[],
    }
}

/// Requests of one provider that still count.
#[derive(Debug, Default)]
struct Account {
    /// Moments of requests in the last minute, oldest first.
    recent: VecDeque<Instant>,
    /// The day and its requests.
    day: Option<(Date, u32)>,
    /// Yahoo's bucket: tokens and when they were counted.
    bucket: Option<(f64, Instant)>,
}

/// What remains of a provider's minute.
#[derive(Clone, Copy, Debug)]
pub struct Remaining {
    /// Requests that a minute may hold.
    pub limit: usize,
    /// Of them not yet used.
    pub left: usize,
    /// Seconds until the oldest one no longer counts.
    pub reset_seconds: u64,
}

/// Every provider's account.
#[derive(Debug, Default)]
pub struct Limits(HashMap<Provider, Account>);

impl Limits {
    /// Counts a request.
    ///
    /// # Errors
    /// The rule that it breaks; then it does not count.
    pub fn count(&mut self, provider: Provider, seen: &Seen) -> Result<(), Rule> {
        if provider == Provider::Yahoo && !is_browser(seen) {
            return Err(Rule::UserAgent);
        }
        let account = self.0.entry(provider).or_default();
        let now = Instant::now();
        account.forget(now);
        for (rule, count, seconds) in windows(provider) {
            if account.within(now, Duration::from_secs(*seconds)) >= *count {
                return Err(*rule);
            }
        }
        match provider {
            Provider::Yahoo => account.take_token(now)?,
            Provider::AlphaVantage => {
                account.take_of_day(clock::date_in(&EASTERN, seen.when))?;
            }
            _ => {}
        }
        account.recent.push_back(now);
        Ok(())
    }

    /// What remains of the minute of a provider that has a limit for it.
    pub fn remaining(&self, provider: Provider) -> Option<Remaining> {
        let (_, limit, _) = windows(provider)
            .iter()
            .find(|(rule, _, _)| *rule == Rule::PerMinute)?;
        let now = Instant::now();
        let recent = self.0.get(&provider).map(|account| &account.recent)?;
        let oldest = recent
            .front()
            .map_or(0, |at| now.duration_since(*at).as_secs());
        Some(Remaining {
            limit: *limit,
            left: limit.saturating_sub(recent.len()),
            reset_seconds: 60_u64.saturating_sub(oldest).max(1),
        })
    }
}

impl Account {
    fn forget(&mut self, now: Instant) {
        let window = shortened(Duration::from_secs(60));
        while self
            .recent
            .pop_front_if(|at| now.duration_since(*at) >= window)
            .is_some()
        {}
    }

    fn within(&self, now: Instant, window: Duration) -> usize {
        let window = shortened(window);
        self.recent
            .iter()
            .rev()
            .take_while(|at| now.duration_since(**at) < window)
            .count()
    }

    fn take_token(&mut self, now: Instant) -> Result<(), Rule> {
        let (tokens, counted) = self.bucket.unwrap_or((BURST, now));
        let gained = now.duration_since(counted).as_secs_f64() / (REFILL_SECONDS * 0.95);
        let tokens = (tokens + gained).min(BURST);
        let enough = tokens >= 1.0;
        self.bucket = Some((if enough { tokens - 1.0 } else { tokens }, now));
        enough.then_some(()).ok_or(Rule::Bucket)
    }

    fn take_of_day(&mut self, today: Date) -> Result<(), Rule> {
        let used = self
            .day
            .filter(|(day, _)| *day == today)
            .map_or(0, |(_, used)| used);
        if used >= PER_DAY {
            return Err(Rule::PerDay);
        }
        self.day = Some((today, used + 1));
        Ok(())
    }
}

fn shortened(window: Duration) -> Duration {
    window * 19 / 20
}

fn is_browser(seen: &Seen) -> bool {
    seen.header("user-agent")
        .is_some_and(|agent| agent.starts_with("Mozilla/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(when: &str) -> Seen {
        Seen {
            path: "/".into(),
            query: Vec::new(),
            headers: vec![("user-agent".into(), "Mozilla/5.0".into())],
            when: when.parse().unwrap(),
        }
    }

    async fn pass(seconds: f64) {
        tokio::time::advance(Duration::from_secs_f64(seconds)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn fred_takes_two_requests_a_second() {
        let mut limits = Limits::default();
        let ask = seen("2024-03-05T12:00:00Z");
        assert_eq!(limits.count(Provider::Fred, &ask), Ok(()));
        assert_eq!(limits.count(Provider::Fred, &ask), Ok(()));
        assert_eq!(limits.count(Provider::Fred, &ask), Err(Rule::PerSecond));
        pass(1.0).await;
        assert_eq!(limits.count(Provider::Fred, &ask), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn finnhub_takes_sixty_requests_a_minute_and_thirty_of_them_at_once() {
        let mut limits = Limits::default();
        let ask = seen("2024-03-05T12:00:00Z");
        for _ in 0..30 {
            assert_eq!(limits.count(Provider::Finnhub, &ask), Ok(()));
        }
        let refused = limits.count(Provider::Finnhub, &ask);
        assert_eq!(refused, Err(Rule::PerSecond));
        pass(1.0).await;
        for _ in 0..30 {
            assert_eq!(limits.count(Provider::Finnhub, &ask), Ok(()));
        }
        pass(1.0).await;
        let refused = limits.count(Provider::Finnhub, &ask);
        assert_eq!(refused, Err(Rule::PerMinute));
        pass(56.0).await;
        assert_eq!(limits.count(Provider::Finnhub, &ask), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn alpha_vantage_takes_twenty_five_requests_a_day_of_new_york() {
        let mut limits = Limits::default();
        let today = seen("2024-03-05T12:00:00Z");
        for _ in 0..25 {
            assert_eq!(limits.count(Provider::AlphaVantage, &today), Ok(()));
            pass(1.0).await;
        }
        let refused = limits.count(Provider::AlphaVantage, &today);
        assert_eq!(refused, Err(Rule::PerDay));
        let still_today = seen("2024-03-06T04:59:00Z");
        let refused = limits.count(Provider::AlphaVantage, &still_today);
        assert_eq!(refused, Err(Rule::PerDay));
        let tomorrow = seen("2024-03-06T05:01:00Z");
        assert_eq!(limits.count(Provider::AlphaVantage, &tomorrow), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn yahoo_takes_five_at_once_and_then_one_in_two_seconds() {
        let mut limits = Limits::default();
        let ask = seen("2024-03-05T12:00:00Z");
        for _ in 0..5 {
            assert_eq!(limits.count(Provider::Yahoo, &ask), Ok(()));
        }
        assert_eq!(limits.count(Provider::Yahoo, &ask), Err(Rule::Bucket));
        pass(2.0).await;
        assert_eq!(limits.count(Provider::Yahoo, &ask), Ok(()));
        assert_eq!(limits.count(Provider::Yahoo, &ask), Err(Rule::Bucket));
    }

    #[tokio::test(start_paused = true)]
    async fn yahoo_answers_browsers_only() {
        let mut limits = Limits::default();
        let mut ask = seen("2024-03-05T12:00:00Z");
        ask.headers = vec![("user-agent".into(), "reqwest/0.13".into())];
        let refused = limits.count(Provider::Yahoo, &ask);
        assert_eq!(refused, Err(Rule::UserAgent));
    }
}
