//! Returns explained by factors: regression, and what shocks of the factors would do.

pub mod least_squares;
pub mod student;

pub use least_squares::{Coefficient, Errors, Fit, regress};

use super::attribution::same_length;
use super::refusal::Refusal;
use crate::measure::finite;

/// What a shock of each factor would do to a portfolio.
#[derive(Debug, Clone, PartialEq)]
pub struct ShockEffect {
    /// `beta * shock` of each factor.
    pub parts: Vec<f64>,
    /// Their sum, the portfolio's return.
    pub total: f64,
}

/// Effect of `shocks` (returns of the factors) on something with `betas`, which is linear: no
/// second-order effect, and nothing that is not in the factors.
pub fn shock(betas: &[f64], shocks: &[f64]) -> Result<ShockEffect, Refusal> {
    same_length("shocks", shocks.len(), betas.len())?;
    let part = |(beta, shock): (&f64, &f64)| finite(beta * shock);
    let parts = betas
        .iter()
        .zip(shocks)
        .map(part)
        .collect::<Result<Vec<f64>, _>>()?;
    Ok(ShockEffect {
        total: finite(parts.iter().sum())?,
        parts,
    })
}

/// Betas of a portfolio from those of its assets, one slice an asset: `sum(w_i beta_i)`.
pub fn portfolio_betas(weights: &[f64], betas: &[&[f64]]) -> Result<Vec<f64>, Refusal> {
    same_length("betas", betas.len(), weights.len())?;
    let factors = betas.first().map_or(0, |first| first.len());
    let mut total = vec![0.0; factors];
    for (weight, own) in weights.iter().zip(betas) {
        same_length("betas of an asset", own.len(), factors)?;
        super::matrix::add_scaled(&mut total, *weight, own);
    }
    total.iter().try_for_each(|t| finite(*t).map(drop))?;
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Undefined;

    #[test]
    fn a_shock_works_through_every_beta() {
        let betas = portfolio_betas(&[0.5, 0.5], &[&[1.2, 0.4], &[0.8, -0.4]]).unwrap();
        let effect = shock(&betas, &[-0.2, 0.1]).unwrap();
        assert!((effect.total + 0.2).abs() < 1e-15);
        assert_eq!(effect.parts.len(), 2);
    }

    #[test]
    fn odd_shocks_have_a_reason() {
        assert_eq!(shock(&[1.0], &[f64::NAN]), Err(Undefined::NotFinite.into()));
        assert_eq!(shock(&[1.0], &[]).unwrap_err().code(), "invalid_input");
    }
}
