//! Portfolios from a tree of similar assets: no inverse of a covariance, and no optimiser.
//!
//! They are long-only and know no bounds or groups.

mod herc;
mod hrp;
mod leaves;
pub mod linkage;

pub use herc::herc;
pub use hrp::hrp;

use super::estimate::correlation::of_covariance;
use super::matrix::Square;
use super::problem::check_count;
use super::refusal::{Input, Refusal};
use crate::measure::finite;

/// How the leaves of the tree stand in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeafOrder {
    /// As merged: of two branches the one that formed first stands left (PyPortfolioOpt).
    AsMerged,
    /// With neighbours as close as turning the branches makes them (Bar-Joseph, Gifford and
    /// Jaakkola 2001, as scipy does it and skfolio uses it).
    Optimal,
}

/// `sqrt((1 - correlation) / 2)`: 0 for assets that move as one, 1 for opposites.
pub fn distances(covariance: &Square) -> Result<Square, Refusal> {
    check_count(covariance.size()).map_err(Refusal::from)?;
    let fine = covariance.cells().iter().all(|c| finite(*c).is_ok());
    if !fine {
        return Err(Input::Number {
            what: "a covariance",
        }
        .into());
    }
    let correlation = of_covariance(covariance)?;
    let distance = |i, j| ((1.0 - correlation.at(i, j)) / 2.0).sqrt();
    Ok(Square::symmetric(covariance.size(), distance))
}

/// Variance of a cluster whose members weigh inversely to their variance, and those weights.
fn cluster(covariance: &Square, members: &[usize]) -> (f64, Vec<f64>) {
    let inverse: Vec<f64> = members
        .iter()
        .map(|i| 1.0 / covariance.at(*i, *i))
        .collect();
    let total: f64 = inverse.iter().sum();
    let weights: Vec<f64> = inverse.iter().map(|w| w / total).collect();
    (covariance.part(members).form(&weights), weights)
}

/// Share of the left of two clusters, by the risk of the right one.
fn left_share(left: f64, right: f64) -> f64 {
    1.0 - left / (left + right)
}

fn finite_weights(weights: Vec<f64>) -> Result<Vec<f64>, Refusal> {
    weights.iter().try_for_each(|w| finite(*w).map(drop))?;
    Ok(weights)
}
