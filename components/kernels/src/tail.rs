//! Losses in the tail: quantiles, value at risk and expected shortfall.
//!
//! Results are returns, so losses are negative. `confidence` is a fraction such as 0.95.
//! Functions named `sorted` take ascending values, so that one sort serves all of them.

use crate::measure::{Measure, Undefined, at_least, finite, ratio};
use crate::moments::{mean, standard_deviation};
use crate::normal;
use crate::sum::sum;

/// An ascending copy; NaN would sort last.
pub fn sorted(xs: &[f64]) -> Vec<f64> {
    let mut copy = xs.to_vec();
    copy.sort_unstable_by(f64::total_cmp);
    copy
}

/// Linear interpolation between order statistics at `q * (n - 1)` (Hyndman and Fan 1996,
/// type 7); `q` from 0 to 1.
pub fn quantile(ascending: &[f64], q: f64) -> Measure {
    at_least(ascending.len(), 1)?;
    let at = q.clamp(0.0, 1.0) * (ascending.len() - 1) as f64;
    let low = at.floor() as usize;
    let high = (low + 1).min(ascending.len() - 1);
    finite(ascending[low] + (at - low as f64) * (ascending[high] - ascending[low]))
}

/// Historical value at risk: the `1 - confidence` quantile of the returns.
pub fn historical_var(ascending: &[f64], confidence: f64) -> Measure {
    at_least(ascending.len(), 2)?;
    quantile(ascending, 1.0 - confidence)
}

/// Historical expected shortfall: mean of the returns at or below [`historical_var`].
pub fn historical_shortfall(ascending: &[f64], confidence: f64) -> Measure {
    let limit = historical_var(ascending, confidence)?;
    let count = ascending.partition_point(|r| *r <= limit);
    mean(&ascending[..count.max(1)])
}

/// Mean of the lowest `floor((n - 1)(1 - confidence)) + 1` returns, the peer empyrical's
/// conditional value at risk.
pub fn lowest_mean(ascending: &[f64], confidence: f64) -> Measure {
    at_least(ascending.len(), 2)?;
    let count = ((ascending.len() - 1) as f64 * (1.0 - confidence)).floor() as usize + 1;
    finite(sum(&ascending[..count]) / count as f64)
}

/// Normal value at risk: `mean + z * std`, `z` the `1 - confidence` quantile, ddof 1.
pub fn normal_var(returns: &[f64], confidence: f64) -> Measure {
    let deviation = standard_deviation(returns, 1)?;
    finite(mean(returns)? + normal::quantile(1.0 - confidence) * deviation)
}

/// Normal expected shortfall: `mean - std * density(z) / (1 - confidence)`.
pub fn normal_shortfall(returns: &[f64], confidence: f64) -> Measure {
    let deviation = standard_deviation(returns, 1)?;
    let tail = 1.0 - confidence;
    finite(mean(returns)? - deviation * normal::density(normal::quantile(tail)) / tail)
}

/// `z + (z^2-1)s/6 + (z^3-3z)k/24 - (2z^3-5z)s^2/36`.
pub fn cornish_fisher_quantile(z: f64, skew: f64, kurtosis: f64) -> f64 {
    z + (z * z - 1.0) * skew / 6.0 + (z.powi(3) - 3.0 * z) * kurtosis / 24.0
        - (2.0 * z.powi(3) - 5.0 * z) * skew * skew / 36.0
}

/// Whether the expansion rises everywhere: its derivative, a quadratic in `z`, has no root
/// (Maillard 2012).
pub fn cornish_fisher_is_monotone(skew: f64, kurtosis: f64) -> bool {
    let a = kurtosis / 8.0 - skew * skew / 6.0;
    let b = skew / 3.0;
    let c = 1.0 - kurtosis / 8.0 + 5.0 * skew * skew / 36.0;
    b * b <= 4.0 * a * c && a >= 0.0 && c > 0.0
}

/// Size of the 95 % quantile over the size of the 5 % quantile; above 1 gains reach further.
pub fn tail_ratio(ascending: &[f64]) -> Measure {
    at_least(ascending.len(), 2)?;
    let (high, low) = (quantile(ascending, 0.95)?, quantile(ascending, 0.05)?);
    ratio(high.abs(), low.abs(), Undefined::NoLosses)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate_between_neighbours() {
        let xs = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(quantile(&xs, 0.5), Ok(2.5));
        assert_eq!(quantile(&xs, 0.0), Ok(1.0));
        assert_eq!(quantile(&xs, 1.0), Ok(4.0));
    }

    #[test]
    fn the_shortfall_is_never_above_the_value_at_risk() {
        let xs = sorted(&[0.01, -0.04, 0.02, -0.01, 0.0, 0.03, -0.02]);
        assert!(historical_shortfall(&xs, 0.8).unwrap() <= historical_var(&xs, 0.8).unwrap());
        assert!(normal_shortfall(&xs, 0.95).unwrap() < normal_var(&xs, 0.95).unwrap());
    }

    #[test]
    fn cornish_fisher_is_refused_outside_its_domain() {
        assert!(cornish_fisher_is_monotone(0.0, 1.0));
        assert!(!cornish_fisher_is_monotone(-1.7, 34.0));
    }
}
