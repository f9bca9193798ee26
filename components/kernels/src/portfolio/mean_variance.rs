//! Portfolios that are best in return and variance (Markowitz 1952).

use super::eigen::nearest_semidefinite;
use super::matrix::{Square, dot};
use super::problem::Problem;
use super::quadratic::{Limit, Quadratic};
use super::refusal::{Infeasible, Input, Refusal};
use crate::measure::{Undefined, finite};

/// What is added to the diagonal of a covariance without inverse, as a share of it: far below
/// the error of any estimate, and it makes the answer unique (equal assets weigh the same).
const RIDGE: f64 = 1e-9;
/// Rounds of the search for the greatest return.
const ROUNDS: i32 = 10;
/// Steps of the search for a volatility; each at least halves the range.
const HALVINGS: usize = 100;

/// A checked problem with its factor, so that many targets share one preparation.
pub(super) struct Prepared<'a> {
    problem: &'a Problem,
    quadratic: Quadratic,
    limits: Vec<Limit>,
    /// The covariance was divided by this.
    scale: f64,
}

impl<'a> Prepared<'a> {
    /// `more` is added to each variance.
    pub(super) fn new(problem: &'a Problem, more: f64) -> Result<Self, Refusal> {
        problem.check()?;
        let (quadratic, scale) = convex(&problem.covariance.with_ridge(more))?;
        Ok(Self {
            problem,
            quadratic,
            limits: problem.limits(),
            scale,
        })
    }

    /// Least `w'Sw/2 + linear'w` within the limits.
    pub(super) fn minimise(&self, linear: &[f64]) -> Result<Vec<f64>, Refusal> {
        let scaled: Vec<f64> = linear.iter().map(|c| c / self.scale).collect();
        self.solve(&scaled, &self.limits)
    }

    /// Least variance among those expected to earn `target` or more.
    pub(super) fn at_return(&self, target: f64) -> Result<Vec<f64>, Refusal> {
        let size = largest(&self.problem.mu);
        if size == 0.0 {
            return self.minimise(&vec![0.0; self.problem.assets()]);
        }
        let mut limits = self.limits.clone();
        let mu = self.problem.mu.iter().map(|m| m / size).collect();
        // The greatest return is a single point, which rounding must not cut off.
        limits.push(Limit::at_least(mu, target / size - 1e-12));
        self.solve(&vec![0.0; self.problem.assets()], &limits)
    }

    fn solve(&self, linear: &[f64], limits: &[Limit]) -> Result<Vec<f64>, Refusal> {
        let found = self.quadratic.minimise(linear, limits);
        let weights = found.map_err(|failure| self.problem.explain(failure))?;
        Ok(clamped(self.problem, weights))
    }
}

/// What rounding left beside the bounds goes onto them: the solver lets a limit that does not
/// bind be missed by some 1e-12, which would be a short position of -1e-32 in an answer.
fn clamped(problem: &Problem, mut weights: Vec<f64>) -> Vec<f64> {
    for (weight, bounds) in weights.iter_mut().zip(&problem.bounds) {
        *weight = weight.clamp(bounds.lower, bounds.upper);
    }
    weights
}

/// The factor of a covariance divided by its mean variance, and that divisor.
pub(super) fn convex(covariance: &Square) -> Result<(Quadratic, f64), Undefined> {
    let scale = finite(covariance.mean_diagonal())?;
    if scale <= 0.0 {
        return Err(Undefined::ZeroVariance);
    }
    let unit = covariance.scaled(1.0 / scale).finite()?;
    if let Some(quadratic) = Quadratic::of(&unit) {
        return Ok((quadratic, scale));
    }
    let mended = nearest_semidefinite(&unit)?;
    let ridged = Square::symmetric(mended.size(), |i, j| {
        let own = if i == j {
            RIDGE * (mended.at(i, i) + 1e-3)
        } else {
            0.0
        };
        mended.at(i, j) + own
    });
    let quadratic = Quadratic::of(&ridged).ok_or(Undefined::NotConverged)?;
    Ok((quadratic, scale))
}

/// The least volatile portfolio.
pub fn minimum_variance(problem: &Problem) -> Result<Vec<f64>, Refusal> {
    Prepared::new(problem, 0.0)?.minimise(&vec![0.0; problem.assets()])
}

/// Least `w'Sw + gamma w'w`: a larger `gamma` (0 or more) spreads the weights further.
pub fn minimum_variance_l2(problem: &Problem, gamma: f64) -> Result<Vec<f64>, Refusal> {
    non_negative(gamma, "gamma")?;
    Prepared::new(problem, gamma)?.minimise(&vec![0.0; problem.assets()])
}

