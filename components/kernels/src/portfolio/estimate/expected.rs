//! Expected returns of a year, estimated from the past.

use super::{exponential_weights, observations};
use crate::measure::{Undefined, finite};
use crate::portfolio::matrix::dot;
use crate::portfolio::refusal::Refusal;
use crate::returns;

/// Compounded growth of each column, `prod(1 + r)^(periods / n) - 1`.
///
/// A column that reached zero has no growth rate: [`Undefined::TotalLoss`].
pub fn mean_historical(columns: &[&[f64]], periods: f64) -> Result<Vec<f64>, Refusal> {
    observations(columns)?;
    let one = |column: &&[f64]| Ok(returns::cagr(column, periods)?);
    columns.iter().map(one).collect()
}

/// `(1 + m)^periods - 1` with `m` the exponentially weighted mean: weights fall by
/// `1 - 2/(span + 1)` a period into the past and add up to 1.
pub fn exponential_mean(columns: &[&[f64]], span: f64, periods: f64) -> Result<Vec<f64>, Refusal> {
    let weights = exponential_weights(observations(columns)?, span)?;
    let one = |column: &&[f64]| {
        let growth = 1.0 + dot(column, &weights);
        if growth <= 0.0 {
            return Err(Undefined::TotalLoss.into());
        }
        Ok(finite(growth.powf(periods) - 1.0)?)
    };
    columns.iter().map(one).collect()
}

/// Return that beta alone explains: `risk_free + beta (market - risk_free)`, with the beta of
/// each column against `market` and the market's own compounded growth of a year.
pub fn capital_asset_pricing(
    columns: &[&[f64]],
    market: &[f64],
    risk_free: f64,
    periods: f64,
) -> Result<Vec<f64>, Refusal> {
    let mut all = columns.to_vec();
    all.push(market);
    observations(&all)?;
    let premium = finite(returns::cagr(market, periods)? - risk_free)?;
    let one = |column: &&[f64]| {
        let beta = crate::benchmark::beta(column, market)?;
        Ok(finite(risk_free + beta * premium)?)
    };
    columns.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_asset_is_expected_to_go_on() {
        let steady = [0.01; 24];
        let expected = 1.01_f64.powi(12) - 1.0;
        for found in [
            mean_historical(&[&steady], 12.0).unwrap()[0],
            exponential_mean(&[&steady], 6.0, 12.0).unwrap()[0],
        ] {
            assert!((found - expected).abs() < 1e-13);
        }
    }

    #[test]
    fn the_newest_return_weighs_most() {
        let rising = [-0.01, 0.0, 0.01];
        let falling = [0.01, 0.0, -0.01];
        let found = exponential_mean(&[&rising, &falling], 2.0, 1.0).unwrap();
        assert!((found[0] - (1.0 - 1.0 / 9.0) * 0.01 * 9.0 / 13.0).abs() < 1e-15);
        assert!((found[0] + found[1]).abs() < 1e-15);
    }

    #[test]
    fn a_ruined_asset_has_a_reason() {
        let ruined = [0.1, -1.0, 0.1];
        assert_eq!(
            mean_historical(&[&ruined], 252.0),
            Err(Undefined::TotalLoss.into())
        );
        assert_eq!(
            mean_historical(&[&[f64::NAN, 0.1]], 252.0),
            Err(Undefined::NotFinite.into())
        );
    }
}
