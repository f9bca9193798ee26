//! Least value of a convex quadratic under linear limits, by the dual active-set method.
//!
//! Goldfarb and Idnani (1983): it starts from the unconstrained minimum and takes in one
//! violated limit after another. For the sizes here it is exact, needs no tolerance of a
//! barrier, puts weights exactly on their bounds, and when limits cannot hold together it ends
//! with the very set that contradicts itself.

use super::matrix::{Cholesky, Square, add_scaled, dot};
use super::working_set::WorkingSet;

/// The left side of a limit.
#[derive(Debug, Clone)]
pub(super) enum Normal {
    /// `sign * x[asset]`.
    Unit {
        /// Which unknown.
        asset: usize,
        /// 1 or -1.
        sign: f64,
    },
    /// `coefficients' x`.
    Dense(Vec<f64>),
}

/// `normal' x >= floor`, or `=` it.
#[derive(Debug, Clone)]
pub(super) struct Limit {
    /// The left side.
    pub(super) normal: Normal,
    /// The right side.
    pub(super) floor: f64,
    /// Whether it is an equation; equations stand before all others.
    pub(super) equal: bool,
}

/// Why there is no minimum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// The limits with these numbers cannot hold together.
    Conflict(Vec<usize>),
    /// Too many steps, or numbers that left the finite range.
    NotConverged,
}

/// How far a limit may be missed, in units of its own size.
const SLACK: f64 = 1e-12;
/// Corrections of the active limits; each gains many digits.
const POLISHES: usize = 3;
/// Share of a direction that must be left after projection for it to be a new one; squared.
const INDEPENDENT: f64 = 1e-18;

impl Limit {
    /// `sign * x[asset] >= floor`.
    pub(super) fn unit(asset: usize, sign: f64, floor: f64) -> Self {
        Self {
            normal: Normal::Unit { asset, sign },
            floor,
            equal: false,
        }
    }

    /// `coefficients' x >= floor`.
    pub(super) fn at_least(coefficients: Vec<f64>, floor: f64) -> Self {
        Self {
            normal: Normal::Dense(coefficients),
            floor,
            equal: false,
        }
    }

    /// `coefficients' x = value`.
    pub(super) fn equal(coefficients: Vec<f64>, value: f64) -> Self {
        Self {
            equal: true,
            ..Self::at_least(coefficients, value)
        }
    }

    /// Left side minus right side.
    pub(super) fn slack(&self, x: &[f64]) -> f64 {
        let left = match &self.normal {
            Normal::Unit { asset, sign } => sign * x[*asset],
            Normal::Dense(coefficients) => dot(coefficients, x),
        };
        left - self.floor
    }

    fn tolerance(&self) -> f64 {
        SLACK * (1.0 + self.floor.abs())
    }
}

/// A quadratic `x'Hx/2` whose factor is kept for any number of minimisations.
pub(super) struct Quadratic {
    factor: Cholesky,
    inverse_transpose: Vec<f64>,
    size: usize,
}

impl Quadratic {
    /// None unless `hessian` is positive definite.
    pub(super) fn of(hessian: &Square) -> Option<Self> {
        let factor = Cholesky::of(hessian)?;
        Some(Self {
            inverse_transpose: factor.inverse_transpose(),
            factor,
            size: hessian.size(),
        })
    }

    /// The `x` with the least `x'Hx/2 + linear'x` within `limits`.
    pub(super) fn minimise(&self, linear: &[f64], limits: &[Limit]) -> Result<Vec<f64>, Failure> {
        let start: Vec<f64> = linear.iter().map(|c| -c).collect();
        let mut search = Search {
            x: self.factor.solve(&start),
            active: WorkingSet::new(self.size, self.inverse_transpose.clone()),
            limits,
            steps: 200 + 20 * (self.size + limits.len()),
        };
        for (number, _) in limits.iter().enumerate().filter(|(_, limit)| limit.equal) {
            search.take_in(number)?;
        }
        for _ in 0..POLISHES {
            while let Some(number) = search.most_violated() {
                search.take_in(number)?;
            }
            search.polish();
        }
        search.finish()
    }
}

struct Search<'a> {
    x: Vec<f64>,
    active: WorkingSet,
    limits: &'a [Limit],
    steps: usize,
}