/// Greatest `mu'w - risk_aversion/2 w'Sw`; the aversion is above 0.
pub fn maximum_utility(problem: &Problem, risk_aversion: f64) -> Result<Vec<f64>, Refusal> {
    non_negative(risk_aversion, "risk aversion")?;
    if risk_aversion < f64::MIN_POSITIVE {
        return Err(Input::Number {
            what: "risk aversion",
        }
        .into());
    }
    let prepared = Prepared::new(problem, 0.0)?;
    let linear: Vec<f64> = problem.mu.iter().map(|m| -m / risk_aversion).collect();
    prepared.minimise(&linear)
}

/// Least variance among the portfolios expected to earn `target` or more.
pub fn efficient_return(problem: &Problem, target: f64) -> Result<Vec<f64>, Refusal> {
    finite(target).map_err(|_| Input::Number {
        what: "target return",
    })?;
    let prepared = Prepared::new(problem, 0.0)?;
    let most = greatest_return(problem)?;
    if target > most + 1e-9 * (1.0 + most.abs()) {
        return Err(Infeasible::TargetReturn { target, most }.into());
    }
    prepared.at_return(if target < most { target } else { most })
}

/// Greatest return among the portfolios with at most the volatility `target`.
///
/// The variance along the frontier is convex in the return, so halving the range of returns
/// (with a secant step where that is shorter) ends at the one with this volatility.
pub fn efficient_risk(problem: &Problem, target: f64) -> Result<Vec<f64>, Refusal> {
    non_negative(target, "target volatility")?;
    let prepared = Prepared::new(problem, 0.0)?;
    let volatility = |w: &[f64]| problem.covariance.form(w).sqrt();
    let safest = prepared.minimise(&vec![0.0; problem.assets()])?;
    let least = volatility(&safest);
    if target < least * (1.0 - 1e-9) {
        return Err(Infeasible::TargetVolatility { target, least }.into());
    }
    let mut high = greatest_return(problem)?;
    let boldest = prepared.at_return(high)?;
    if volatility(&boldest) <= target {
        return Ok(boldest);
    }
    let (mut low, mut best) = (dot(&problem.mu, &safest), safest);
    let (mut below, mut above) = (least - target, volatility(&boldest) - target);
    for step in 0..HALVINGS {
        if high - low <= 1e-13 * (1.0 + high.abs()) {
            break;
        }
        // A secant through a convex curve falls short of the root, so every third step halves.
        let share = if step % 3 == 2 {
            0.5
        } else {
            -below / (above - below)
        };
        let middle = low + share.clamp(1e-3, 0.999) * (high - low);
        let weights = prepared.at_return(middle)?;
        let miss = volatility(&weights) - target;
        if miss > 0.0 {
            (high, above) = (middle, miss);
        } else {
            (low, below, best) = (middle, miss, weights);
        }
        if miss.abs() <= 1e-13 * target && miss <= 0.0 {
            break;
        }
    }
    Ok(best)
}

/// Greatest `(mu'w - risk_free) / sqrt(w'Sw)`.
///
/// With `y = k w` and `(mu - risk_free)'y = 1` it is a least-variance problem (Cornuéjols and
/// Tütüncü 2007, section 8.2). Refused when no allowed portfolio beats the risk-free rate.
pub fn maximum_sharpe(problem: &Problem) -> Result<Vec<f64>, Refusal> {
    problem.check()?;
    let most = greatest_return(problem)?;
    let risk_free = problem.risk_free;
    let excess: Vec<f64> = problem.mu.iter().map(|m| m - risk_free).collect();
    let size = finite(largest(&excess))?;
    if most - risk_free <= 1e-12 * size {
        return Err(Infeasible::NoExcessReturn { most, risk_free }.into());
    }
    let unit = excess.iter().map(|e| e / size).collect();
    let mut limits = vec![
        Limit::equal(unit, 1.0),
        Limit::at_least(vec![1.0; problem.assets()], 0.0),
    ];
    limits.extend(
        problem
            .limits()
            .iter()
            .skip(1)
            .map(homogeneous(problem.assets())),
    );
    let (quadratic, _) = convex(&problem.covariance)?;
    let found = quadratic.minimise(&vec![0.0; problem.assets()], &limits);
    let scaled = found.map_err(|_| Undefined::NotConverged)?;
    let total: f64 = scaled.iter().sum();
    let weights = scaled.iter().map(|y| y / total).collect::<Vec<f64>>();
    weights.iter().try_for_each(|w| finite(*w).map(drop))?;
    Ok(clamped(problem, weights))
}

