//! Reward for risk: Sharpe, Sortino, Omega and their relatives.
//!
//! `rate` is the risk-free return of one period and `periods` the periods of a year.

use crate::measure::{Measure, Undefined, at_least, finite, ratio};
use crate::moments::{
    autocorrelation, kurtosis_sample, mean, skew_sample, spread, standard_deviation,
};
use crate::normal;
use crate::sum::{gain, loss, sum_by};

/// Annual volatility `std(r, ddof 1) * sqrt(periods)`, as a fraction.
pub fn volatility(returns: &[f64], periods: f64) -> Measure {
    finite(standard_deviation(returns, 1)? * periods.sqrt())
}

/// Annual downside deviation `sqrt(sum(min(r - rate, 0)^2) / n * periods)` over all `n`
/// periods (Sortino and Price 1994).
pub fn downside_deviation(returns: &[f64], rate: f64, periods: f64) -> Measure {
    at_least(returns.len(), 1)?;
    let squares = sum_by(returns, |r| loss(r - rate) * loss(r - rate));
    finite((squares / returns.len() as f64 * periods).sqrt())
}

/// `mean(r - rate) / std(r, ddof 1) * sqrt(periods)` (Sharpe 1994).
pub fn sharpe(returns: &[f64], rate: f64, periods: f64) -> Measure {
    let deviation = spread(returns, 1)?;
    finite((mean(returns)? - rate) / deviation * periods.sqrt())
}

/// `mean(r - rate) * periods` over [`downside_deviation`]; undefined without a loss.
pub fn sortino(returns: &[f64], rate: f64, periods: f64) -> Measure {
    at_least(returns.len(), 2)?;
    let downside = downside_deviation(returns, rate, periods)?;
    ratio(
        (mean(returns)? - rate) * periods,
        downside,
        Undefined::NoLosses,
    )
}

/// Gains above `rate` over losses below it, `sum(max(r-rate,0)) / sum(max(rate-r,0))`
/// (Keating and Shadwick 2002).
pub fn omega(returns: &[f64], rate: f64) -> Measure {
    at_least(returns.len(), 2)?;
    let gains = sum_by(returns, |r| gain(r - rate));
    let losses = sum_by(returns, |r| gain(rate - r));
    ratio(gains, losses, Undefined::NoLosses)
}

/// `sum(r) / |sum of losses|` (Schwager 2012).
pub fn gain_to_pain(returns: &[f64]) -> Measure {
    at_least(returns.len(), 2)?;
    let losses = -sum_by(returns, loss);
    ratio(sum_by(returns, |r| r), losses, Undefined::NoLosses)
}

/// `mean(r) / std(r, ddof 1)`, not annualised.
pub fn risk_return(returns: &[f64]) -> Measure {
    sharpe(returns, 0.0, 1.0)
}

/// What a series' memory adds to its spread over time (Lo 2002, for a first-order process):
/// `sqrt(1 + 2 * sum over k of (n - k)/n * |rho|^k)`, at least 1.
pub fn autocorrelation_penalty(returns: &[f64]) -> Measure {
    let rho = autocorrelation(returns)?.abs();
    let n = returns.len();
    let (mut power, mut total) = (1.0, 0.0);
    for k in 1..n {
        power *= rho;
        // Further terms cannot change the sum any more.
        if power < f64::EPSILON * 1e-3 {
            break;
        }
        total += (n - k) as f64 / n as f64 * power;
    }
    finite((1.0 + 2.0 * total).sqrt())
}

/// Probability that the true Sharpe ratio is above zero, given the length, skew and excess
/// kurtosis `k` of the sample (Bailey and Lopez de Prado 2012), from 0 to 1:
/// `cdf(s * sqrt(n - 1) / sqrt(1 - skew * s + (k + 2) / 4 * s^2))`, `s` per period.
pub fn probabilistic_sharpe(returns: &[f64], rate: f64) -> Measure {
    let ratio = sharpe(returns, rate, 1.0)?;
    let (skew, kurtosis) = (skew_sample(returns)?, kurtosis_sample(returns)?);
    let variance = 1.0 - skew * ratio + (kurtosis + 2.0) / 4.0 * ratio * ratio;
    if variance <= 0.0 {
        return Err(Undefined::NotFinite);
    }
    finite(normal::probability(
        ratio * ((returns.len() - 1) as f64 / variance).sqrt(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_of_a_small_series_match_hand_calculation() {
        let returns = [0.02, -0.01, 0.03, 0.0];
        let deviation = (((0.01_f64).powi(2) * 2.0 + (0.02_f64).powi(2) * 2.0) / 3.0).sqrt();
        let found = sharpe(&returns, 0.0, 252.0).unwrap();
        assert!((found - 0.01 / deviation * 252.0_f64.sqrt()).abs() < 1e-12);
        assert!((omega(&returns, 0.0).unwrap() - 5.0).abs() < 1e-12);
        assert!((gain_to_pain(&returns).unwrap() - 4.0).abs() < 1e-12);
    }

    #[test]
    fn a_series_without_losses_says_so() {
        let returns = [0.02, 0.01, 0.0];
        assert_eq!(sortino(&returns, 0.0, 252.0), Err(Undefined::NoLosses));
        assert_eq!(omega(&returns, 0.0), Err(Undefined::NoLosses));
    }

    #[test]
    fn a_constant_series_has_no_sharpe() {
        assert_eq!(
            sharpe(&[0.001; 50], 0.0, 252.0),
            Err(Undefined::ZeroVariance)
        );
    }
}
