//! A series beside its benchmark, over the moments that both have.
//!
//! `r` and `b` are returns of the same periods, in the same order; `rate` is the risk-free
//! return of one period and `periods` the periods of a year.

use crate::measure::{Measure, Undefined, at_least, finite, ratio};
use crate::moments::{correlation, covariance, mean, spread};
use crate::returns::cagr;

/// A slope below this is rounding noise: the series does not move with its benchmark.
const NO_SLOPE: f64 = 1e-10;

/// Pairs of values whose keys both series hold, in order; nothing is carried forward.
///
/// Keys ascend strictly on both sides.
pub fn join(
    keys: &[i64],
    values: &[f64],
    other_keys: &[i64],
    other: &[f64],
) -> (Vec<f64>, Vec<f64>) {
    let mut pairs = (Vec::new(), Vec::new());
    let mut at = 0;
    for (key, value) in keys.iter().zip(values) {
        while other_keys.get(at).is_some_and(|found| found < key) {
            at += 1;
        }
        if let (Some(found), Some(match_)) = (other_keys.get(at), other.get(at))
            && found == key
        {
            pairs.0.push(*value);
            pairs.1.push(*match_);
        }
    }
    pairs
}

/// `cov(r, b) / var(b)`.
pub fn beta(r: &[f64], b: &[f64]) -> Measure {
    let deviation = spread(b, 1)?;
    finite(covariance(r, b)? / (deviation * deviation))
}

/// Jensen's alpha a year, arithmetic: `periods * (mean(r - rate) - beta * mean(b - rate))`.
pub fn alpha(r: &[f64], b: &[f64], rate: f64, periods: f64) -> Measure {
    let slope = beta(r, b)?;
    finite(periods * ((mean(r)? - rate) - slope * (mean(b)? - rate)))
}

/// Jensen's alpha a year, compounded: `(1 + mean(r - rate - beta (b - rate)))^periods - 1`.
pub fn alpha_compounded(r: &[f64], b: &[f64], rate: f64, periods: f64) -> Measure {
    let daily = alpha(r, b, rate, 1.0)?;
    if daily <= -1.0 {
        return Err(Undefined::TotalLoss);
    }
    finite((1.0 + daily).powf(periods) - 1.0)
}

/// Squared correlation, from 0 to 1.
pub fn r_squared(r: &[f64], b: &[f64]) -> Measure {
    correlation(r, b).map(|value| value * value)
}

/// `std(r - b, ddof 1) * sqrt(periods)`.
pub fn tracking_error(r: &[f64], b: &[f64], periods: f64) -> Measure {
    crate::ratios::volatility(&differences(r, b), periods)
}

/// `mean(r - b) / std(r - b, ddof 1) * sqrt(periods)`; `periods` 1 leaves it per period.
pub fn information_ratio(r: &[f64], b: &[f64], periods: f64) -> Measure {
    crate::ratios::sharpe(&differences(r, b), 0.0, periods)
}

/// Annual excess return over beta, `periods * mean(r - rate) / beta` (Treynor 1965).
pub fn treynor(r: &[f64], b: &[f64], rate: f64, periods: f64) -> Measure {
    let slope = beta(r, b)?;
    if slope.abs() < NO_SLOPE {
        return Err(Undefined::ZeroVariance);
    }
    finite(periods * (mean(r)? - rate) / slope)
}

/// Annual growth on the benchmark's rising days over the benchmark's own on those days.
pub fn up_capture(r: &[f64], b: &[f64], periods: f64) -> Measure {
    capture(r, b, periods, |b| b > 0.0, Undefined::NoGains)
}

/// Annual growth on the benchmark's falling days over the benchmark's own on those days;
/// below 1 the series falls less.
pub fn down_capture(r: &[f64], b: &[f64], periods: f64) -> Measure {
    capture(r, b, periods, |b| b < 0.0, Undefined::NoLosses)
}

/// Share of the periods kept by `keep` (a test of the benchmark's return) in which the
/// series beat its benchmark, from 0 to 1.
pub fn batting_average(r: &[f64], b: &[f64], keep: impl Fn(f64) -> bool) -> Measure {
    let kept = r.iter().zip(b).filter(|(_, b)| keep(**b));
    let (mut beaten, mut count) = (0.0, 0.0);
    for (r, b) in kept {
        count += 1.0;
        beaten += if r > b { 1.0 } else { 0.0 };
    }
    ratio(beaten, count, Undefined::InsufficientData)
}

/// Whether the series bends away from its benchmark (Taleb, Canetti and others 2012): the
/// straight line between the returns on the benchmark's worst and best day, read at its
/// median day, less the return on that day. Negative is fragile.
pub fn fragility(r: &[f64], b: &[f64]) -> Measure {
    let n = r.len().min(b.len());
    at_least(n, 3)?;
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|one, other| b[*one].total_cmp(&b[*other]));
    let (worst, best) = (order[0], order[n - 1]);
    let median = order[n / 2];
    let range = b[best] - b[worst];
    let share = |distance: f64| if range == 0.0 { 0.5 } else { distance / range };
    let ends = share(b[best] - b[median]) * r[worst] + share(b[median] - b[worst]) * r[best];
    finite(ends - r[median])
}

fn capture(r: &[f64], b: &[f64], periods: f64, keep: fn(f64) -> bool, none: Undefined) -> Measure {
    at_least(r.len().min(b.len()), 2)?;
    let (r, b): (Vec<f64>, Vec<f64>) = r.iter().zip(b).filter(|(_, b)| keep(**b)).unzip();
    if b.is_empty() {
        return Err(none);
    }
    ratio(cagr(&r, periods)?, cagr(&b, periods)?, none)
}

fn differences(r: &[f64], b: &[f64]) -> Vec<f64> {
    r.iter().zip(b).map(|(r, b)| r - b).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_common_days_are_joined() {
        let (r, b) = join(
            &[1, 2, 4, 5],
            &[0.1, 0.2, 0.4, 0.5],
            &[2, 3, 4, 6],
            &[2.0, 3.0, 4.0, 6.0],
        );
        assert_eq!((r, b), (vec![0.2, 0.4], vec![2.0, 4.0]));
    }

    #[test]
    fn twice_the_benchmark_has_beta_two_and_no_alpha() {
        let b = [0.01, -0.02, 0.015, 0.003, -0.007];
        let r: Vec<f64> = b.iter().map(|b| 2.0 * b).collect();
        assert!((beta(&r, &b).unwrap() - 2.0).abs() < 1e-12);
        assert!(alpha(&r, &b, 0.0, 252.0).unwrap().abs() < 1e-12);
        assert!((r_squared(&r, &b).unwrap() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_series_that_loses_on_both_extremes_is_fragile() {
        let b = [-0.1, -0.05, 0.0, 0.05, 0.1];
        assert!(fragility(&[-0.05, 0.0, 0.01, 0.0, -0.05], &b).unwrap() < 0.0);
        assert!(fragility(&b, &b).unwrap().abs() < 1e-15);
    }

    #[test]
    fn a_flat_benchmark_gives_no_beta() {
        assert_eq!(
            beta(&[0.1, 0.2, 0.3], &[0.0; 3]),
            Err(Undefined::ZeroVariance)
        );
        assert_eq!(
            up_capture(&[0.1, 0.2], &[-0.1, -0.2], 252.0),
            Err(Undefined::NoGains)
        );
    }
}