/// `n'w >= floor` becomes `n'y >= floor * sum(y)`.
fn homogeneous(assets: usize) -> impl Fn(&Limit) -> Limit {
    move |limit| {
        let mut normal = match &limit.normal {
            super::quadratic::Normal::Unit { asset, sign } => {
                if limit.floor == 0.0 {
                    return limit.clone();
                }
                let mut normal = vec![0.0; assets];
                normal[*asset] = *sign;
                normal
            }
            super::quadratic::Normal::Dense(normal) => normal.clone(),
        };
        for cell in &mut normal {
            *cell -= limit.floor;
        }
        Limit::at_least(normal, 0.0)
    }
}

/// The most that an allowed portfolio is expected to earn.
pub fn greatest_return(problem: &Problem) -> Result<f64, Refusal> {
    let weights = maximum_return(problem)?;
    Ok(finite(dot(&weights, &problem.mu))?)
}

/// A portfolio with the greatest expected return.
///
/// Each round moves from the last portfolio along the returns and back into the limits, which
/// reaches the optimum of a linear objective in finitely many rounds (Rockafellar 1976); the
/// moves grow tenfold, and the last one is short again so that no digits are lost.
pub fn maximum_return(problem: &Problem) -> Result<Vec<f64>, Refusal> {
    problem.check()?;
    let n = problem.assets();
    let limits = problem.limits();
    let unit = Square::symmetric(n, |i, j| f64::from(u8::from(i == j)));
    let quadratic = Quadratic::of(&unit).ok_or(Undefined::NotConverged)?;
    let size = largest(&problem.mu);
    let mut weights = vec![1.0 / n as f64; n];
    for round in 0..ROUNDS {
        let length = if round + 1 == ROUNDS {
            1.0
        } else {
            10.0_f64.powi(round.min(6))
        };
        let along = |m: &f64| if size > 0.0 { length * m / size } else { 0.0 };
        let moved: Vec<f64> = weights
            .iter()
            .zip(&problem.mu)
            .map(|(w, m)| -w - along(m))
            .collect();
        let found = quadratic.minimise(&moved, &limits);
        weights = found.map_err(|failure| problem.explain(failure))?;
    }
    Ok(clamped(problem, weights))
}

pub(super) fn largest(xs: &[f64]) -> f64 {
    xs.iter()
        .fold(0.0, |most, x| if x.abs() > most { x.abs() } else { most })
}

pub(super) fn non_negative(value: f64, what: &'static str) -> Result<(), Input> {
    if value >= 0.0 && value.is_finite() {
        Ok(())
    } else {
        Err(Input::Number { what })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio::problem::Bounds;

    /// Assets that are nearly one another, where the solver rounds most.
    fn crowded(n: usize, seed: f64) -> Problem {
        let pull = |i: usize| (seed + i as f64 * 1.7).sin();
        let covariance = Square::symmetric(n, |i, j| {
            let own = if i == j { 1e-7 } else { 0.0 };
            0.04 + 0.01 * pull(i) * pull(j) + own
        });
        let names = (0..n).map(|i| i.to_string()).collect();
        let mu = (0..n).map(|i| 0.05 + 0.03 * pull(3 * i + 1)).collect();
        let bounds = Bounds {
            lower: -0.1,
            upper: 0.3,
        };
        Problem {
            bounds: vec![bounds; n],
            ..Problem::long_only(names, mu, covariance)
        }
    }

    fn lies_within(problem: &Problem, weights: &[f64]) -> bool {
        let mut pairs = weights.iter().zip(&problem.bounds);
        pairs.all(|(w, bounds)| (bounds.lower..=bounds.upper).contains(w))
    }

    #[test]
    fn answers_lie_within_the_bounds_to_the_last_digit() {
        for seed in 0..40 {
            let problem = crowded(12, f64::from(seed));
            let answers = [
                minimum_variance(&problem),
                minimum_variance_l2(&problem, 0.1),
                maximum_utility(&problem, 2.0),
                efficient_return(&problem, 0.06),
                efficient_risk(&problem, 0.21),
                maximum_sharpe(&problem),
                maximum_return(&problem),
            ];
            for weights in answers {
                assert!(lies_within(&problem, &weights.unwrap()), "{seed}");
            }
        }
    }

    #[test]
    fn rounding_beside_a_bound_goes_onto_it() {
        let covariance = Square::symmetric(2, |i, j| f64::from(u8::from(i == j)));
        let names = ["A", "B"].map(str::to_owned).to_vec();
        let problem = Problem::long_only(names, vec![0.1; 2], covariance);
        assert_eq!(clamped(&problem, vec![-4.9e-32, 1.0 + 1e-15]), [0.0, 1.0]);
    }
}
