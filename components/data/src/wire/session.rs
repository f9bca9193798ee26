//! Dates of sessions in the zone of their exchange, and whether a session is over.

use jiff::Timestamp;
use jiff::civil::{Date, Time, time};
use jiff::tz::TimeZone;

use crate::refusal::{Refusal, Verdict};

/// After the close until the prices of its auction have reached a delayed source.
pub const SETTLED_MS: i64 = 20 * 60 * 1000;

/// The zone of New York's exchanges.
pub const NEW_YORK: &str = "America/New_York";
/// When they close, and when that has settled; on short days earlier.
const CLOSE: Time = time(16, 0, 0, 0);
const SETTLED: Time = time(16, 20, 0, 0);

/// The zone of an IANA name; refuses with [`Refusal::Malformed`] what is none.
pub fn zone(name: &str) -> Verdict<TimeZone> {
    TimeZone::get(name)
        .map_err(|_| Refusal::Malformed("its time zone is not in the table of zones".to_owned()))
}

/// The date in a zone at a moment in epoch seconds; none outside the years of the calendar.
pub fn date_at(second: i64, zone: &TimeZone) -> Option<Date> {
    let moment = Timestamp::from_second(second).ok()?;
    Some(zone.to_datetime(moment).date())
}

/// Midnight UTC of a date in epoch milliseconds: the time of a daily bar.
pub fn midnight_ms(date: Date) -> i64 {
    moment_ms(date, Time::midnight(), &TimeZone::UTC)
}

/// Midnight in a zone of the date whose midnight UTC is given, both in epoch milliseconds; what is
/// outside the years of the calendar stays.
pub fn midnight_in(utc_ms: i64, zone: &TimeZone) -> i64 {
    let date = date_at(utc_ms.div_euclid(1000), &TimeZone::UTC);
    date.map_or(utc_ms, |date| moment_ms(date, Time::midnight(), zone))
}

/// The close of a date's session, taken as 16:00, in epoch milliseconds.
pub fn close_ms(date: Date, zone: &TimeZone) -> i64 {
    moment_ms(date, CLOSE, zone)
}

fn moment_ms(date: Date, time: Time, zone: &TimeZone) -> i64 {
    let moment = date.to_datetime(time).to_zoned_datetime(zone.clone());
    moment.map_or(0, |moment| moment.timestamp().as_millisecond())
}

/// Whether the session of a date is over for a source that names no session times: from 16:20 on
/// in New York, elsewhere from the next day on.
pub fn is_over(date: Date, zone: &TimeZone, now_ms: i64) -> bool {
    let Ok(now) = Timestamp::from_millisecond(now_ms) else {
        return false;
    };
    let now = zone.to_datetime(now);
    let has_settled = zone.iana_name() == Some(NEW_YORK) && now.time() >= SETTLED;
    date < now.date() || (date == now.date() && has_settled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const DAY: Date = date(2025, 7, 3);

    fn ms(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn a_session_of_new_york_is_over_twenty_minutes_after_its_close() {
        let zone = zone(NEW_YORK).unwrap();
        assert!(!is_over(DAY, &zone, ms("2025-07-03T20:19:59Z")));
        assert!(is_over(DAY, &zone, ms("2025-07-03T20:20:00Z")));
        assert!(!is_over(
            DAY.tomorrow().unwrap(),
            &zone,
            ms("2025-07-03T23:00:00Z")
        ));
    }

    #[test]
    fn elsewhere_it_is_over_when_the_day_is() {
        let zone = zone("Asia/Tokyo").unwrap();
        assert!(!is_over(DAY, &zone, ms("2025-07-03T14:59:59Z")));
        assert!(is_over(DAY, &zone, ms("2025-07-03T15:00:00Z")));
    }

    #[test]
    fn the_date_is_the_one_of_the_exchange() {
        let tokyo = zone("Asia/Tokyo").unwrap();
        let second = ms("2025-07-02T15:00:00Z") / 1000;
        assert_eq!(date_at(second, &tokyo), Some(DAY));
        assert_eq!(date_at(i64::MAX, &tokyo), None);
        assert_eq!(midnight_ms(DAY), ms("2025-07-03T00:00:00Z"));
        assert_eq!(close_ms(DAY, &tokyo), ms("2025-07-03T07:00:00Z"));
        let midnight = midnight_in(midnight_ms(DAY), &tokyo);
        assert_eq!(midnight, ms("2025-07-02T15:00:00Z"));
        assert_eq!(midnight_in(i64::MAX, &tokyo), i64::MAX);
    }

    #[test]
    fn a_zone_that_is_none_is_a_reason() {
        assert!(matches!(zone("Mars/Olympus"), Err(Refusal::Malformed(_))));
    }
}
