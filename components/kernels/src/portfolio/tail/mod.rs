//! Portfolios with the least loss in the tail: conditional value at risk, conditional drawdown
//! at risk and semivariance, over the returns that were.

mod drawdowns;
mod interior;
mod losses;
mod semivariance;

pub use semivariance::{minimum_semivariance, semivariance};

use super::estimate::observations;
use super::matrix::{Square, dot};
use super::mean_variance::greatest_return;
use super::problem::Problem;
use super::quadratic::{Limit, Quadratic};
use super::refusal::{Infeasible, Input, Refusal};
use crate::measure::{Measure, Undefined, at_least, finite};
use crate::sum::sum_by;

/// How far each limit is widened for the interior method, which needs room on its inner side;
/// the answer is put back into the limits as they are.
const ROOM: f64 = 1e-9;

/// What happened before, and what is asked of it.
#[derive(Debug, Clone, Copy)]
pub struct Scenarios<'a> {
    /// Simple returns, one slice an asset, aligned.
    pub columns: &'a [&'a [f64]],
    /// The share of outcomes that is not the tail, from 0 up to below 1, such as 0.95.
    pub confidence: f64,
    /// The least expected return, in the unit of the problem's `mu`.
    pub target: Option<f64>,
}

/// Least mean of the worst `1 - confidence` of the period returns (Rockafellar and Uryasev
/// 2000), solved as a linear program. The problem's covariance is not looked at.
pub fn minimum_cvar(problem: &Problem, scenarios: &Scenarios<'_>) -> Result<Vec<f64>, Refusal> {
    let ready = Ready::new(problem, scenarios)?;
    let program = losses::Losses::new(&ready, None);
    ready.settle(problem, interior::minimise(program)?)
}

/// Least mean of the deepest `1 - confidence` of the drawdowns of the uncompounded returns
/// (Chekhlov, Uryasev and Zabarankin 2005), solved as a linear program.
pub fn minimum_cdar(problem: &Problem, scenarios: &Scenarios<'_>) -> Result<Vec<f64>, Refusal> {
    let ready = Ready::new(problem, scenarios)?;
    let program = drawdowns::Drawdowns::new(&ready);
    ready.settle(problem, interior::minimise(program)?)
}

/// Long-only weights at which contributions to the conditional value at risk are proportional
/// to `budgets`, all above 0: least `cvar(y) - sum(b ln y)`, divided by its sum. Bounds and
/// groups are not looked at.
pub fn cvar_budgets(scenarios: &Scenarios<'_>, budgets: &[f64]) -> Result<Vec<f64>, Refusal> {
    let n = scenarios.columns.len();
    if budgets.len() != n {
        return Err(Input::Length {
            what: "risk budgets",
            found: budgets.len(),
            expected: n,
        }
        .into());
    }
    let total: f64 = budgets.iter().sum();
    if !total.is_finite() || budgets.iter().any(|b| b.is_nan() || b / total < 1e-9) {
        return Err(Input::Number {
            what: "a risk budget",
        }
        .into());
    }
    let share = budgets.iter().map(|b| b / total).collect();
    let names = vec![String::new(); n];
    let free = Problem::long_only(names, vec![0.0; n], Square::symmetric(n, |_, _| 0.0));
    let ready = Ready::new(&free, scenarios)?;
    let found = interior::minimise(losses::Losses::new(&ready, Some(share)))?;
    let sum: f64 = found[..n].iter().sum();
    let weights: Vec<f64> = found[..n].iter().map(|w| w / sum).collect();
    weights.iter().try_for_each(|w| finite(*w).map(drop))?;
    Ok(weights)
}

/// Mean of the largest `1 - confidence` of `losses`, the last of them in part (Rockafellar and
/// Uryasev 2002); a loss is positive.
pub fn conditional_loss(losses: &[f64], confidence: f64) -> Measure {
    at_least(losses.len(), 1)?;
    let mut sorted = losses.to_vec();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let mass = (1.0 - confidence.clamp(0.0, 1.0)) * losses.len() as f64;
    if mass < 1.0 {
        return finite(sorted[0]);
    }
    let whole = (mass + 1e-9).floor() as usize;
    let whole = whole.min(sorted.len());
    let part = mass - whole as f64;
    let rest = if part > 1e-9 {
        sorted.get(whole).map_or(0.0, |loss| part * loss)
    } else {
        0.0
    };
    finite((sum_by(&sorted[..whole], |x| x) + rest) / mass)
}

/// How far the running sum of `returns` is below its highest so far, which starts at 0; the
/// uncompounded drawdown, positive.
pub fn uncompounded_drawdowns(returns: &[f64]) -> Vec<f64> {
    let mut depth = 0.0;
    let step = |r: &f64| {
        depth -= r;
        if depth < 0.0 {
            depth = 0.0;
        }
        depth
    };
    returns.iter().map(step).collect()
}

