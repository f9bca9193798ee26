//! Longer bars out of shorter ones.

use crate::bindings::sandbourse::platform::types::Columns;
use crate::interval::Interval;

/// Joins bars as they are kept, oldest first, into bars of `interval`.
pub fn aggregated(bars: Columns, interval: Interval) -> Columns {
    if interval == interval.kept() {
        return bars;
    }
    joined(&bars, |time| interval.bucket(time))
}

/// Joins the bars, oldest first, whose times fall into the same bucket.
///
/// A joined bar has the time of its first bar, the first open, the highest high, the lowest low,
/// the last close and the sum of the volumes.
pub fn joined(bars: &Columns, bucket: impl Fn(i64) -> i64) -> Columns {
    let mut joined = Columns {
        time: vec![],
        open: vec![],
        high: vec![],
        low: vec![],
        close: vec![],
        volume: vec![],
    };
    let mut current = None;
    for row in 0..bars.time.len() {
        let bucket = Some(bucket(bars.time[row]));
        if current == bucket {
            extend_last(&mut joined, bars, row);
        } else {
            push(&mut joined, bars, row);
            current = bucket;
        }
    }
    joined
}

fn push(joined: &mut Columns, bars: &Columns, row: usize) {
    joined.time.push(bars.time[row]);
    joined.open.push(bars.open[row]);
    joined.high.push(bars.high[row]);
    joined.low.push(bars.low[row]);
    joined.close.push(bars.close[row]);
    joined.volume.push(bars.volume[row]);
}

fn extend_last(joined: &mut Columns, bars: &Columns, row: usize) {
    let last = joined.time.len() - 1;
    joined.high[last] = joined.high[last].max(bars.high[row]);
    joined.low[last] = joined.low[last].min(bars.low[row]);
    joined.close[last] = bars.close[row];
    joined.volume[last] += bars.volume[row];
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandbourse_kernels::calendar::civil::Date;
    use sandbourse_kernels::calendar::{day_of, midnight_ms};

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
    fn half_hours_are_made_of_quarters() {
        let mut quarters = daily(Date::new(2024, 1, 2), 5);
        quarters.time = (0..5).map(|n| 1_704_205_800_000 + n * 900_000).collect();
        let halves = aggregated(quarters, Interval::Minutes(30));
        assert_eq!(halves.time[1] - halves.time[0], 1_800_000);
        assert_eq!(
            (halves.close, halves.volume),
            (vec![2.0, 4.0, 5.0], vec![20.0, 20.0, 10.0])
        );
    }

    #[test]
    fn daily_bars_stay_as_they_are() {
        let bars = daily(Date::new(2024, 1, 1), 3);
        assert_eq!(aggregated(bars.clone(), Interval::Day).close, bars.close);
    }
}
