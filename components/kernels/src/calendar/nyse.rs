//! The sessions of the New York Stock Exchange since 2000: weekends, holidays, early closes, summer time.
//!
//! Rules: the exchange's Rule 7.2 and its published holiday lists. New Year's Day is not moved
//! from a Saturday; the other fixed holidays move from Saturday to Friday, all from Sunday to Monday.

use super::civil::{Date, weekday};
use super::midnight_ms;

/// A regular session, in epoch milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// Opening auction: 09:30 in New York.
    pub open_ms: i64,
    /// Closing auction: 16:00 in New York, 13:00 on a half day.
    pub close_ms: i64,
}

const MINUTE_MS: i64 = 60_000;
const OPEN_MINUTE: i64 = 9 * 60 + 30;
const CLOSE_MINUTE: i64 = 16 * 60;
const EARLY_CLOSE_MINUTE: i64 = 13 * 60;

const MONDAY: i64 = 0;
const THURSDAY: i64 = 3;
const FRIDAY: i64 = 4;
const SATURDAY: i64 = 5;
const SUNDAY: i64 = 6;

/// Days on which the exchange stayed shut outside its rules: attacks of 2001, mourning for
/// four presidents, and the storm of 2012.
const UNSCHEDULED: [Date; 10] = [
    Date::new(2001, 9, 11),
    Date::new(2001, 9, 12),
    Date::new(2001, 9, 13),
    Date::new(2001, 9, 14),
    Date::new(2004, 6, 11),
    Date::new(2007, 1, 2),
    Date::new(2012, 10, 29),
    Date::new(2012, 10, 30),
    Date::new(2018, 12, 5),
    Date::new(2025, 1, 9),
];

/// The session of a day; none when the exchange is shut.
pub fn session(day: i64) -> Option<Session> {
    if !is_session(day) {
        return None;
    }
    let date = Date::of(day);
    let close = if is_half_day(date, weekday(day)) {
        EARLY_CLOSE_MINUTE
    } else {
        CLOSE_MINUTE
    };
    let midnight = midnight_ms(day) + behind_utc_minutes(day, date) * MINUTE_MS;
    Some(Session {
        open_ms: midnight + OPEN_MINUTE * MINUTE_MS,
        close_ms: midnight + close * MINUTE_MS,
    })
}

/// Whether the exchange trades on a day.
pub fn is_session(day: i64) -> bool {
    let weekday = weekday(day);
    if weekday >= SATURDAY {
        return false;
    }
    let date = Date::of(day);
    !is_holiday(date, day, weekday) && !UNSCHEDULED.contains(&date)
}

fn is_holiday(date: Date, day: i64, weekday: i64) -> bool {
    // How many times this weekday has come up in the month.
    let nth = (date.day - 1) / 7 + 1;
    match (date.month, weekday) {
        (1, MONDAY) if date.day <= 2 => true,
        (1, _) if date.day == 1 => true,
        (1 | 2, MONDAY) => nth == 3,
        (3 | 4, FRIDAY) => day == easter_sunday(date.year) - 2,
        (5, MONDAY) => date.day + 7 > 31,
        (6, _) => date.year >= 2022 && is_observed(date, weekday, 19),
        (7, _) => is_observed(date, weekday, 4),
        (9, MONDAY) => nth == 1,
        (11, THURSDAY) => nth == 4,
        (12, _) => is_observed(date, weekday, 25),
        _ => false,
    }
}

/// A holiday on a fixed day of the month, moved off the weekend.
fn is_observed(date: Date, weekday: i64, holiday: i64) -> bool {
    date.day == holiday
        || (weekday == FRIDAY && date.day == holiday - 1)
        || (weekday == MONDAY && date.day == holiday + 1)
}

/// The day after Thanksgiving, Christmas Eve, and the day before Independence Day.
fn is_half_day(date: Date, weekday: i64) -> bool {
    match (date.month, date.day) {
        (11, 23..=29) => weekday == FRIDAY,
        (12, 24) => weekday < FRIDAY,
        // Shut instead, as the holiday itself, when the fourth is a Saturday.
        (7, 3) => weekday < FRIDAY,
        _ => false,
    }
}

/// Easter Sunday of the Gregorian calendar (the anonymous computus of Nature, 20 April 1876).
fn easter_sunday(year: i64) -> i64 {
    let golden = year % 19;
    let (century, of_century) = (year / 100, year % 100);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - correction + 15) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * to_sunday) / 451;
    let sum = epact + to_sunday - 7 * late + 114;
    Date::new(year, sum / 31, sum % 31 + 1).day_number()
}

