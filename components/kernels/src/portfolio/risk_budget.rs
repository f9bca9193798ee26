//! Portfolios by risk alone: equal weights, inverse volatility, risk budgets, diversification.

use super::matrix::{Cholesky, Square, add_scaled, dot};
use super::mean_variance::maximum_sharpe;
use super::problem::{Problem, check_count};
use super::refusal::{Input, Refusal};
use crate::measure::{Undefined, finite};

/// Newton steps; from the start below ten are common.
const STEPS: usize = 200;
/// How exactly each contribution meets its budget, as a share of it.
const TOLERANCE: f64 = 1e-12;

/// `1 / n` each.
pub fn equal_weights(assets: usize) -> Result<Vec<f64>, Refusal> {
    check_count(assets)?;
    Ok(vec![1.0 / assets as f64; assets])
}

/// Weights proportional to one over the volatility.
pub fn inverse_volatility(covariance: &Square) -> Result<Vec<f64>, Refusal> {
    let deviations = spreads(covariance)?;
    let total: f64 = deviations.iter().map(|d| 1.0 / d).sum();
    let weights: Vec<f64> = deviations.iter().map(|d| 1.0 / d / total).collect();
    weights.iter().try_for_each(|w| finite(*w).map(drop))?;
    Ok(weights)
}

/// Weights at which every asset contributes the same to the variance.
pub fn risk_parity(covariance: &Square) -> Result<Vec<f64>, Refusal> {
    risk_budgets(covariance, &vec![1.0; covariance.size()])
}

/// Long-only weights at which contributions to the variance are proportional to `budgets`,
/// which are all above 0; bounds and groups are not looked at.
///
/// They minimise `y'Cy/2 - sum(b ln y)` (Spinu 2013), with `C` the correlations and `y` the
/// weights times volatility: a strictly convex function, so Newton's method finds the one
/// solution.
pub fn risk_budgets(covariance: &Square, budgets: &[f64]) -> Result<Vec<f64>, Refusal> {
    let deviations = spreads(covariance)?;
    let n = deviations.len();
    if budgets.len() != n {
        return Err(Input::Length {
            what: "risk budgets",
            found: budgets.len(),
            expected: n,
        }
        .into());
    }
    let total: f64 = budgets.iter().sum();
    if !total.is_finite() || budgets.iter().any(|b| b / total < 1e-9 || b.is_nan()) {
        return Err(Input::Number {
            what: "a risk budget",
        }
        .into());
    }
    let share: Vec<f64> = budgets.iter().map(|b| b / total).collect();
    let correlation = Square::symmetric(n, |i, j| {
        covariance.at(i, j) / (deviations[i] * deviations[j])
    });
    let loads = Barrier {
        correlation: &correlation,
        share: &share,
    }
    .minimum()?;
    let raw: Vec<f64> = loads.iter().zip(&deviations).map(|(y, d)| y / d).collect();
    let sum: f64 = raw.iter().sum();
    let weights: Vec<f64> = raw.iter().map(|w| w / sum).collect();
    weights.iter().try_for_each(|w| finite(*w).map(drop))?;
    Ok(weights)
}

struct Barrier<'a> {
    correlation: &'a Square,
    share: &'a [f64],
}

