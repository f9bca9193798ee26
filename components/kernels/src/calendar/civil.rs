//! Conversions between day numbers (days since 1970-01-01) and dates of the Gregorian calendar.

use std::fmt;

/// A date; month and day count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Astronomical year.
    pub year: i64,
    /// 1 to 12.
    pub month: i64,
    /// 1 to 31.
    pub day: i64,
}

/// Days in the 400-year cycle after which the Gregorian calendar repeats.
const ERA_DAYS: i64 = 146_097;
/// Days from 0000-03-01, where the cycle starts, to 1970-01-01.
const EPOCH_SHIFT: i64 = 719_468;

impl Date {
    /// The date `year`-`month`-`day`, not checked.
    pub const fn new(year: i64, month: i64, day: i64) -> Self {
        Self { year, month, day }
    }

    /// The date of a day number.
    ///
    /// Counts years from March so that the leap day is the last of its year
    /// (H. Hinnant, "chrono-compatible low-level date algorithms", 2013).
    pub const fn of(day_number: i64) -> Self {
        let shifted = day_number.saturating_add(EPOCH_SHIFT);
        let era = shifted.div_euclid(ERA_DAYS);
        let of_era = shifted.rem_euclid(ERA_DAYS);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * of_year + 2) / 153;
        let month = if march_month < 10 {
            march_month + 3
        } else {
            march_month - 9
        };
        let year = year_of_era + era * 400 + (month <= 2) as i64;
        Self {
            year,
            month,
            day: of_year - (153 * march_month + 2) / 5 + 1,
        }
    }

    /// The day number of this date; the inverse of [`Date::of`].
    pub const fn day_number(self) -> i64 {
        let year = self.year - (self.month <= 2) as i64;
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let march_month = if self.month > 2 {
            self.month - 3
        } else {
            self.month + 9
        };
        let of_year = (153 * march_month + 2) / 5 + self.day - 1;
        let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
        era * ERA_DAYS + of_era - EPOCH_SHIFT
    }

    /// The same day of another month, or that month's last day when it is shorter.
    pub const fn plus_months(self, months: i64) -> Self {
        let count = self.year * 12 + self.month - 1 + months;
        let first = Self::new(count.div_euclid(12), count.rem_euclid(12) + 1, 1);
        let length = first.month_length();
        let day = if self.day < length { self.day } else { length };
        Self { day, ..first }
    }

    /// Days in this date's month.
    pub const fn month_length(self) -> i64 {
        match self.month {
            4 | 6 | 9 | 11 => 30,
            2 if self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0) => 29,
            2 => 28,
            _ => 31,
        }
    }
}

impl fmt::Display for Date {
    /// ISO 8601, for example `2018-12-31`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Weekday of a day number: 0 is Monday, 6 is Sunday.
pub const fn weekday(day_number: i64) -> i64 {
    // 1970-01-01 was a Thursday.
    (day_number.rem_euclid(7) + 3) % 7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_dates_have_their_day_numbers_and_weekdays() {
        for (date, number, day) in [
            (Date::new(1970, 1, 1), 0, 3),
            (Date::new(2000, 2, 29), 11_016, 1),
            (Date::new(1969, 12, 31), -1, 2),
            (Date::new(2026, 11, 23), 20_780, 0),
        ] {
            assert_eq!((date.day_number(), weekday(number)), (number, day));
            assert_eq!(Date::of(number), date);
        }
        assert_eq!(Date::new(2000, 2, 9).to_string(), "2000-02-09");
    }

    #[test]
    fn every_day_of_four_centuries_survives_the_round_trip() {
        for number in -20_000..126_097 {
            assert_eq!(Date::of(number).day_number(), number);
        }
    }

    #[test]
    fn months_are_counted_across_years_and_cut_at_their_end() {
        assert_eq!(
            Date::new(2024, 3, 31).plus_months(-1),
            Date::new(2024, 2, 29)
        );
        assert_eq!(
            Date::new(2023, 1, 15).plus_months(-1),
            Date::new(2022, 12, 15)
        );
        assert_eq!(
            Date::new(2023, 11, 30).plus_months(15),
            Date::new(2025, 2, 28)
        );
    }
}
