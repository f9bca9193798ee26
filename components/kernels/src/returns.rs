//! Returns and what they compound to.
//!
//! A return is simple, `price / earlier price - 1`, as a fraction: 0.01 is 1 %.

use crate::measure::{Measure, Undefined, at_least, finite};
use crate::moments::{correlation, mean};
use crate::sum::product_by;

/// Trading days of a year, the year length of daily figures.
pub const TRADING_DAYS: f64 = 252.0;

/// `p[t] / p[t-1] - 1`; one value fewer than there are prices.
pub fn simple(prices: &[f64]) -> Vec<f64> {
    prices
        .windows(2)
        .map(|pair| pair[1] / pair[0] - 1.0)
        .collect()
}

/// `ln(p[t] / p[t-1])`; one value fewer than there are prices.
pub fn logarithmic(prices: &[f64]) -> Vec<f64> {
    prices
        .windows(2)
        .map(|pair| (pair[1] / pair[0]).ln())
        .collect()
}

/// `prod(1 + r)`; 1 for an empty slice.
pub fn growth(returns: &[f64]) -> f64 {
    product_by(returns, |r| 1.0 + r)
}

/// Total return `prod(1 + r) - 1`, as a fraction; needs one value.
pub fn cumulative(returns: &[f64]) -> Measure {
    at_least(returns.len(), 1)?;
    finite(growth(returns) - 1.0)
}

/// Compound annual growth `prod(1 + r)^(periods / n) - 1`, with `periods` returns to a year.
pub fn cagr(returns: &[f64], periods: f64) -> Measure {
    at_least(returns.len(), 1)?;
    let value = growth(returns);
    if value <= 0.0 {
        return Err(Undefined::TotalLoss);
    }
    finite(value.powf(periods / returns.len() as f64) - 1.0)
}

/// Arithmetic annual return, `periods * mean(r)`.
pub fn annual_mean(returns: &[f64], periods: f64) -> Measure {
    finite(mean(returns)? * periods)
}

/// Geometric mean of a period, `prod(1 + r)^(1/n) - 1`.
pub fn geometric_mean(returns: &[f64]) -> Measure {
    cagr(returns, 1.0)
}

/// The return of one period that compounds to `annual` over a year,
/// `(1 + annual)^(1 / periods) - 1`; `annual` must exceed -1.
pub fn period_rate(annual: f64, periods: f64) -> f64 {
    (1.0 + annual).powf(1.0 / periods) - 1.0
}

/// How straight the logarithm of the curve is: the squared correlation of the cumulated
/// `ln(1 + r)` with time, from 0 to 1.
pub fn stability(returns: &[f64]) -> Measure {
    at_least(returns.len(), 2)?;
    let mut total = 0.0;
    let step = |r: &f64| {
        total += r.ln_1p();
        total
    };
    let curve: Vec<f64> = returns.iter().map(step).collect();
    if curve.iter().any(|value| !value.is_finite()) {
        return Err(Undefined::TotalLoss);
    }
    let time: Vec<f64> = (0..curve.len()).map(|at| at as f64).collect();
    correlation(&curve, &time).map(|value| value * value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_become_one_return_fewer() {
        assert_eq!(
            simple(&[100.0, 110.0, 99.0]),
            [110.0 / 100.0 - 1.0, 99.0 / 110.0 - 1.0]
        );
        assert!(simple(&[100.0]).is_empty());
    }

    #[test]
    fn a_total_loss_has_no_growth_rate() {
        assert_eq!(cumulative(&[0.5, -1.0]), Ok(-1.0));
        assert_eq!(cagr(&[0.5, -1.0], 252.0), Err(Undefined::TotalLoss));
    }

    #[test]
    fn a_year_of_the_period_rate_is_the_annual_rate() {
        let daily = period_rate(0.02, TRADING_DAYS);
        let year = cumulative(&vec![daily; 252]).unwrap();
        assert!((year - 0.02).abs() < 1e-12);
    }
}
