//! Parameters by name, and as the vector that the search moves.

use super::model::{Errors, Model, Process};
use super::sample::Sample;
use crate::simulate::elementary::ln;

/// Places in a [`Vector`]: a process with fewer parameters uses the first ones.
pub(super) const MU: usize = 0;
pub(super) const OMEGA: usize = 1;
pub(super) const ALPHA: usize = 2;
pub(super) const BETA: usize = 3;
pub(super) const GAMMA: usize = 4;
/// `1 / nu`: the likelihood is nearly quadratic in it, and flat in a large `nu`.
pub(super) const ETA: usize = 5;
/// Length of a [`Vector`].
pub(super) const SLOTS: usize = 6;

/// Parameters in the unit of a [`Sample`].
pub(super) type Vector = [f64; SLOTS];

/// So close to 1 shocks never fade within any history that there is.
const INTEGRATED: f64 = 1.0 - 1e-8;

/// Parameters of a model of returns in percent, as the literature prints them. Those that the
/// model does not have are 0.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Parameters {
    /// Mean return of a day, percent.
    pub mu: f64,
    /// Constant of the variance, percent squared; of its logarithm in EGARCH.
    pub omega: f64,
    /// Weight of yesterday's shock.
    pub alpha: f64,
    /// Further weight of a shock that was negative (GJR), or of its sign (EGARCH).
    pub gamma: f64,
    /// Weight of yesterday's variance.
    pub beta: f64,
    /// Degrees of freedom of Student's t, above 2.
    pub nu: f64,
}

impl Parameters {
    /// The value of that name: `mu, omega, alpha, gamma, beta, nu`.
    pub fn get(&self, name: &str) -> Option<f64> {
        match name {
            "mu" => Some(self.mu),
            "omega" => Some(self.omega),
            "alpha" => Some(self.alpha),
            "gamma" => Some(self.gamma),
            "beta" => Some(self.beta),
            "nu" => Some(self.nu),
            _ => None,
        }
    }

    /// How much of a shock to the variance is left a day later: `alpha + gamma/2 + beta`, or
    /// `beta` in EGARCH.
    pub fn persistence(&self, process: Process) -> f64 {
        let mut vector = [0.0; SLOTS];
        vector[ALPHA] = self.alpha;
        vector[GAMMA] = self.gamma;
        vector[BETA] = self.beta;
        persistence(&vector, process)
    }

    /// From values by their places in a vector, as they are.
    pub(super) fn by_place(values: &Vector) -> Self {
        let [mu, omega, alpha, beta, gamma, nu] = *values;
        Self {
            mu,
            omega,
            alpha,
            gamma,
            beta,
            nu,
        }
    }

    /// Whether the variance returns to a level of its own.
    pub(super) fn is_stationary(&self, process: Process) -> bool {
        self.persistence(process) < INTEGRATED
    }

    /// In the unit of the sample.
    pub(super) fn to_vector(self, model: Model, sample: &Sample) -> Vector {
        let mut vector = [0.0; SLOTS];
        vector[MU] = self.mu / sample.unit;
        vector[OMEGA] = match model.process {
            Process::Egarch => self.omega - (1.0 - self.beta) * log_square(sample.unit),
            _ => self.omega / (sample.unit * sample.unit),
        };
        vector[ALPHA] = self.alpha;
        vector[BETA] = self.beta;
        vector[GAMMA] = self.gamma;
        if model.errors == Errors::StudentT {
            vector[ETA] = 1.0 / self.nu;
        }
        vector
    }

    /// In percent.
    pub(super) fn from_vector(vector: &Vector, model: Model, sample: &Sample) -> Self {
        Self {
            mu: vector[MU] * sample.unit,
            omega: match model.process {
                Process::Egarch => vector[OMEGA] + (1.0 - vector[BETA]) * log_square(sample.unit),
                _ => vector[OMEGA] * sample.unit * sample.unit,
            },
            alpha: vector[ALPHA],
            gamma: vector[GAMMA],
            beta: vector[BETA],
            nu: match model.errors {
                Errors::StudentT => 1.0 / vector[ETA],
                Errors::Normal => 0.0,
            },
        }
    }

    /// How [`Parameters`] move with a vector: `jacobian[i][j]`, both by place in the vector.
    pub(super) fn jacobian(vector: &Vector, model: Model, sample: &Sample) -> [Vector; SLOTS] {
        let mut jacobian = [[0.0; SLOTS]; SLOTS];
        jacobian[MU][MU] = sample.unit;
        jacobian[OMEGA][OMEGA] = sample.unit * sample.unit;
        if model.process == Process::Egarch {
            jacobian[OMEGA][OMEGA] = 1.0;
            jacobian[OMEGA][BETA] = -log_square(sample.unit);
        }
        for slot in [ALPHA, BETA, GAMMA] {
            jacobian[slot][slot] = 1.0;
        }
        if model.errors == Errors::StudentT {
            jacobian[ETA][ETA] = -1.0 / (vector[ETA] * vector[ETA]);
        }
        jacobian
    }
}

/// See [`Parameters::persistence`]; the same in every unit.
pub(super) fn persistence(at: &Vector, process: Process) -> f64 {
    match process {
        Process::Egarch => at[BETA],
        _ => at[ALPHA] + 0.5 * at[GAMMA] + at[BETA],
    }
}

/// `ln(unit^2)`.
fn log_square(unit: f64) -> f64 {
    2.0 * ln(unit)
}
