//! Where the search begins: the likeliest points of a coarse grid.

use super::model::{Errors, Model, Process};
use super::parameters::{ALPHA, BETA, ETA, GAMMA, MU, OMEGA, SLOTS, Vector};
use super::product::Product;
use super::sample::Sample;
use super::score::log_likelihood;
use crate::simulate::elementary::ln;

/// Weights of yesterday's shock.
const ALPHAS: [f64; 4] = [0.03, 0.07, 0.12, 0.2];
/// What is left of a shock a day later.
const PERSISTENCES: [f64; 4] = [0.3, 0.88, 0.97, 0.99];
/// Extra weights of negative shocks.
const GAMMAS: [f64; 3] = [0.0, 0.08, 0.16];
/// EGARCH: weights of size and sign, and of yesterday's level.
const SIZES: [f64; 3] = [0.05, 0.12, 0.25];
const SIGNS: [f64; 3] = [-0.1, 0.0, 0.1];
const LEVELS: [f64; 3] = [0.3, 0.9, 0.98];
/// Eight degrees of freedom: usual for daily returns.
const START_ETA: f64 = 0.125;

/// Candidates that are followed through the returns at once: their recursions are
/// independent, so that a processor works on all of them while each waits for its last step.
const LANES: usize = 8;

/// All points of the grid, the likeliest first. The omega of each gives the sample's
/// variance in the long run.
pub(super) fn starts(sample: &Sample, model: Model) -> Vec<Vector> {
    let grid = match model.process {
        Process::Egarch => exponential(sample, model),
        _ => squares(sample, model.process),
    };
    let likelihoods = match model.process {
        Process::Egarch => grid
            .iter()
            .map(|at| log_likelihood(sample, model, at))
            .collect(),
        _ => compare(sample, &grid),
    };
    let mut order: Vec<usize> = (0..grid.len()).collect();
    order.sort_by(|a, b| rank(likelihoods[*b]).total_cmp(&rank(likelihoods[*a])));
    let begin = |at: usize| with_tail(grid[at], model.errors);
    order.into_iter().map(begin).collect()
}

/// What is not a number ranks last.
fn rank(likelihood: f64) -> f64 {
    if likelihood.is_finite() {
        likelihood
    } else {
        f64::MIN
    }
}

fn with_tail(mut at: Vector, errors: Errors) -> Vector {
    if errors == Errors::StudentT {
        at[ETA] = START_ETA;
    }
    at
}

fn squares(sample: &Sample, process: Process) -> Vec<Vector> {
    let gammas = if process == Process::Gjr {
        &GAMMAS[..]
    } else {
        &GAMMAS[..1]
    };
    let mut grid = Vec::with_capacity(48);
    for alpha in ALPHAS {
        for persistence in PERSISTENCES {
            for gamma in gammas {
                grid.push(square(sample, process, [alpha, *gamma, persistence]));
            }
        }
    }
    grid
}

/// With an ARCH process the persistence is the weight itself.
fn square(sample: &Sample, process: Process, [alpha, gamma, persistence]: [f64; 3]) -> Vector {
    let mut at = [0.0; SLOTS];
    let weight = if process == Process::Arch {
        persistence * 0.6
    } else {
        alpha
    };
    let all = if process == Process::Arch {
        weight
    } else {
        persistence
    };
    at[MU] = sample.mean;
    at[ALPHA] = weight;
    at[GAMMA] = gamma;
    at[BETA] = if process == Process::Arch {
        0.0
    } else {
        all - alpha - 0.5 * gamma
    };
    at[OMEGA] = sample.variance * (1.0 - all);
    at
}

fn exponential(sample: &Sample, model: Model) -> Vec<Vector> {
    let level = ln(sample.variance);
    let mut grid = Vec::with_capacity(27);
    for size in SIZES {
        for sign in SIGNS {
            for beta in LEVELS {
                let mut at = with_tail([0.0; SLOTS], model.errors);
                at[MU] = sample.mean;
                at[OMEGA] = (1.0 - beta) * level;
                at[ALPHA] = size;
                at[GAMMA] = sign;
                at[BETA] = beta;
                grid.push(at);
            }
        }
    }
    grid
}

/// Normal log-likelihoods of the candidates, without the constant.
fn compare(sample: &Sample, grid: &[Vector]) -> Vec<f64> {
    let mut all = Vec::with_capacity(grid.len());
    for some in grid.chunks(LANES) {
        let lanes = std::array::from_fn(|lane| some[lane.min(some.len() - 1)]);
        all.extend_from_slice(&Race::new(sample, &lanes).run(sample)[..some.len()]);
    }
    all
}

type Lanes = [f64; LANES];

/// Several candidates side by side.
struct Race {
    omega: Lanes,
    /// Weights of a shock that was not negative, and of one that was.
    weights: [Lanes; 2],
    beta: Lanes,
    variance: Lanes,
    product: Lanes,
    squares: Lanes,
    all: [Product; LANES],
}

impl Race {
    fn new(sample: &Sample, at: &[Vector; LANES]) -> Self {
        let each = |f: fn(&Vector) -> f64| at.each_ref().map(f);
        let variance = at
            .each_ref()
            .map(|v| v[OMEGA] + (v[ALPHA] + 0.5 * v[GAMMA] + v[BETA]) * sample.backcast);
        Self {
            omega: each(|v| v[OMEGA]),
            weights: [each(|v| v[ALPHA]), each(|v| v[ALPHA] + v[GAMMA])],
            beta: each(|v| v[BETA]),
            variance,
            product: [1.0; LANES],
            squares: [0.0; LANES],
            all: [Product::ONE; LANES],
        }
    }

    fn run(mut self, sample: &Sample) -> Lanes {
        for block in sample.returns.chunks(LANES) {
            for y in block {
                self.day(y - sample.mean);
            }
            for (all, product) in self.all.iter_mut().zip(&mut self.product) {
                all.times(*product);
                *product = 1.0;
            }
        }
        std::array::from_fn(|lane| -0.5 * (self.all[lane].ln() + self.squares[lane]))
    }

    #[inline(always)]
    fn day(&mut self, error: f64) {
        let square = error * error;
        // An index, not a branch: the sign of a return cannot be foreseen.
        let weights = &self.weights[usize::from(error < 0.0)];
        for (lane, weight) in weights.iter().enumerate() {
            let variance = self.variance[lane];
            self.product[lane] *= variance;
            self.squares[lane] += square / variance;
            self.variance[lane] = (self.omega[lane] + weight * square) + self.beta[lane] * variance;
        }
    }
}
