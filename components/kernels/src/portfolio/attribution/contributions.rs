//! Where the risk of a portfolio comes from: parts that add up to the whole (Litterman 1996).

use super::paths::constant_mix;
use super::{same_length, volatility};
use crate::benchmark;
use crate::measure::{Undefined, finite, ratio};
use crate::portfolio::estimate::observations;
use crate::portfolio::matrix::Square;
use crate::portfolio::refusal::{Input, Refusal};

/// The parts of one total.
#[derive(Debug, Clone, PartialEq)]
pub struct Contributions {
    /// How much the total grows for one unit more of each weight.
    pub marginal: Vec<f64>,
    /// Weight times marginal; their sum is the total.
    pub absolute: Vec<f64>,
    /// Absolute over total; their sum is 1.
    pub share: Vec<f64>,
    /// The total.
    pub total: f64,
}

impl Contributions {
    fn new(weights: &[f64], marginal: Vec<f64>, total: f64) -> Result<Self, Refusal> {
        let absolute: Vec<f64> = weights.iter().zip(&marginal).map(|(w, m)| w * m).collect();
        let part = |a: &f64| ratio(*a, total, Undefined::ZeroVariance);
        let share = absolute.iter().map(part).collect::<Result<_, _>>()?;
        marginal.iter().try_for_each(|m| finite(*m).map(drop))?;
        Ok(Self {
            marginal,
            absolute,
            share,
            total,
        })
    }
}

/// Parts of the volatility: marginal `(Sw)_i / sqrt(w'Sw)`.
pub fn to_volatility(weights: &[f64], covariance: &Square) -> Result<Contributions, Refusal> {
    let total = volatility(weights, covariance)?;
    if total == 0.0 {
        return Err(Undefined::ZeroVariance.into());
    }
    let pulls = covariance.times(weights);
    let marginal = pulls.into_iter().map(|p| p / total).collect();
    Contributions::new(weights, marginal, total)
}

/// Parts of the historical expected shortfall, as a return (a loss is negative): marginal is
/// the mean return of each asset over the periods in the portfolio's tail.
///
/// The tail is that of [`crate::tail::historical_shortfall`]: every period at or below the
/// interpolated `1 - confidence` quantile of the rebalanced portfolio's returns.
pub fn to_shortfall(
    weights: &[f64],
    columns: &[&[f64]],
    confidence: f64,
) -> Result<Contributions, Refusal> {
    if !(confidence > 0.0 && confidence < 1.0) {
        return Err(Input::Number { what: "confidence" }.into());
    }
    let path = constant_mix(weights, columns)?;
    let limit = crate::tail::historical_var(&crate::tail::sorted(&path), confidence)?;
    let tail: Vec<usize> = (0..path.len()).filter(|t| path[*t] <= limit).collect();
    let mean = |values: &[f64]| -> f64 {
        tail.iter().map(|t| values[*t]).sum::<f64>() / tail.len() as f64
    };
    let marginal = columns.iter().map(|column| mean(column)).collect();
    Contributions::new(weights, marginal, finite(mean(&path))?)
}

/// Parts of the beta to a benchmark: marginal is the beta of each asset.
pub fn to_beta(
    weights: &[f64],
    columns: &[&[f64]],
    market: &[f64],
) -> Result<Contributions, Refusal> {
    same_length("weights", weights.len(), columns.len())?;
    let periods = observations(columns)?;
    same_length("benchmark", market.len(), periods)?;
    let beta = |column: &&[f64]| benchmark::beta(column, market);
    let marginal = columns.iter().map(beta).collect::<Result<Vec<f64>, _>>()?;
    let total = weights.iter().zip(&marginal).map(|(w, b)| w * b).sum();
    Contributions::new(weights, marginal, finite(total)?)
}

/// Covariance of each asset with the portfolio over the portfolio's variance.
pub fn betas_to_portfolio(weights: &[f64], covariance: &Square) -> Result<Vec<f64>, Refusal> {
    let total = volatility(weights, covariance)?;
    let beta = |pull: &f64| ratio(*pull, total * total, Undefined::ZeroVariance);
    let betas: Result<Vec<f64>, Undefined> = covariance.times(weights).iter().map(beta).collect();
    Ok(betas?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: [f64; 5] = [0.01, -0.02, 0.03, -0.04, 0.00];
    const Y: [f64; 5] = [0.02, -0.01, 0.01, -0.03, 0.01];

    #[test]
    fn parts_add_up_to_the_whole() {
        let covariance = Square::from_rows(&[[0.04, 0.01], [0.01, 0.09]]).unwrap();
        let found = to_volatility(&[0.7, 0.3], &covariance).unwrap();
        let sum: f64 = found.absolute.iter().sum();
        assert!((sum - found.total).abs() < 1e-16);
        assert!((found.share.iter().sum::<f64>() - 1.0).abs() < 1e-15);
        let found = to_shortfall(&[0.5, 0.5], &[&X, &Y], 0.8).unwrap();
        assert!((found.absolute.iter().sum::<f64>() - found.total).abs() < 1e-16);
        assert!(found.total < 0.0);
        let found = to_beta(&[0.5, 0.5], &[&X, &Y], &X).unwrap();
        assert!((found.marginal[0] - 1.0).abs() < 1e-14);
    }

    #[test]
    fn a_portfolio_without_risk_has_no_parts() {
        let covariance = Square::symmetric(2, |_, _| 0.0);
        let refusal = to_volatility(&[0.5, 0.5], &covariance);
        assert_eq!(refusal, Err(Undefined::ZeroVariance.into()));
        let refusal = to_shortfall(&[0.5], &[&X], f64::NAN).unwrap_err();
        assert_eq!(refusal.code(), "invalid_input");
    }
}