impl Barrier<'_> {
    fn value(&self, loads: &[f64]) -> f64 {
        let logs: f64 = self.share.iter().zip(loads).map(|(b, y)| b * y.ln()).sum();
        0.5 * self.correlation.form(loads) - logs
    }

    /// Damped Newton: half steps until the value falls.
    fn minimum(&self) -> Result<Vec<f64>, Undefined> {
        let mut loads: Vec<f64> = self.share.iter().map(|b| b.sqrt()).collect();
        for _ in 0..STEPS {
            let pull = self.correlation.times(&loads);
            let misses = pull.iter().zip(&loads).zip(self.share);
            let worst = misses.fold(0.0, |worst, ((p, y), b)| {
                let miss = (p * y / b - 1.0).abs();
                if miss > worst { miss } else { worst }
            });
            if worst <= TOLERANCE {
                return Ok(loads);
            }
            loads = self.step(&loads, &pull)?;
        }
        Err(Undefined::NotConverged)
    }

    fn step(&self, loads: &[f64], pull: &[f64]) -> Result<Vec<f64>, Undefined> {
        let slope: Vec<f64> = (0..loads.len())
            .map(|i| self.share[i] / loads[i] - pull[i])
            .collect();
        let hessian = Square::symmetric(loads.len(), |i, j| {
            let own = if i == j {
                self.share[i] / (loads[i] * loads[i])
            } else {
                0.0
            };
            self.correlation.at(i, j) + own
        });
        let factor = Cholesky::of(&hessian).ok_or(Undefined::NotConverged)?;
        let direction = factor.solve(&slope);
        let (here, gain) = (self.value(loads), dot(&slope, &direction));
        let mut length = 1.0;
        for _ in 0..60 {
            let mut next = loads.to_vec();
            add_scaled(&mut next, length, &direction);
            let inside = next.iter().all(|y| *y > 0.0);
            // Near the minimum the value no longer resolves the gain: a full step is right.
            if inside && (gain < 1e-9 || self.value(&next) < here - 1e-4 * length * gain) {
                return Ok(next);
            }
            length *= 0.5;
        }
        Err(Undefined::NotConverged)
    }
}

/// The portfolio with the greatest ratio of mean volatility to volatility (Choueifaty and
/// Coignard 2008), within the bounds and groups of the problem; its returns are not looked at.
pub fn maximum_diversification(problem: &Problem) -> Result<Vec<f64>, Refusal> {
    let deviations = spreads(&problem.covariance)?;
    maximum_sharpe(&Problem {
        mu: deviations,
        risk_free: 0.0,
        ..problem.clone()
    })
}

/// Volatilities, all above zero.
fn spreads(covariance: &Square) -> Result<Vec<f64>, Refusal> {
    check_count(covariance.size())?;
    if covariance.cells().iter().any(|c| !c.is_finite()) {
        return Err(Input::Number {
            what: "a covariance",
        }
        .into());
    }
    let deviations = covariance.deviations();
    if deviations.contains(&0.0) {
        return Err(Undefined::ZeroVariance.into());
    }
    Ok(deviations)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Square {
        let rows = [
            [0.04, 0.006, -0.004],
            [0.006, 0.09, 0.01],
            [-0.004, 0.01, 0.01],
        ];
        Square::from_rows(&rows).unwrap()
    }

    #[test]
    fn contributions_meet_their_budgets() {
        let budgets = [0.5, 0.2, 0.3];
        let weights = risk_budgets(&three(), &budgets).unwrap();
        let variance = three().form(&weights);
        for ((w, pull), budget) in weights.iter().zip(three().times(&weights)).zip(budgets) {
            assert!((w * pull / variance - budget).abs() < 1e-12);
        }
    }

    #[test]
    fn uncorrelated_assets_have_inverse_volatility_as_parity() {
        let covariance = Square::symmetric(3, |i, j| match i == j {
            true => [0.04, 0.09, 0.01][i],
            false => 0.0,
        });
        let parity = risk_parity(&covariance).unwrap();
        let inverse = inverse_volatility(&covariance).unwrap();
        for (a, b) in parity.iter().zip(inverse) {
            assert!((a - b).abs() < 1e-13);
        }
    }

    #[test]
    fn assets_that_cancel_have_no_parity() {
        let hedge = Square::from_rows(&[[0.04, -0.04], [-0.04, 0.04]]).unwrap();
        assert_eq!(risk_parity(&hedge), Err(Undefined::NotConverged.into()));
        let still = Square::from_rows(&[[0.04, 0.0], [0.0, 0.0]]).unwrap();
        assert_eq!(risk_parity(&still), Err(Undefined::ZeroVariance.into()));
    }

    #[test]
    fn a_budget_of_zero_is_refused() {
        let refusal = risk_budgets(&three(), &[0.5, 0.0, 0.5]).unwrap_err();
        assert_eq!(refusal.code(), "invalid_input");
    }
}
