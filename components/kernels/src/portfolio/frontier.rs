//! The efficient frontier: least volatility for each return from the safest to the boldest.

use super::matrix::dot;
use super::mean_variance::{Prepared, greatest_return};
use super::problem::Problem;
use super::refusal::{Input, Refusal};
use crate::measure::finite;

/// More points than a chart can show.
pub const MAX_POINTS: usize = 200;

/// One portfolio of the frontier.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// `mu'w`.
    pub expected_return: f64,
    /// `sqrt(w'Sw)`.
    pub volatility: f64,
    /// The weights, which add up to 1.
    pub weights: Vec<f64>,
}

/// `points` (1 to [`MAX_POINTS`]) portfolios at equal distances of return, from the least
/// volatile one to the greatest return. One point is the least volatile portfolio.
pub fn frontier(problem: &Problem, points: usize) -> Result<Vec<Point>, Refusal> {
    if points == 0 || points > MAX_POINTS {
        return Err(Input::Number {
            what: "number of points",
        }
        .into());
    }
    let prepared = Prepared::new(problem, 0.0)?;
    let safest = prepared.minimise(&vec![0.0; problem.assets()])?;
    let mut found = vec![point(problem, safest)?];
    let (low, high) = (found[0].expected_return, greatest_return(problem)?);
    for k in 1..points {
        let target = low + (high - low) * k as f64 / (points - 1) as f64;
        found.push(point(problem, prepared.at_return(target)?)?);
    }
    Ok(found)
}

fn point(problem: &Problem, weights: Vec<f64>) -> Result<Point, Refusal> {
    let variance = problem.covariance.form(&weights);
    Ok(Point {
        expected_return: finite(dot(&problem.mu, &weights))?,
        volatility: finite(if variance > 0.0 { variance.sqrt() } else { 0.0 })?,
        weights,
    })
}
