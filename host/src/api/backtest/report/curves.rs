//! Curves of an answer, and what is drawn of them: the fall below the peak, returns by month,
//! the Sharpe ratio of a moving window.

use std::collections::BTreeMap;

use serde_json::Value;

/// Values in time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// RFC 3339, ascending.
    pub time: Vec<String>,
    /// As many as times.
    pub value: Vec<f64>,
}

impl Curve {
    /// Reads `{time, value}`; a point without either is left out.
    pub fn read(curve: &Value) -> Self {
        let column = |name: &str| curve[name].as_array().into_iter().flatten();
        let points = column("time").zip(column("value"));
        let points = points.filter_map(|(time, value)| Some((time.as_str()?, value.as_f64()?)));
        let (time, value) = points.map(|(time, value)| (time.to_owned(), value)).unzip();
        Self { time, value }
    }
}

/// How far each value is below the highest so far, in percent: 0 at a peak, −20 a fifth below.
/// 0 while nothing above zero was reached.
pub fn below_peak(values: &[f64]) -> Vec<f64> {
    let mut peak = 0.0_f64;
    let fall = |value: &f64| {
        peak = peak.max(*value);
        if peak > 0.0 {
            (value / peak - 1.0) * 100.0
        } else {
            0.0
        }
    };
    values.iter().map(fall).collect()
}

/// The Sharpe ratio of the last `window` returns at each value, scaled to `year` returns a year,
/// without a risk-free rate: mean over sample deviation times the root of `year`. None before the
/// window is full, and where the returns do not vary.
pub fn rolling_sharpe(values: &[f64], window: usize, year: f64) -> Vec<Option<f64>> {
    let returns = values.windows(2).map(|pair| pair[1] / pair[0] - 1.0);
    let returns: Vec<f64> = returns.collect();
    let sharpes = returns
        .windows(window.max(2))
        .map(|window| sharpe(window, year));
    let empty = (values.len() + 1).saturating_sub(sharpes.len() + 1);
    std::iter::repeat_n(None, empty).chain(sharpes).collect()
}

fn sharpe(returns: &[f64], year: f64) -> Option<f64> {
    let count = returns.len() as f64;
    let mean = returns.iter().sum::<f64>() / count;
    let squares: f64 = returns.iter().map(|value| (value - mean).powi(2)).sum();
    let deviation = (squares / (count - 1.0)).sqrt();
    // What rounding leaves of a constant return is no deviation.
    let varies = deviation > 1e-12 * mean.abs().max(1e-12);
    let ratio = mean / deviation * year.sqrt();
    (varies && ratio.is_finite()).then_some(ratio)
}

/// Returns of one year in percent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Year {
    /// January to December; none where the curve has no such month.
    pub months: [Option<f64>; 12],
    /// Of all the months together.
    pub total: Option<f64>,
}

/// Returns by year and month, each from the last value of the month before it; the first month
/// counts from the first value.
pub fn by_month(curve: &Curve) -> BTreeMap<u16, Year> {
    let mut years: BTreeMap<u16, Year> = BTreeMap::new();
    let mut spans: Vec<(u16, usize, f64, f64)> = Vec::new();
    let mut last = curve.value.first().copied().unwrap_or_default();
    for (time, value) in curve.time.iter().zip(&curve.value) {
        let Some((year, month)) = month_of(time) else {
            continue;
        };
        match spans
            .last_mut()
            .filter(|span| (span.0, span.1) == (year, month))
        {
            Some(span) => span.3 = *value,
            None => spans.push((year, month, last, *value)),
        }
        last = *value;
    }
    for (year, month, from, to) in &spans {
        years.entry(*year).or_default().months[*month] = change(*from, *to);
    }
    for (year, of) in &mut years {
        let mut within = spans.iter().filter(|span| span.0 == *year);
        let from = within.next().map(|first| (first.2, first.3));
        let to = within.next_back().map(|last| last.3);
        of.total = from.and_then(|(from, first)| change(from, to.unwrap_or(first)));
    }
    years
}

/// Year, and month from 0.
fn month_of(time: &str) -> Option<(u16, usize)> {
    let year = time.get(..4)?.parse().ok()?;
    let month: usize = time.get(5..7)?.parse().ok()?;
    (1..=12).contains(&month).then(|| (year, month - 1))
}

fn change(from: f64, to: f64) -> Option<f64> {
    (from > 0.0).then(|| (to / from - 1.0) * 100.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn curve(points: &[(&str, f64)]) -> Curve {
        let (time, value) = points
            .iter()
            .map(|(time, value)| ((*time).to_owned(), *value))
            .unzip();
        Curve { time, value }
    }

    #[test]
    fn points_without_a_value_are_left_out() {
        let read = Curve::read(&json!({"time": ["a", "b", 3], "value": [1, null, 2]}));
        assert_eq!(read, curve(&[("a", 1.0)]));
        assert_eq!(Curve::read(&json!(null)), Curve::default());
    }

    #[test]
    fn a_fall_is_counted_from_the_highest_so_far() {
        let falls = below_peak(&[100.0, 80.0, 125.0, 100.0]);
        assert!((falls[1] + 20.0).abs() < 1e-9 && (falls[3] + 20.0).abs() < 1e-9);
        assert_eq!(below_peak(&[-1.0, 0.0]), [0.0, 0.0]);
    }

    #[test]
    fn months_count_from_the_end_of_the_one_before() {
        let years = by_month(&curve(&[
            ("2019-12-30", 100.0),
            ("2019-12-31", 110.0),
            ("2020-01-15", 99.0),
            ("2020-01-31", 121.0),
            ("2020-03-02", 60.5),
        ]));
        let close =
            |found: Option<f64>, wanted: f64| assert!((found.unwrap() - wanted).abs() < 1e-9);
        close(years[&2019].months[11], 10.0);
        close(years[&2020].months[0], 10.0);
        assert_eq!(years[&2020].months[1], None);
        close(years[&2020].months[2], -50.0);
        close(years[&2020].total, -45.0);
    }

    #[test]
    fn a_month_after_ruin_has_no_return() {
        let years = by_month(&curve(&[("2020-01-01", 0.0), ("2020-02-01", 5.0)]));
        assert_eq!(years[&2020].months[1], None);
    }

    #[test]
    fn a_window_that_does_not_vary_has_no_sharpe_ratio() {
        let growth: Vec<f64> = (0..40).map(|n| 1.01_f64.powi(n)).collect();
        assert!(
            rolling_sharpe(&growth, 10, 252.0)
                .iter()
                .all(Option::is_none)
        );
        let found = rolling_sharpe(&[1.0, 1.1, 1.1, 1.21], 2, 4.0);
        // Returns 0.1 and 0: mean 0.05, deviation 0.0707, so 0.7071 times the root of 4.
        assert!((found[2].unwrap() - 2.0_f64.sqrt()).abs() < 1e-9);
        assert_eq!((found.len(), found[1]), (4, None));
    }

    proptest! {
        #[test]
        fn no_curve_breaks_anything(values in proptest::collection::vec(-1e9..1e9_f64, 0..60), window in 0..80usize) {
            prop_assert_eq!(rolling_sharpe(&values, window, 252.0).len(), values.len());
            prop_assert!(below_peak(&values).iter().all(|fall| fall.is_finite()));
        }
    }
}