impl Search<'_> {
    fn most_violated(&self) -> Option<usize> {
        let mut worst = None;
        let mut depth = 0.0;
        for (number, limit) in self.limits.iter().enumerate() {
            let slack = limit.slack(&self.x);
            if slack < depth && slack < -limit.tolerance() && !self.active.has(number) {
                worst = Some(number);
                depth = slack;
            }
        }
        worst
    }

    /// Moves to the minimum on which limit `number` holds too, dropping what it relieves.
    fn take_in(&mut self, number: usize) -> Result<(), Failure> {
        let limit = &self.limits[number];
        let mut pressure = 0.0;
        loop {
            self.steps = self.steps.checked_sub(1).ok_or(Failure::NotConverged)?;
            let projected = self.active.project(&limit.normal);
            let slack = limit.slack(&self.x);
            let (total, free) = (dot(&projected, &projected), self.active.free(&projected));
            let relief = self.active.shares(&projected);
            let independent = free > INDEPENDENT * total;
            if limit.equal && !independent && slack.abs() <= limit.tolerance() {
                return Ok(());
            }
            let blocking = self.active.blocking(&relief, self.limits);
            let full = if independent {
                -slack / free
            } else {
                f64::INFINITY
            };
            let partial = blocking.map_or(f64::INFINITY, |(_, length)| length);
            if !independent && blocking.is_none() {
                return Err(Failure::Conflict(
                    self.active.contradiction(number, &relief),
                ));
            }
            let step = if partial < full { partial } else { full };
            if !step.is_finite() {
                return Err(Failure::NotConverged);
            }
            pressure += step;
            self.active.relieve(step, &relief);
            if independent {
                add_scaled(&mut self.x, step, &self.active.direction(&projected));
            }
            match blocking {
                Some((place, _)) if partial < full => self.active.remove(place),
                _ => {
                    self.active.add(number, projected, pressure);
                    return Ok(());
                }
            }
        }
    }

    /// Takes back what rounding moved the active limits by, in the metric of the quadratic:
    /// with a nearly singular one that is far more than the last digit.
    fn polish(&mut self) {
        let slack = |number: &usize| -self.limits[*number].slack(&self.x);
        let misses: Vec<f64> = self.active.members().iter().map(slack).collect();
        let step = self.active.correction(&misses);
        add_scaled(&mut self.x, 1.0, &step);
    }

    /// Weights whose bound is active take it exactly.
    fn finish(mut self) -> Result<Vec<f64>, Failure> {
        for number in self.active.members() {
            let limit = &self.limits[*number];
            if let Normal::Unit { asset, sign } = limit.normal {
                self.x[asset] = sign * limit.floor;
            }
        }
        if self.x.iter().all(|x| x.is_finite()) {
            // Adding zero turns a negative zero into a plain one.
            Ok(self.x.into_iter().map(|x| x + 0.0).collect())
        } else {
            Err(Failure::NotConverged)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(n: usize) -> Quadratic {
        Quadratic::of(&Square::symmetric(n, |i, j| f64::from(u8::from(i == j)))).unwrap()
    }

    #[test]
    fn a_point_is_projected_on_the_simplex() {
        let mut limits = vec![Limit::equal(vec![1.0; 3], 1.0)];
        limits.extend((0..3).map(|i| Limit::unit(i, 1.0, 0.0)));
        let x = identity(3).minimise(&[-0.9, -0.5, 0.7], &limits).unwrap();
        assert!((x[0] - 0.7).abs() < 1e-15);
        assert!((x[1] - 0.3).abs() < 1e-15);
        assert_eq!(x[2], 0.0);
    }

    #[test]
    fn limits_that_bind_are_told_from_those_that_do_not() {
        // Minimum of x.x/2 - 5 x2 where only the second and third limit bind, by hand.
        let limits = vec![
            Limit::at_least(vec![-4.0, -3.0, 0.0], -8.0),
            Limit::at_least(vec![2.0, 1.0, 0.0], 2.0),
            Limit::at_least(vec![0.0, -2.0, 1.0], 0.0),
        ];
        let x = identity(3).minimise(&[0.0, -5.0, 0.0], &limits).unwrap();
        let expected = [10.0 / 21.0, 22.0 / 21.0, 44.0 / 21.0];
        for (found, expected) in x.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-14);
        }
    }

    #[test]
    fn limits_that_contradict_each_other_are_named() {
        let limits = vec![
            Limit::equal(vec![1.0; 3], 1.0),
            Limit::unit(2, 1.0, 0.0),
            Limit::unit(0, -1.0, -0.2),
            Limit::unit(1, -1.0, -0.3),
            Limit::unit(2, -1.0, -0.4),
        ];
        let failure = identity(3).minimise(&[0.0; 3], &limits);
        assert_eq!(failure, Err(Failure::Conflict(vec![0, 2, 3, 4])));
    }

    #[test]
    fn an_equation_said_twice_is_no_contradiction() {
        let limits = vec![
            Limit::equal(vec![1.0; 2], 1.0),
            Limit::equal(vec![2.0; 2], 2.0),
        ];
        let x = identity(2).minimise(&[0.0; 2], &limits).unwrap();
        assert!((x[0] - 0.5).abs() < 1e-15);
    }
}
