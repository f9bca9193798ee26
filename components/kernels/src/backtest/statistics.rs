//! Statistics of a run under the names and definitions of backtesting.py 0.6.6.
//!
//! `_pct` is percent, `_days` calendar days, losses are negative. Annual figures compound
//! equity at the end of each day; the risk-free rate is 0.

mod equity;
pub mod trading;

use super::run::Run;
use crate::figures::inputs::Curve;
use crate::measure::Measure;

/// Milliseconds of a day.
const DAY_MS: f64 = 86_400_000.0;

/// What the statistics are made from; all columns are of equal length.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The run itself.
    pub run: &'a Run,
    /// Times of the bars in epoch milliseconds, ascending.
    pub time: &'a [i64],
    /// What holding is compared by, above zero: the close of one asset, or of several what
    /// `Market::holding` gives.
    pub close: &'a [f64],
    /// Bars before the strategy could first decide; holding is compared from there on.
    pub warm_up: usize,
}

/// A name in snake_case and its figure.
pub type Statistic = (&'static str, Measure);

/// All statistics, in the order in which the peer prints them.
pub fn all(evidence: &Evidence<'_>) -> Vec<Statistic> {
    let period_ms = period_ms(evidence.time);
    let mut statistics = equity::statistics(evidence, period_ms);
    statistics.extend(trading::statistics(evidence, period_ms));
    statistics
}

/// Equity at the end of each UTC day; bars of a day or longer each stand for themselves.
pub fn daily_equity(time: &[i64], equity: &[f64]) -> Vec<f64> {
    daily_curve(time, equity).value
}

/// The same with the midnight at which each day begins.
pub fn daily_curve(time: &[i64], equity: &[f64]) -> Curve {
    let mut days = Curve {
        time: Vec::with_capacity(equity.len()),
        value: Vec::with_capacity(equity.len()),
    };
    for (time, value) in time.iter().zip(equity) {
        let midnight = time - time.rem_euclid(DAY_MS as i64);
        match (days.time.last(), days.value.last_mut()) {
            (Some(day), Some(last)) if *day == midnight => *last = *value,
            _ => {
                days.time.push(midnight);
                days.value.push(*value);
            }
        }
    }
    days
}

/// Periods of a year: 252 days, 365 where weekends are traded, 52 weeks, 12 months or 1.
pub fn periods_per_year(time: &[i64]) -> f64 {
    match (period_ms(time) / DAY_MS).floor() as i64 {
        7 => 52.0,
        28..=31 => 12.0,
        365..=366 => 1.0,
        _ if trades_on_weekends(time) => 365.0,
        _ => 252.0,
    }
}

/// More than three fifths of the weekend bars that a full calendar would have.
fn trades_on_weekends(time: &[i64]) -> bool {
    // 1970-01-01 was a Thursday, so day 2 of the count was a Saturday.
    let weekend = |time: &&i64| matches!(time.div_euclid(DAY_MS as i64).rem_euclid(7), 2 | 3);
    time.iter().filter(weekend).count() as f64 > time.len() as f64 * (2.0 / 7.0) * 0.6
}

/// Median distance between the last hundred bars.
fn period_ms(time: &[i64]) -> f64 {
    let recent = &time[time.len().saturating_sub(100)..];
    let mut steps: Vec<i64> = recent.windows(2).map(|pair| pair[1] - pair[0]).collect();
    steps.sort_unstable();
    match steps.len() {
        0 => DAY_MS,
        n if n % 2 == 1 => steps[n / 2] as f64,
        n => (steps[n / 2 - 1] + steps[n / 2]) as f64 / 2.0,
    }
}

/// A duration in days, rounded up to whole periods as the peer does.
fn whole_periods(duration_ms: f64, period_ms: f64) -> f64 {
    (duration_ms / period_ms).ceil() * period_ms / DAY_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;

    #[test]
    fn the_year_length_follows_from_the_calendar() {
        let daily: Vec<i64> = (0..300)
            .filter(|d| !matches!(d % 7, 2 | 3))
            .map(|d| d * DAY)
            .collect();
        let always: Vec<i64> = (0..300).map(|d| d * DAY).collect();
        let weekly: Vec<i64> = (0..60).map(|w| w * 7 * DAY).collect();
        assert_eq!(periods_per_year(&daily), 252.0);
        assert_eq!(periods_per_year(&always), 365.0);
        assert_eq!(periods_per_year(&weekly), 52.0);
    }

    #[test]
    fn a_day_ends_with_its_last_bar() {
        let hours: Vec<i64> = (0..4).map(|h| h * DAY / 2).collect();
        let days = daily_curve(&hours, &[1.0, 2.0, 3.0, 4.0]);
        assert_eq!((days.time, days.value), (vec![0, DAY], vec![2.0, 4.0]));
    }
}
