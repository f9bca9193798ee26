//! Least semivariance, by Newton's method on the periods that lose.

use super::losses::Dense;
use super::{Ready, Scenarios, limits};
use crate::measure::{Measure, Undefined, at_least, finite};
use crate::portfolio::matrix::{add_scaled, dot};
use crate::portfolio::mean_variance::convex;
use crate::portfolio::problem::Problem;
use crate::portfolio::quadratic::Limit;
use crate::portfolio::refusal::{Input, Refusal};
use crate::sum::{loss, sum_by};

const STEPS: usize = 100;

/// `sum(min(r - benchmark, 0)^2) / n` of one series of returns.
pub fn semivariance(returns: &[f64], benchmark: f64) -> Measure {
    at_least(returns.len(), 1)?;
    let squares = sum_by(returns, |r| loss(r - benchmark) * loss(r - benchmark));
    finite(squares / returns.len() as f64)
}

/// The portfolio with the least [`semivariance`] below `benchmark`, the return of one period.
/// Neither the covariance of the problem nor the confidence of the scenarios is looked at.
///
/// The function is quadratic as long as the same periods lose, so each step solves for the
/// periods that lose now; it ends when that gains no more.
pub fn minimum_semivariance(
    problem: &Problem,
    scenarios: &Scenarios<'_>,
    benchmark: f64,
) -> Result<Vec<f64>, Refusal> {
    finite(benchmark).map_err(|_| Input::Number { what: "benchmark" })?;
    let confidence = 0.0;
    let ready = Ready::new(
        problem,
        &Scenarios {
            confidence,
            ..*scenarios
        },
    )?;
    let limits = limits(problem, scenarios.target)?;
    Search {
        problem,
        ready: &ready,
        limits: &limits,
        benchmark: benchmark / ready.size,
    }
    .run()
}

struct Search<'a> {
    problem: &'a Problem,
    ready: &'a Ready,
    limits: &'a [Limit],
    benchmark: f64,
}

impl Search<'_> {
    fn run(&self) -> Result<Vec<f64>, Refusal> {
        let mut weights = self.ready.start.clone();
        let mut value = self.value(&weights);
        for _ in 0..STEPS {
            let Some(next) = self.next(&weights)? else {
                return Ok(weights);
            };
            let (better, least) = self.between(&weights, &next);
            if least >= value * (1.0 - 1e-14) {
                return Ok(weights);
            }
            (weights, value) = (better, least);
        }
        Err(Undefined::NotConverged.into())
    }

    fn value(&self, weights: &[f64]) -> f64 {
        let beyond = |t| loss(dot(self.ready.row(t), weights) - self.benchmark);
        (0..self.ready.periods())
            .map(|t| beyond(t) * beyond(t))
            .sum()
    }

    /// The best portfolio if the periods that lose now are all that lose; none if none does.
    fn next(&self, weights: &[f64]) -> Result<Option<Vec<f64>>, Refusal> {
        let n = self.ready.assets;
        let mut dense = Dense::new(n);
        let mut linear = vec![0.0; n];
        for t in 0..self.ready.periods() {
            let row = self.ready.row(t);
            if dot(row, weights) < self.benchmark {
                dense.add_square(1.0, row);
                add_scaled(&mut linear, -self.benchmark, row);
            }
        }
        let hessian = dense.square();
        if hessian.mean_diagonal() == 0.0 {
            return Ok(None);
        }
        let (quadratic, scale) = convex(&hessian)?;
        for slope in &mut linear {
            *slope /= scale;
        }
        let found = quadratic.minimise(&linear, self.limits);
        Ok(Some(
            found.map_err(|failure| self.problem.explain(failure))?,
        ))
    }

    /// The first point that gains, halving the way from `here` to `there`, and its value.
    fn between(&self, here: &[f64], there: &[f64]) -> (Vec<f64>, f64) {
        let now = self.value(here);
        let mut length = 1.0;
        for _ in 0..40 {
            let at = |(a, b): (&f64, &f64)| {
                if length < 1.0 {
                    a + length * (b - a)
                } else {
                    *b
                }
            };
            let point: Vec<f64> = here.iter().zip(there).map(at).collect();
            let value = self.value(&point);
            if value < now {
                return (point, value);
            }
            length *= 0.5;
        }
        (here.to_vec(), now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio::matrix::Square;

    #[test]
    fn gains_do_not_count_as_risk() {
        let jumpy = [0.10, -0.01, 0.12, -0.01, 0.09, -0.012];
        let dull = [0.02, -0.03, 0.02, -0.03, 0.02, -0.03];
        let names = vec!["jumpy".to_owned(), "dull".to_owned()];
        let plain = Square::symmetric(2, |_, _| 0.0);
        let problem = Problem::long_only(names, vec![0.0; 2], plain);
        let scenarios = Scenarios {
            columns: &[&jumpy, &dull],
            confidence: 0.95,
            target: None,
        };
        let weights = minimum_semivariance(&problem, &scenarios, 0.0).unwrap();
        assert!((weights[0] - 1.0).abs() < 1e-14);
        assert!(weights[1].abs() < 1e-14);
    }
}
