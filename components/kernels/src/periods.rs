//! Returns of calendar periods: months, years, and the time since a date.
//!
//! A period that the series holds only in part is compounded over the days that are there.

use crate::calendar::civil::Date;
use crate::calendar::{day_of, midnight_ms};
use crate::measure::{Measure, Undefined, finite};
use crate::returns::growth;

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month {
    /// Astronomical year.
    pub year: i64,
    /// 1 to 12.
    pub month: i64,
}

/// `prod(1 + r) - 1` of every month that has a return, in order of time; `time` is in epoch
/// milliseconds, ascending, one for each return.
pub fn monthly(time: &[i64], returns: &[f64]) -> Vec<(Month, Measure)> {
    compounded(time, returns, |date| {
        let next = Date { day: 1, ..date }.plus_months(1);
        let month = Month {
            year: date.year,
            month: date.month,
        };
        (month, next)
    })
}

/// As [`monthly`], for years.
pub fn yearly(time: &[i64], returns: &[f64]) -> Vec<(i64, Measure)> {
    compounded(time, returns, |date| {
        (date.year, Date::new(date.year + 1, 1, 1))
    })
}

/// `period` gives the name of the period that holds a date, and the first date of the next.
fn compounded<K>(
    time: &[i64],
    returns: &[f64],
    period: impl Fn(Date) -> (K, Date),
) -> Vec<(K, Measure)> {
    let n = time.len().min(returns.len());
    let mut found = Vec::new();
    let mut from = 0;
    while from < n {
        let (name, next) = period(Date::of(day_of(time[from])));
        let end = midnight_ms(next.day_number());
        let length = time[from..n].partition_point(|time| *time < end).max(1);
        let value = growth(&returns[from..from + length]);
        found.push((name, finite(value - 1.0)));
        from += length;
    }
    found
}

/// The moment `months` before the midnight of `last`; on a shorter month its last day.
pub fn months_before(last: i64, months: i64) -> i64 {
    midnight_ms(Date::of(day_of(last)).plus_months(-months).day_number())
}

/// The first moment of the month of `last`.
pub fn month_start(last: i64) -> i64 {
    let date = Date::of(day_of(last));
    midnight_ms(Date { day: 1, ..date }.day_number())
}

/// The first moment of the year of `last`.
pub fn year_start(last: i64) -> i64 {
    let date = Date::of(day_of(last));
    midnight_ms(Date::new(date.year, 1, 1).day_number())
}

/// A series of returns with the day of the price before the first of them.
#[derive(Debug, Clone, Copy)]
pub struct Dated<'a> {
    /// Days of the returns, epoch milliseconds, ascending.
    pub time: &'a [i64],
    /// Simple returns.
    pub returns: &'a [f64],
    /// Day of the first price, before the first return.
    pub first_price: i64,
}

impl<'a> Dated<'a> {
    /// The returns after the close at or before `from`; none when the series starts later.
    pub fn after(&self, from: i64) -> Result<&'a [f64], Undefined> {
        if self.first_price > from {
            return Err(Undefined::InsufficientData);
        }
        let at = self.time.partition_point(|time| *time <= from);
        match &self.returns[at..] {
            [] => Err(Undefined::InsufficientData),
            found => Ok(found),
        }
    }

    /// The returns of the day `from` and all later ones.
    pub fn since(&self, from: i64) -> Result<&'a [f64], Undefined> {
        self.after(from - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(year: i64, month: i64, day: i64) -> i64 {
        midnight_ms(Date::new(year, month, day).day_number())
    }

    #[test]
    fn days_of_a_month_compound() {
        let time = [at(2020, 1, 30), at(2020, 1, 31), at(2020, 2, 3)];
        let found = monthly(&time, &[0.1, 0.1, -0.5]);
        assert_eq!(found.len(), 2);
        assert!((found[0].1.unwrap() - 0.21).abs() < 1e-15);
        assert_eq!(
            found[1].0,
            Month {
                year: 2020,
                month: 2
            }
        );
        assert_eq!(yearly(&time, &[0.1, 0.1, -0.5]).len(), 1);
    }

    #[test]
    fn a_span_starts_after_the_close_of_its_first_day() {
        let time = [at(2020, 1, 2), at(2020, 1, 3), at(2020, 1, 6)];
        let dated = Dated {
            time: &time,
            returns: &[0.1, 0.2, 0.3],
            first_price: at(2020, 1, 1),
        };
        assert_eq!(dated.after(at(2020, 1, 2)), Ok(&[0.2, 0.3][..]));
        assert_eq!(dated.since(at(2020, 1, 2)), Ok(&[0.1, 0.2, 0.3][..]));
        assert_eq!(
            dated.after(at(2020, 1, 6)),
            Err(Undefined::InsufficientData)
        );
        assert_eq!(
            dated.after(at(2019, 6, 1)),
            Err(Undefined::InsufficientData)
        );
    }

    #[test]
    fn a_month_back_from_the_end_of_march_is_the_end_of_february() {
        assert_eq!(months_before(at(2024, 3, 31), 1), at(2024, 2, 29));
        assert_eq!(month_start(at(2024, 3, 31)), at(2024, 3, 1));
        assert_eq!(year_start(at(2024, 3, 31)), at(2024, 1, 1));
    }
}
