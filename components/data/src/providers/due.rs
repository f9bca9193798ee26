//! When a kept series may have newer bars: a provider is asked again after a session has ended, and
//! for short bars while one runs.

use jiff::civil::{Date, Time, Weekday, time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use sandbourse_kernels::calendar::{day_of, nyse};

use crate::interval::Interval;
use crate::wire::session::{NEW_YORK, SETTLED_MS};

/// When sessions elsewhere than in New York have settled: the shares of Europe, and whatever trades
/// until the end of the day.
const CLOSES: [Time; 2] = [time(18, 0, 0, 0), time(23, 59, 0, 0)];
/// When the day of a market that never closes has settled.
const NEW_DAY: Time = time(0, 20, 0, 0);
/// Days among which there is a session, whatever the holidays.
const LOOK_BACK: i64 = 10;

/// Whether bars may have come since `asked_ms`, when their provider was asked for them last. Outside
/// New York a holiday passes for a session.
pub fn is_due(interval: Interval, zone: &str, asked_ms: i64, now_ms: i64) -> bool {
    let (Ok(now), Ok(zone)) = (Timestamp::from_millisecond(now_ms), TimeZone::get(zone)) else {
        return true;
    };
    let (is_open, last_close_ms) = if zone.iana_name() == Some(NEW_YORK) {
        (is_new_york_open(now_ms), last_close_in_new_york(now_ms))
    } else {
        let hours = Hours::of(zone);
        (hours.are_open(now), hours.last_close_ms(now))
    };
    let has_passed = |length_ms| asked_ms.saturating_add(length_ms) <= now_ms;
    asked_ms < last_close_ms || (is_open && interval.length_ms().is_some_and(has_passed))
}

fn is_new_york_open(now_ms: i64) -> bool {
    let session = nyse::session(day_of(now_ms));
    session
        .is_some_and(|session| (session.open_ms..session.close_ms + SETTLED_MS).contains(&now_ms))
}

fn last_close_in_new_york(now_ms: i64) -> i64 {
    let today = day_of(now_ms);
    let sessions = (0..LOOK_BACK).filter_map(|back| nyse::session(today - back));
    let mut settled = sessions.map(|session| session.close_ms + SETTLED_MS);
    settled
        .find(|&settled_ms| settled_ms <= now_ms)
        .unwrap_or(now_ms)
}

/// When an exchange elsewhere trades.
struct Hours {
    zone: TimeZone,
    is_always_open: bool,
}

impl Hours {
    fn of(zone: TimeZone) -> Self {
        let is_always_open = zone.iana_name().is_none_or(|name| name.contains("UTC"));
        Self {
            zone,
            is_always_open,
        }
    }

    fn trades_on(&self, date: Date) -> bool {
        let is_weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        self.is_always_open || !is_weekend
    }

    fn are_open(&self, now: Timestamp) -> bool {
        self.trades_on(self.zone.to_datetime(now).date())
    }

    /// The last moment until now at which a session ended and its prices had settled.
    fn last_close_ms(&self, now: Timestamp) -> i64 {
        let closes = if self.is_always_open {
            &[NEW_DAY][..]
        } else {
            &CLOSES
        };
        let today = self.zone.to_datetime(now).date();
        let dates = (0..LOOK_BACK).filter_map(|back| today.checked_sub(back.days()).ok());
        let moments = dates
            .filter(|&date| self.trades_on(date))
            .flat_map(|date| closes.iter().map(move |&close| date.to_datetime(close)))
            .filter_map(|moment| moment.to_zoned_datetime(self.zone.clone()).ok());
        let past = moments
            .map(|close| close.timestamp())
            .filter(|&close| close <= now);
        past.max().unwrap_or(now).as_millisecond()
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
        let close = |now: &str| {
            let now_ms = moment(now).as_millisecond();
            Timestamp::from_millisecond(last_close_in_new_york(now_ms)).unwrap()
        };
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
    fn holidays_and_half_days_of_new_york_are_known() {
        let due = |asked: &str, now: &str| {
            let [asked, now] = [asked, now].map(|text| moment(text).as_millisecond());
            is_due(Interval::Minutes(1), NEW_YORK, asked, now)
        };
        // Thanksgiving 2026 is shut; the day after ends at 13:00 in New York.
        assert!(!due("2026-11-26T14:00:00Z", "2026-11-26T17:00:00Z"));
        assert!(due("2026-11-27T18:10:00Z", "2026-11-27T18:20:00Z"));
        assert!(!due("2026-11-27T18:21:00Z", "2026-11-27T20:00:00Z"));
    }

    #[test]
    fn a_session_of_europe_and_one_that_lasts_all_day_are_both_asked_for() {
        let close = |now: &str| last_close("Europe/Berlin", now);
        assert_eq!(
            close("2026-11-27T17:30:00Z"),
            moment("2026-11-27T17:00:00Z")
        );
        assert_eq!(
            close("2026-11-27T16:30:00Z"),
            moment("2026-11-26T22:59:00Z")
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
