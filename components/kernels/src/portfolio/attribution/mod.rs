//! What a portfolio is made of: its returns, its risk and where that risk comes from.

pub mod contributions;
pub mod paths;

use super::matrix::{Square, dot};
use super::problem::check_count;
use super::refusal::{Input, Refusal};
use crate::measure::{Measure, Undefined, finite, ratio};

/// A volatility below this share of the largest deviation is what rounding left of nothing.
const NOISE: f64 = 1e-12;
/// So is one below this, whatever the deviations: prices that stand still have deviations of
/// rounding noise themselves. Covariances here are those of a year.
const STILL: f64 = 1e-10;

/// `mu'w`.
pub fn expected_return(weights: &[f64], mu: &[f64]) -> Result<f64, Refusal> {
    same_length("expected returns", mu.len(), weights.len())?;
    Ok(finite(dot(weights, mu))?)
}

/// `sqrt(w'Sw)`, in the unit of the covariance.
pub fn volatility(weights: &[f64], covariance: &Square) -> Result<f64, Refusal> {
    same_length("covariance", covariance.size(), weights.len())?;
    let variance = finite(covariance.form(weights))?;
    Ok(if variance > 0.0 { variance.sqrt() } else { 0.0 })
}

/// The volatility as a divisor: rounding noise, by which a quotient would be an accident of the
/// last digit, counts as no risk.
fn risk_above_noise(weights: &[f64], covariance: &Square) -> Result<f64, Refusal> {
    let risk = volatility(weights, covariance)?;
    let largest = covariance.deviations().into_iter().fold(0.0, f64::max);
    if risk <= NOISE * largest || risk < STILL {
        return Err(Undefined::ZeroVariance.into());
    }
    Ok(risk)
}

/// `(mu'w - risk_free) / sqrt(w'Sw)`; without risk above rounding noise there is none.
pub fn sharpe(
    weights: &[f64],
    mu: &[f64],
    covariance: &Square,
    risk_free: f64,
) -> Result<f64, Refusal> {
    let excess = expected_return(weights, mu)? - risk_free;
    let risk = risk_above_noise(weights, covariance)?;
    Ok(ratio(excess, risk, Undefined::ZeroVariance)?)
}

/// `w'sigma / sqrt(w'Sw)`: 1 when nothing is diversified away (Choueifaty and Coignard 2008).
pub fn diversification_ratio(weights: &[f64], covariance: &Square) -> Result<f64, Refusal> {
    let risk = risk_above_noise(weights, covariance)?;
    let alone = dot(weights, &covariance.deviations());
    Ok(ratio(alone, risk, Undefined::ZeroVariance)?)
}

/// Herfindahl index, `sum(w^2)` of the weights as shares of their sizes' sum: 1 for a single
/// position, `1/n` for equal ones.
pub fn concentration(weights: &[f64]) -> Measure {
    let gross: f64 = weights.iter().map(|w| w.abs()).sum();
    let squares = dot(weights, weights);
    ratio(squares, gross * gross, Undefined::InsufficientData)
}

/// How many equal positions would be as concentrated: `1 / concentration`.
pub fn effective_assets(weights: &[f64]) -> Measure {
    ratio(1.0, concentration(weights)?, Undefined::InsufficientData)
}

/// Weights of holdings: `units * price` as shares of their sum, which must be above 0. Units
/// may be negative, prices are positive.
pub fn weights_of_holdings(units: &[f64], prices: &[f64]) -> Result<Vec<f64>, Refusal> {
    same_length("prices", prices.len(), units.len())?;
    check_count(units.len())?;
    if prices.iter().any(|p| !(*p > 0.0 && p.is_finite())) {
        return Err(Input::Number { what: "a price" }.into());
    }
    let values: Vec<f64> = units.iter().zip(prices).map(|(u, p)| u * p).collect();
    let total = finite(values.iter().sum())?;
    if total <= 0.0 {
        return Err(Undefined::TotalLoss.into());
    }
    values.iter().map(|v| Ok(finite(v / total)?)).collect()
}

pub(super) fn same_length(what: &'static str, found: usize, expected: usize) -> Result<(), Input> {
    if found == expected {
        Ok(())
    } else {
        Err(Input::Length {
            what,
            found,
            expected,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_equal_positions_count_as_four() {
        assert_eq!(effective_assets(&[0.25; 4]), Ok(4.0));
        assert_eq!(effective_assets(&[0.0, 1.0]), Ok(1.0));
        assert_eq!(effective_assets(&[]), Err(Undefined::InsufficientData));
    }

    #[test]
    fn two_equal_uncorrelated_assets_diversify_by_root_two() {
        let covariance = Square::symmetric(2, |i, j| if i == j { 0.04 } else { 0.0 });
        let found = diversification_ratio(&[0.5, 0.5], &covariance).unwrap();
        assert!((found - 2.0_f64.sqrt()).abs() < 1e-15);
        let refusal = diversification_ratio(&[0.0, 0.0], &covariance);
        assert_eq!(refusal, Err(Undefined::ZeroVariance.into()));
    }

    #[test]
    fn a_volatility_of_rounding_noise_is_no_risk() {
        let still = Square::symmetric(2, |i, j| if i == j { 1e-33 } else { 0.0 });
        let none = Err(Undefined::ZeroVariance.into());
        assert_eq!(sharpe(&[0.5; 2], &[0.02; 2], &still, 0.0), none);
        assert_eq!(diversification_ratio(&[0.5; 2], &still), none);
        let large = Square::symmetric(2, |_, _| 1e6);
        let hedged = [1e-13, 0.0];
        assert_eq!(sharpe(&hedged, &[0.02; 2], &large, 0.0), none);
        let calm = Square::symmetric(2, |i, j| if i == j { 1e-12 } else { 0.0 });
        assert!(sharpe(&[0.5; 2], &[0.02; 2], &calm, 0.0).is_ok());
    }

    #[test]
    fn holdings_weigh_by_value() {
        assert_eq!(
            weights_of_holdings(&[1.0, 3.0], &[10.0, 10.0]),
            Ok(vec![0.25, 0.75])
        );
        let none = weights_of_holdings(&[1.0, -1.0], &[10.0, 10.0]);
        assert_eq!(none, Err(Undefined::TotalLoss.into()));
        let odd = weights_of_holdings(&[1.0], &[f64::NAN]).unwrap_err();
        assert_eq!(odd.code(), "invalid_input");
    }
}