/// A checked question in the units of the interior method.
struct Ready {
    /// Returns by period: `assets` numbers each, divided by their size.
    rows: Vec<f64>,
    /// That size: the root of the mean square of all returns.
    size: f64,
    assets: usize,
    confidence: f64,
    /// All inequalities with some room; the sum of one is apart.
    limits: Vec<Limit>,
    start: Vec<f64>,
}

impl Ready {
    fn new(problem: &Problem, scenarios: &Scenarios<'_>) -> Result<Self, Refusal> {
        problem.check()?;
        let periods = observations(scenarios.columns)?;
        let assets = scenarios.columns.len();
        if assets != problem.assets() {
            return Err(Input::Length {
                what: "returns",
                found: assets,
                expected: problem.assets(),
            }
            .into());
        }
        let confidence = scenarios.confidence;
        if !(0.0..=0.9999).contains(&confidence) {
            return Err(Input::Number { what: "confidence" }.into());
        }
        let limits = limits(problem, scenarios.target)?;
        let start = nearest(problem, &limits, &vec![1.0 / assets as f64; assets])?;
        let widened = |limit: &Limit| Limit {
            floor: limit.floor - ROOM,
            ..limit.clone()
        };
        let size = size(scenarios.columns, periods)?;
        let period = |t: usize| scenarios.columns.iter().map(move |column| column[t] / size);
        Ok(Self {
            rows: (0..periods).flat_map(period).collect(),
            size,
            assets,
            confidence,
            limits: limits[1..].iter().map(widened).collect(),
            start,
        })
    }

    fn periods(&self) -> usize {
        self.rows.len() / self.assets
    }

    fn row(&self, period: usize) -> &[f64] {
        &self.rows[period * self.assets..(period + 1) * self.assets]
    }

    /// What one unit of loss beyond the tail's start costs.
    fn tail_cost(&self) -> f64 {
        1.0 / ((1.0 - self.confidence) * self.periods() as f64)
    }

    /// The weights within `found`, put back into the limits.
    fn settle(&self, problem: &Problem, found: Vec<f64>) -> Result<Vec<f64>, Refusal> {
        let mut limits = problem.limits();
        limits.extend(self.limits.iter().skip(limits.len() - 1).cloned());
        nearest(problem, &limits, &found[..self.assets])
    }
}

/// The limits of the problem and, last, the target return.
fn limits(problem: &Problem, target: Option<f64>) -> Result<Vec<Limit>, Refusal> {
    let mut limits = problem.limits();
    let Some(target) = target else {
        return Ok(limits);
    };
    finite(target).map_err(|_| Input::Number {
        what: "target return",
    })?;
    let most = greatest_return(problem)?;
    if target > most + 1e-9 * (1.0 + most.abs()) {
        return Err(Infeasible::TargetReturn { target, most }.into());
    }
    let target = if target < most { target } else { most };
    let size = super::mean_variance::largest(&problem.mu);
    if size > 0.0 {
        let unit = problem.mu.iter().map(|m| m / size).collect();
        limits.push(Limit::at_least(unit, target / size - 1e-12));
    }
    Ok(limits)
}

/// The allowed portfolio closest to `weights`.
fn nearest(problem: &Problem, limits: &[Limit], weights: &[f64]) -> Result<Vec<f64>, Refusal> {
    let unit = Square::symmetric(weights.len(), |i, j| f64::from(u8::from(i == j)));
    let quadratic = Quadratic::of(&unit).ok_or(Undefined::NotConverged)?;
    let pull: Vec<f64> = weights.iter().map(|w| -w).collect();
    let found = quadratic.minimise(&pull, limits);
    found.map_err(|failure| problem.explain(failure))
}

/// The root of the mean square of all returns.
fn size(columns: &[&[f64]], periods: usize) -> Result<f64, Undefined> {
    let squares: f64 = columns.iter().map(|column| dot(column, column)).sum();
    let size = finite((squares / (columns.len() * periods) as f64).sqrt())?;
    if size == 0.0 {
        return Err(Undefined::ZeroVariance);
    }
    Ok(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_loss_of_the_tail_counts_in_part() {
        let losses = [0.01, 0.05, -0.02, 0.03];
        assert_eq!(conditional_loss(&losses, 0.5), Ok(0.04));
        let third = conditional_loss(&losses, 0.625).unwrap();
        assert!((third - (0.05 + 0.5 * 0.03) / 1.5).abs() < 1e-15);
        assert_eq!(conditional_loss(&losses, 0.99), Ok(0.05));
        assert_eq!(conditional_loss(&[], 0.9), Err(Undefined::InsufficientData));
    }

    #[test]
    fn a_first_loss_is_a_drawdown() {
        let depths = uncompounded_drawdowns(&[-0.5, 0.25, 0.5, -0.125]);
        assert_eq!(depths, [0.5, 0.25, 0.0, 0.125]);
    }
}
