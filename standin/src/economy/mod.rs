//! Macro series with the dates on which each value became known and was revised.

pub mod series;

use jiff::civil::{Date, Weekday, date};
use jiff::{Span, ToSpan};

use crate::market::exchange::NYSE;
use crate::market::walk::{Chance, round};
use series::{Course, Frequency, RELEASES, Release, SERIES, Series};

/// The end of what is still valid.
pub const FOREVER: Date = date(9999, 12, 31);

/// A value and when it was in force.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vintage {
    /// First day.
    pub from: Date,
    /// Last day; [`FOREVER`] while it is the latest.
    pub to: Date,
    /// `None` is missing.
    pub value: Option<f64>,
}

/// One period of a series.
#[derive(Clone, Debug)]
pub struct Period {
    /// Its date as FRED writes it.
    pub date: Date,
    /// Its values, oldest first, those that came up to the day that was asked for.
    pub vintages: Vec<Vintage>,
}

/// The series with this id.
pub fn find(id: &str) -> Option<&'static Series> {
    SERIES.iter().find(|series| series.id == id)
}

/// The release with this number.
pub fn release(id: u32) -> Option<&'static Release> {
    RELEASES.iter().find(|release| release.id == id)
}

impl Series {
    /// Every period of which something is known on `today`, oldest first.
    pub fn periods(&self, today: Date) -> Vec<Period> {
        let mut periods = Vec::new();
        let mut date = self.start;
        let mut index = 0;
        while date <= today {
            let vintages = self.vintages(date, index, today);
            if !vintages.is_empty() {
                periods.push(Period { date, vintages });
            }
            date = self.next(date);
            index += 1;
        }
        periods
    }

    /// First and later values of a period that came up to `today`.
    fn vintages(&self, date: Date, index: usize, today: Date) -> Vec<Vintage> {
        let first = workday(self.end(date).saturating_add(self.lag.days()));
        let later = self
            .revisions
            .iter()
            .map(|days| workday(first.saturating_add(days.days())));
        let days: Vec<Date> = std::iter::once(first).chain(later).collect();
        let known = days.iter().enumerate().filter(|(_, day)| **day <= today);
        known
            .map(|(place, day)| {
                let next = days.get(place + 1).filter(|next| **next <= today);
                Vintage {
                    from: *day,
                    to: next.map_or(FOREVER, |next| next.yesterday().unwrap_or(*next)),
                    value: self.value(date, index, days.len() - 1 - place),
                }
            })
            .collect()
    }

    /// The value of a period before so many more revisions.
    fn value(&self, date: Date, index: usize, ahead: usize) -> Option<f64> {
        let closed = matches!(self.frequency.0, Frequency::Daily) && !NYSE.trades_on(date);
        if index < self.missing || closed {
            return None;
        }
        let mut chance = Chance::of(self.id, index as u64);
        let noise = chance.normal();
        let revision: f64 = (0..ahead).map(|_| chance.normal() * 0.002).sum();
        let value = match self.course {
            Course::Level {
                start,
                growth,
                noise: size,
            } => start * (growth * index as f64).exp() * (1.0 + size * noise),
            Course::Rate {
                mean,
                swing,
                years,
                noise: size,
            } => {
                let phase = index as f64 / self.per_year() / years;
                let floor = if self.decimals == 0 { 0.0 } else { 0.05 };
                let low = if self.id.starts_with("T10Y") {
                    f64::MIN
                } else {
                    floor
                };
                (mean + swing * (phase * std::f64::consts::TAU).sin() + size * noise).max(low)
            }
        };
        Some(round(value * (1.0 + revision), self.decimals))
    }

    fn per_year(&self) -> f64 {
        match self.frequency.0 {
            Frequency::Daily => 261.0,
            Frequency::SevenDays => 365.25,
            Frequency::Weekly(_) => 52.18,
            Frequency::Monthly => 12.0,
            Frequency::Quarterly => 4.0,
        }
    }

    fn next(&self, date: Date) -> Date {
        match self.frequency.0 {
            Frequency::Daily if date.weekday() == Weekday::Friday => date.saturating_add(3.days()),
            Frequency::Daily | Frequency::SevenDays => date.saturating_add(1.day()),
            Frequency::Weekly(_) => date.saturating_add(7.days()),
            Frequency::Monthly => date.saturating_add(1.month()),
            Frequency::Quarterly => date.saturating_add(3.months()),
        }
    }

    /// The last day of a period.
    fn end(&self, date: Date) -> Date {
        match self.frequency.0 {
            Frequency::Monthly | Frequency::Quarterly => {
                self.next(date).saturating_sub(Span::new().days(1))
            }
            _ => date,
        }
    }

    /// FRED's short word for the frequency.
    pub fn frequency_short(&self) -> &'static str {
        match self.frequency.0 {
            Frequency::Daily | Frequency::SevenDays => "D",
            Frequency::Weekly(_) => "W",
            Frequency::Monthly => "M",
            Frequency::Quarterly => "Q",
        }
    }
}

/// The first weekday from `date` on.
fn workday(date: Date) -> Date {
    match date.weekday() {
        Weekday::Saturday => date.saturating_add(2.days()),
        Weekday::Sunday => date.saturating_add(1.day()),
        _ => date,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_is_unknown_until_a_month_after_its_end() {
        let gdp = find("GDP").unwrap();
        let last = |today| gdp.periods(today).last().unwrap().date;
        assert_eq!(last(date(2024, 10, 29)), date(2024, 4, 1));
        assert_eq!(last(date(2024, 10, 30)), date(2024, 7, 1));
    }

    #[test]
    fn vintages_follow_each_other_without_a_gap() {
        let gdp = find("GDP").unwrap();
        for period in gdp.periods(date(2024, 10, 30)) {
            for pair in period.vintages.windows(2) {
                assert_eq!(pair[0].to.tomorrow().unwrap(), pair[1].from);
            }
            assert_eq!(period.vintages.last().unwrap().to, FOREVER);
        }
    }

    #[test]
    fn a_holiday_has_no_yield() {
        let ten_years = find("DGS10").unwrap();
        let periods = ten_years.periods(date(2024, 7, 10));
        let holiday = periods
            .iter()
            .find(|period| period.date == date(2024, 7, 4))
            .unwrap();
        assert_eq!(holiday.vintages[0].value, None);
    }

    #[test]
    fn every_value_is_finite() {
        for series in &SERIES {
            let periods = series.periods(date(2026, 11, 1));
            let values = periods.iter().flat_map(|period| &period.vintages);
            assert!(
                values
                    .filter_map(|vintage| vintage.value)
                    .all(f64::is_finite),
                "{}",
                series.id
            );
        }
    }
}
