//! Bars in rows, as providers list them, made into columns of finished bars.

use jiff::tz::TimeZone;

use super::session::{NEW_YORK, date_at, is_over, midnight_ms, zone};
use crate::bindings::sandbourse::platform::types::Columns;
use crate::refusal::{Refusal, Verdict};

const MINUTE_MS: i64 = 60_000;

/// One bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// As of [`Columns`].
    pub time: i64,
    /// First price.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
    /// Units traded.
    pub volume: f64,
}

/// Columns of the rows, oldest first, each moment once.
pub fn columns(mut rows: Vec<Row>) -> Columns {
    rows.sort_by_key(|row| row.time);
    rows.dedup_by_key(|row| row.time);
    let column = |value: fn(&Row) -> f64| rows.iter().map(value).collect();
    Columns {
        time: rows.iter().map(|row| row.time).collect(),
        open: column(|row| row.open),
        high: column(|row| row.high),
        low: column(|row| row.low),
        close: column(|row| row.close),
        volume: column(|row| row.volume),
    }
}

/// When bars of New York are over, and the time that they go by.
pub struct Clockwork {
    /// None for bars of a day.
    length_ms: Option<i64>,
    /// Where the moment by which a provider names a day falls on its date.
    dates: TimeZone,
    new_york: TimeZone,
    now_ms: i64,
}

impl Clockwork {
    /// Refuses with [`Refusal::Malformed`] an interval other than 1m, 5m, 15m, 30m, 1h and 1d.
    pub fn new(interval: &str, dates: TimeZone, now_ms: i64) -> Verdict<Self> {
        let length_ms = match interval {
            "1m" => Some(MINUTE_MS),
            "5m" => Some(5 * MINUTE_MS),
            "15m" => Some(15 * MINUTE_MS),
            "30m" => Some(30 * MINUTE_MS),
            "1h" => Some(60 * MINUTE_MS),
            "1d" => None,
            _ => return Err(Refusal::Malformed("bars of an unknown length".to_owned())),
        };
        Ok(Self {
            length_ms,
            dates,
            new_york: zone(NEW_YORK)?,
            now_ms,
        })
    }

    /// The time of the bar that begins at a moment; none while it lasts, and outside the years of
    /// the calendar.
    pub fn finished(&self, begin_ms: i64) -> Option<i64> {
        if let Some(length_ms) = self.length_ms {
            let is_over = begin_ms.saturating_add(length_ms) <= self.now_ms;
            return is_over.then_some(begin_ms);
        }
        let date = date_at(begin_ms.div_euclid(1000), &self.dates)?;
        is_over(date, &self.new_york, self.now_ms).then(|| midnight_ms(date))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_783_094_400_000;

    #[test]
    fn rows_are_sorted_and_a_moment_comes_once() {
        let row = |time, close| Row {
            time,
            open: 1.0,
            high: 2.0,
            low: 0.5,
            close,
            volume: 7.0,
        };
        let columns = columns(vec![row(2, 1.2), row(1, 1.1), row(2, 1.3)]);
        assert_eq!((columns.time, columns.close), (vec![1, 2], vec![1.1, 1.2]));
        assert_eq!((columns.volume, columns.low), (vec![7.0; 2], vec![0.5; 2]));
    }

    #[test]
    fn a_bar_counts_from_its_end_on() {
        let zone = zone(NEW_YORK).unwrap();
        let minutes = Clockwork::new("5m", zone.clone(), NOON).unwrap();
        assert_eq!(minutes.finished(NOON - 300_000), Some(NOON - 300_000));
        assert_eq!(minutes.finished(NOON - 299_999), None);
        assert_eq!(minutes.finished(i64::MAX), None);
        // 2026-07-03 at 12:00 New York is 16:00 UTC.
        let days = Clockwork::new("1d", zone.clone(), NOON).unwrap();
        let midnight = NOON - 16 * 3_600_000;
        assert_eq!(days.finished(midnight + 4 * 3_600_000), None);
        assert_eq!(days.finished(midnight), Some(midnight - 86_400_000));
        assert_eq!(days.finished(i64::MAX), None);
        assert!(Clockwork::new("1wk", zone, NOON).is_err());
    }
}
