//! The exponentially weighted variance of RiskMetrics.

mod likelihood;

pub use likelihood::{Ewma, Search, Stop, evaluate, fit};

use crate::measure::{Measure, Undefined, finite};

/// Decay of a day's weight, RiskMetrics' choice for daily returns (J.P. Morgan 1996).
pub const DECAY: f64 = 0.94;

/// Variance forecast for the day after each return:
/// `v[t+1] = decay * v[t] + (1 - decay) * r[t]^2`, with `v[0] = r[0]^2`.
///
/// A variance, in squared units of the returns; never negative.
pub fn ewma_variance(returns: &[f64], decay: f64) -> Vec<f64> {
    let start = returns.first().map_or(0.0, |r| r * r);
    let mut variance = start;
    let step = |r: &f64| {
        variance = next(variance, *r, decay);
        variance
    };
    returns.iter().map(step).collect()
}

/// The recursion's last value alone: the variance of the day after the last return.
pub fn next_variance(returns: &[f64], decay: f64) -> Measure {
    let first = returns.first().ok_or(Undefined::InsufficientData)?;
    let variance = returns
        .iter()
        .fold(first * first, |v, r| next(v, *r, decay));
    finite(variance)
}

#[inline(always)]
fn next(variance: f64, r: f64, decay: f64) -> f64 {
    decay * variance + (1.0 - decay) * r * r
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_size_of_returns_is_its_own_forecast() {
        let returns = [0.01, -0.01, 0.01, -0.01];
        for variance in ewma_variance(&returns, DECAY) {
            assert!((variance - 1e-4).abs() < 1e-18);
        }
    }

    #[test]
    fn a_shock_fades_by_the_decay() {
        let found = ewma_variance(&[0.0, 0.1, 0.0], 0.9);
        assert!((found[1] - 0.001).abs() < 1e-15);
        assert!((found[2] - 0.0009).abs() < 1e-15);
    }
}
