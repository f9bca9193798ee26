//! When a kept series may have newer bars: a provider is asked again after a session has ended, and
//! for short bars while one runs.

use jiff::civil::{Date, Time, Weekday, time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::interval::Interval;
use crate::wire::session::NEW_YORK;

/// Opens and settled closes; those of exchanges other than New York's lie within the hours of all.
const NEW_YORK_OPEN: Time = time(9, 30, 0, 0);
const NEW_YORK_CLOSE: Time = time(16, 20, 0, 0);
const EARLIEST_OPEN: Time = time(0, 0, 0, 0);
const LATEST_CLOSE: Time = time(17, 20, 0, 0);
/// When the day of a market that never closes has settled.
const NEW_DAY: Time = time(0, 20, 0, 0);

/// Whether bars may have come since `asked_ms`, when their provider was asked for them last. A
/// holiday passes for a session and costs one question.
pub fn is_due(interval: Interval, zone: &str, asked_ms: i64, now_ms: i64) -> bool {
    let (Ok(now), Ok(zone)) = (Timestamp::from_millisecond(now_ms), TimeZone::get(zone)) else {
        return true;
    };
    let hours = Hours::of(zone);
    if asked_ms < hours.last_close_ms(now) {
        return true;
    }
    let has_passed = |length_ms| asked_ms.saturating_add(length_ms) <= now_ms;
    interval.length_ms().is_some_and(has_passed) && hours.are_open(now)
}

/// When an exchange trades.
struct Hours {
    zone: TimeZone,
    open: Time,
    close: Time,
    is_always_open: bool,
}

impl Hours {
    fn of(zone: TimeZone) -> Self {
        let is_always_open = zone.iana_name().is_none_or(|name| name.contains("UTC"));
        let (open, close) = match zone.iana_name() {
            _ if is_always_open => (EARLIEST_OPEN, NEW_DAY),
            Some(NEW_YORK) => (NEW_YORK_OPEN, NEW_YORK_CLOSE),
            _ => (EARLIEST_OPEN, LATEST_CLOSE),
        };
        Self {
            zone,
            open,
            close,
            is_always_open,
        }
    }

    fn trades_on(&self, date: Date) -> bool {
        let is_weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        self.is_always_open || !is_weekend
    }

    fn are_open(&self, now: Timestamp) -> bool {
        let now = self.zone.to_datetime(now);
        let is_session = (self.open..=self.close).contains(&now.time());
        self.is_always_open || (is_session && self.trades_on(now.date()))
    }

    /// The last moment until now at which a session ended and its prices had settled.
    fn last_close_ms(&self, now: Timestamp) -> i64 {
        let today = self.zone.to_datetime(now).date();
        let closes = (0..5_i64).filter_map(|back| {
            let date = today.checked_sub(back.days()).ok()?;
            let close = date
                .to_datetime(self.close)
                .to_zoned_datetime(self.zone.clone())
                .ok()?;
            self.trades_on(date).then(|| close.timestamp())
        });
        let mut past = closes.filter(|&close| close <= now);
        past.next().unwrap_or(now).as_millisecond()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn last_close(zone: &str, now: &str) -> Timestamp {
        let hours = Hours::of(TimeZone::get(zone).unwrap());
        Timestamp::from_millisecond(hours.last_close_ms(moment(now))).unwrap()
    }

    #[test]
    fn the_last_close_follows_the_zone_and_its_daylight_saving() {
        let close = |now: &str| last_close(NEW_YORK, now);
        // A Wednesday in summer: 16:20 in New York is 20:20 UTC.
        assert_eq!(
            close("2025-07-02T20:21:00Z"),
            moment("2025-07-02T20:20:00Z")
        );
        assert_eq!(
            close("2025-07-02T20:19:00Z"),
            moment("2025-07-01T20:20:00Z")
        );
        // Winter, and a Sunday goes back to Friday.
        assert_eq!(
            close("2025-12-07T12:00:00Z"),
            moment("2025-12-05T21:20:00Z")
        );
    }

    #[test]
    fn a_market_that_never_closes_ends_its_day_at_midnight() {
        let sunday = "2025-12-07T12:00:00Z";
        assert_eq!(last_close("UTC", sunday), moment("2025-12-07T00:20:00Z"));
    }

    #[test]
    fn short_bars_are_asked_for_while_a_session_runs_and_once_after_it() {
        let five = Interval::Minutes(5);
        let due = |interval, asked: &str, now: &str| {
            let [asked, now] = [asked, now].map(|text| moment(text).as_millisecond());
            is_due(interval, NEW_YORK, asked, now)
        };
        // Friday, from 14:30 to 21:20 UTC.
        assert!(due(five, "2025-12-05T15:00:00Z", "2025-12-05T15:05:00Z"));
        assert!(!due(five, "2025-12-05T15:00:00Z", "2025-12-05T15:04:59Z"));
        assert!(!due(
            Interval::Day,
            "2025-12-05T15:00:00Z",
            "2025-12-05T15:05:00Z"
        ));
        assert!(due(five, "2025-12-05T21:10:00Z", "2025-12-06T12:00:00Z"));
        assert!(!due(five, "2025-12-05T21:21:00Z", "2025-12-07T12:00:00Z"));
        assert!(!due(five, "2025-12-05T21:21:00Z", "2025-12-08T14:00:00Z"));
        assert!(due(five, "2025-12-05T21:21:00Z", "2025-12-08T14:31:00Z"));
    }
}
