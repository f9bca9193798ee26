//! Weekly and monthly bars out of daily ones.

use sandbourse_kernels::calendar::civil::{Date, weekday};
use sandbourse_kernels::calendar::day_of;

use crate::bindings::sandbourse::platform::types::Columns;

/// The length of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    /// One session.
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
}

/// The accepted words, for error messages.
pub const RULE: &str = "one of 1d, 1wk, 1mo";

impl Interval {
    /// Reads one of the words of [`RULE`].
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "1d" => Some(Self::Day),
            "1wk" => Some(Self::Week),
            "1mo" => Some(Self::Month),
            _ => None,
        }
    }

    /// A number that is the same for all days of one bar and grows with time.
    fn bucket(self, day: i64) -> i64 {
        match self {
            Self::Day => day,
            Self::Week => day - weekday(day),
            Self::Month => {
                let date = Date::of(day);
                date.year * 12 + date.month
            }
        }
    }
}

/// Joins daily bars, oldest first, into bars of `interval`.
///
/// A joined bar has the date of its first session, the first open, the highest high, the lowest
/// low, the last close and the sum of the volumes.
pub fn aggregated(daily: Columns, interval: Interval) -> Columns {
    if interval == Interval::Day {
        return daily;
    }
    let mut joined = Columns {
        time: vec![],
        open: vec![],
        high: vec![],
        low: vec![],
        close: vec![],
        volume: vec![],
    };
    let mut current = None;
    for row in 0..daily.time.len() {
        let bucket = interval.bucket(day_of(daily.time[row]));
        if current == Some(bucket) {
            extend_last(&mut joined, &daily, row);
        } else {
            push(&mut joined, &daily, row);
            current = Some(bucket);
        }
    }
    joined
}

fn push(joined: &mut Columns, daily: &Columns, row: usize) {
    joined.time.push(daily.time[row]);
    joined.open.push(daily.open[row]);
    joined.high.push(daily.high[row]);
    joined.low.push(daily.low[row]);
    joined.close.push(daily.close[row]);
    joined.volume.push(daily.volume[row]);
}

fn extend_last(joined: &mut Columns, daily: &Columns, row: usize) {
    let last = joined.time.len() - 1;
    joined.high[last] = joined.high[last].max(daily.high[row]);
    joined.low[last] = joined.low[last].min(daily.low[row]);
    joined.close[last] = daily.close[row];
    joined.volume[last] += daily.volume[row];
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandbourse_kernels::calendar::midnight_ms;

    fn daily(first: Date, count: i64) -> Columns {
        let day = first.day_number();
        let price: Vec<f64> = (0..count).map(|n| (n + 1) as f64).collect();
        Columns {
            time: (0..count).map(|n| midnight_ms(day + n)).collect(),
            open: price.clone(),
            high: price.iter().map(|p| p + 0.5).collect(),
            low: price.iter().map(|p| p - 0.5).collect(),
            volume: vec![10.0; price.len()],
            close: price,
        }
    }

    #[test]
    fn a_week_runs_from_monday_to_sunday() {
        // 2024-01-03 is a Wednesday: five days of that week, seven of the next, two more.
        let weeks = aggregated(daily(Date::new(2024, 1, 3), 14), Interval::Week);
        assert_eq!(weeks.volume, [50.0, 70.0, 20.0]);
        assert_eq!(weeks.open, [1.0, 6.0, 13.0]);
        assert_eq!(weeks.close, [5.0, 12.0, 14.0]);
        assert_eq!((weeks.high[1], weeks.low[1]), (12.5, 5.5));
    }

    #[test]
    fn a_month_is_a_calendar_month_dated_by_its_first_session() {
        let months = aggregated(daily(Date::new(2023, 12, 30), 34), Interval::Month);
        let dates: Vec<Date> = months
            .time
            .iter()
            .map(|&time| Date::of(day_of(time)))
            .collect();
        assert_eq!(
            dates,
            [
                Date::new(2023, 12, 30),
                Date::new(2024, 1, 1),
                Date::new(2024, 2, 1)
            ]
        );
    }

    #[test]
    fn daily_bars_stay_as_they_are() {
        let bars = daily(Date::new(2024, 1, 1), 3);
        assert_eq!(aggregated(bars.clone(), Interval::Day).close, bars.close);
    }
}
