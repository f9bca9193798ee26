//! Where the search may go: the bounds that the peer arch sets too.

use super::model::{Errors, Model, Process};
use super::parameters::{ALPHA, BETA, ETA, GAMMA, OMEGA, SLOTS, Vector};
use super::sample::Sample;
use crate::simulate::elementary::ln;

/// Limits of `omega` in terms of the sample's variance.
const OMEGA_RANGE: (f64, f64) = (1e-8, 10.0);
/// Limits of EGARCH's `omega` around the logarithm of the variance: ln 10,000.
const LOG_RANGE: f64 = 9.210_340_371_976_184;
/// Limits of the degrees of freedom.
pub(super) const NU_RANGE: (f64, f64) = (2.05, 500.0);

/// `weights . vector >= least`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound {
    pub weights: Vector,
    pub least: f64,
}

impl Bound {
    fn new(terms: &[(usize, f64)], least: f64) -> Self {
        let mut weights = [0.0; SLOTS];
        for (slot, weight) in terms {
            weights[*slot] = *weight;
        }
        Self { weights, least }
    }

    /// How far inside a vector lies.
    pub fn room(&self, at: &Vector) -> f64 {
        dot(&self.weights, at) - self.least
    }
}

/// `sum of a * b`.
pub(super) fn dot(a: &Vector, b: &Vector) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// All bounds of a model. Every day's variance is positive inside them, and shocks to it do
/// not grow; persistence 1, where they never fade, is just allowed.
pub(super) fn bounds(sample: &Sample, model: Model) -> Vec<Bound> {
    let mut bounds = Vec::with_capacity(11);
    let mut range = |slot: usize, (least, most): (f64, f64)| {
        bounds.push(Bound::new(&[(slot, 1.0)], least));
        bounds.push(Bound::new(&[(slot, -1.0)], -most));
    };
    if model.errors == Errors::StudentT {
        range(ETA, (1.0 / NU_RANGE.1, 1.0 / NU_RANGE.0));
    }
    let variance = sample.variance;
    if model.process == Process::Egarch {
        range(OMEGA, (ln(variance) - LOG_RANGE, ln(variance) + LOG_RANGE));
        range(BETA, (0.0, 1.0));
        return bounds;
    }
    range(OMEGA, (OMEGA_RANGE.0 * variance, OMEGA_RANGE.1 * variance));
    range(ALPHA, (0.0, 1.0));
    let (mut persistence, lagged) = (vec![(ALPHA, -1.0)], model.process != Process::Arch);
    if model.process == Process::Gjr {
        range(GAMMA, (-1.0, 2.0));
        persistence.push((GAMMA, -0.5));
    }
    if lagged {
        range(BETA, (0.0, 1.0));
        persistence.push((BETA, -1.0));
        bounds.push(Bound::new(&persistence, -1.0));
    }
    if model.process == Process::Gjr {
        bounds.push(Bound::new(&[(ALPHA, 1.0), (GAMMA, 1.0)], 0.0));
    }
    bounds
}