/// Minutes that New York is behind UTC during a day's session. Summer time lasts from the second
/// Sunday in March to the first in November (Energy Policy Act of 2005); before 2007 from the
/// first Sunday in April to the last in October.
fn behind_utc_minutes(day: i64, date: Date) -> i64 {
    let (start, end) = if date.year >= 2007 {
        (nth_sunday(date.year, 3, 2), nth_sunday(date.year, 11, 1))
    } else {
        let november = nth_sunday(date.year, 11, 1);
        (nth_sunday(date.year, 4, 1), november - 7)
    };
    if (start..end).contains(&day) {
        4 * 60
    } else {
        5 * 60
    }
}

fn nth_sunday(year: i64, month: i64, nth: i64) -> i64 {
    let first = Date::new(year, month, 1).day_number();
    first + (SUNDAY - weekday(first)) + 7 * (nth - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i64, month: i64, day: i64) -> i64 {
        Date::new(year, month, day).day_number()
    }

    fn closed_weekdays(year: i64) -> Vec<(i64, i64)> {
        (day(year, 1, 1)..day(year + 1, 1, 1))
            .filter(|&d| weekday(d) < SATURDAY && !is_session(d))
            .map(|d| (Date::of(d).month, Date::of(d).day))
            .collect()
    }

    #[test]
    fn the_published_holidays_of_recent_years_are_closed() {
        let y2024 = [
            (1, 1),
            (1, 15),
            (2, 19),
            (3, 29),
            (5, 27),
            (6, 19),
            (7, 4),
            (9, 2),
            (11, 28),
            (12, 25),
        ];
        assert_eq!(closed_weekdays(2024), y2024);
        let y2022 = [
            (1, 17),
            (2, 21),
            (4, 15),
            (5, 30),
            (6, 20),
            (7, 4),
            (9, 5),
            (11, 24),
            (12, 26),
        ];
        assert_eq!(
            closed_weekdays(2022),
            y2022,
            "New Year's Day fell on a Saturday and was not moved"
        );
        let y2021 = [
            (1, 1),
            (1, 18),
            (2, 15),
            (4, 2),
            (5, 31),
            (7, 5),
            (9, 6),
            (11, 25),
            (12, 24),
        ];
        assert_eq!(
            closed_weekdays(2021),
            y2021,
            "Juneteenth was first kept in 2022"
        );
        let y2026 = [
            (1, 1),
            (1, 19),
            (2, 16),
            (4, 3),
            (5, 25),
            (6, 19),
            (7, 3),
            (9, 7),
            (11, 26),
            (12, 25),
        ];
        assert_eq!(closed_weekdays(2026), y2026);
    }

    #[test]
    fn storms_and_mourning_closed_the_exchange() {
        for closed in [
            day(2012, 10, 29),
            day(2012, 10, 30),
            day(2018, 12, 5),
            day(2025, 1, 9),
        ] {
            assert!(!is_session(closed));
        }
        assert!(is_session(day(2012, 10, 31)));
    }

    #[test]
    fn years_have_the_sessions_that_the_exchange_counted() {
        for (year, sessions) in [
            (2010, 252),
            (2012, 250),
            (2018, 251),
            (2020, 253),
            (2023, 250),
            (2024, 252),
        ] {
            let counted = (day(year, 1, 1)..day(year + 1, 1, 1))
                .filter(|&d| is_session(d))
                .count();
            assert_eq!(counted, sessions, "{year}");
        }
    }

    #[test]
    fn the_open_moves_with_summer_time() {
        let hour_of_open = |d: i64| session(d).map(|s| (s.open_ms - midnight_ms(d)) / MINUTE_MS);
        assert_eq!(hour_of_open(day(2024, 3, 8)), Some(14 * 60 + 30));
        assert_eq!(hour_of_open(day(2024, 3, 11)), Some(13 * 60 + 30));
        assert_eq!(hour_of_open(day(2024, 11, 1)), Some(13 * 60 + 30));
        assert_eq!(hour_of_open(day(2024, 11, 4)), Some(14 * 60 + 30));
    }

    #[test]
    fn half_days_close_at_one() {
        let length = |d: i64| session(d).map(|s| (s.close_ms - s.open_ms) / MINUTE_MS);
        for half in [
            day(2024, 11, 29),
            day(2024, 12, 24),
            day(2024, 7, 3),
            day(2025, 7, 3),
            day(2018, 11, 23),
        ] {
            assert_eq!(length(half), Some(210));
        }
        for whole in [day(2024, 11, 22), day(2020, 7, 2), day(2024, 12, 23)] {
            assert_eq!(length(whole), Some(390));
        }
        assert_eq!(session(day(2020, 7, 3)), None);
    }

    #[test]
    fn easter_falls_where_the_tables_put_it() {
        for (year, month, of_month) in [(2008, 3, 23), (2011, 4, 24), (2024, 3, 31), (2038, 4, 25)]
        {
            assert_eq!(easter_sunday(year), day(year, month, of_month));
        }
    }
}
