//! One pass over the returns: the log-likelihood, its gradient and its expected information.

use super::density::{Density, Normal, StudentT, Totals};
use super::model::{Errors, Model, Process};
use super::parameters::{ETA, MU, SLOTS, Vector};
use super::process::{Exponential, Recursion, Squares};
use super::product::Product;
use super::sample::Sample;

/// Variances multiplied before their exponent is taken away. They lie between 1e-8 and about
/// 1e6 times the sample's variance, so eight of them cannot leave the range of numbers.
const BLOCK: usize = 8;

/// A square matrix by places of a vector.
pub(super) type Matrix = [Vector; SLOTS];

/// A log-likelihood with its derivatives. Scaled returns; NaN where it is not defined.
#[derive(Debug, Clone, Copy)]
pub(super) struct Score {
    pub value: f64,
    pub gradient: Vector,
    /// Expected negative second derivatives, which are never negative definite (the method of
    /// scoring; Fiorentini, Calzolari and Panattoni 1996 compare it with others).
    pub information: Matrix,
}

/// What happened on one day.
pub(super) struct Day<const N: usize> {
    /// Derivatives of the logarithm of the variance.
    pub slopes: [f64; N],
    pub error: f64,
    pub inverse: f64,
    pub z2: f64,
    pub pull: f64,
    /// `1 + z2 / (nu - 2)`, or 1.
    pub stretch: f64,
}

/// Who looks at each day of a pass.
pub(super) trait Observer<const N: usize> {
    fn day(&mut self, day: &Day<N>);
}

/// Work that is compiled once for each process and distribution.
pub(super) trait Task {
    type Output;
    fn run<R: Recursion<N>, D: Density, const N: usize>(self) -> Self::Output;
}

/// Runs a task with the types of a model and all its derivatives.
pub(super) fn with_slopes<T: Task>(model: Model, task: T) -> T::Output {
    match (model.process, model.errors) {
        (Process::Arch, Errors::Normal) => task.run::<Squares<3>, Normal, 3>(),
        (Process::Arch, Errors::StudentT) => task.run::<Squares<3>, StudentT, 3>(),
        (Process::Garch, Errors::Normal) => task.run::<Squares<4>, Normal, 4>(),
        (Process::Garch, Errors::StudentT) => task.run::<Squares<4>, StudentT, 4>(),
        (Process::Gjr, Errors::Normal) => task.run::<Squares<5>, Normal, 5>(),
        (Process::Gjr, Errors::StudentT) => task.run::<Squares<5>, StudentT, 5>(),
        (Process::Egarch, Errors::Normal) => task.run::<Exponential<5>, Normal, 5>(),
        (Process::Egarch, Errors::StudentT) => task.run::<Exponential<5>, StudentT, 5>(),
    }
}

/// A pass without derivatives.
pub(super) fn follow(
    sample: &Sample,
    model: Model,
    at: &Vector,
    observer: &mut impl Observer<0>,
) -> Passed {
    match (model.process, model.errors) {
        (Process::Egarch, Errors::Normal) => {
            pass::<Exponential<0>, Normal, 0>(sample, at, observer)
        }
        (Process::Egarch, Errors::StudentT) => {
            pass::<Exponential<0>, StudentT, 0>(sample, at, observer)
        }
        (_, Errors::Normal) => pass::<Squares<0>, Normal, 0>(sample, at, observer),
        (_, Errors::StudentT) => pass::<Squares<0>, StudentT, 0>(sample, at, observer),
    }
}

/// The log-likelihood alone.
pub(super) fn log_likelihood(sample: &Sample, model: Model, at: &Vector) -> f64 {
    follow(sample, model, at, &mut Nobody).value
}

/// The score of a model at a vector.
pub(super) fn score(sample: &Sample, model: Model, at: &Vector) -> Score {
    with_slopes(model, Scoring { sample, at })
}

struct Scoring<'a> {
    sample: &'a Sample,
    at: &'a Vector,
}

impl Task for Scoring<'_> {
    type Output = Score;
    fn run<R: Recursion<N>, D: Density, const N: usize>(self) -> Score {
        scored::<R, D, N>(self.sample, self.at)
    }
}

fn scored<R: Recursion<N>, D: Density, const N: usize>(sample: &Sample, at: &Vector) -> Score {
    let mut sums = Sums::<D, N>::new(D::new(at));
    let Passed { value, totals, .. } = pass::<R, D, N>(sample, at, &mut sums);
    let density = sums.density;
    let n = sample.returns.len() as f64;
    let information = density.information();
    let mut score = Score {
        value,
        gradient: [0.0; SLOTS],
        information: [[0.0; SLOTS]; SLOTS],
    };
    for i in 0..N {
        score.gradient[i] = sums.gradient[i];
        for j in 0..N {
            score.information[i][j] = information.variance * sums.products[i.min(j)][i.max(j)];
        }
        score.information[i][ETA] = information.cross * sums.slopes[i];
        score.information[ETA][i] = score.information[i][ETA];
    }
    score.gradient[MU] += sums.centre;
    score.information[MU][MU] += information.mean * sums.inverses;
    score.gradient[ETA] = density.tail_slope(n, totals);
    score.information[ETA][ETA] = n * information.tail;
    score
}

/// What a pass comes to.
pub(super) struct Passed {
    /// The log-likelihood.
    pub value: f64,
    pub totals: Totals,
    /// Variance of the day after the last.
    pub next_variance: f64,
}

/// Runs the recursion over all returns.
pub(super) fn pass<R: Recursion<N>, D: Density, const N: usize>(
    sample: &Sample,
    at: &Vector,
    observer: &mut impl Observer<N>,
) -> Passed {
    let density = D::new(at);
    let mut walk = Walk {
        density: &density,
        centre: at[MU],
        state: R::start(at, sample.backcast),
        totals: Totals::default(),
        variances: 1.0,
        stretches: 1.0,
    };
    let (mut all_variances, mut all_stretches) = (Product::ONE, Product::ONE);
    for block in sample.returns.chunks(BLOCK) {
        (walk.variances, walk.stretches) = (1.0, 1.0);
        // Two days a turn: in a sandbox each turn asks whether its time is over.
        let (pairs, last) = block.as_chunks::<2>();
        for [first, second] in pairs {
            walk.day(*first, observer);
            walk.day(*second, observer);
        }
        last.iter().for_each(|y| walk.day(*y, observer));
        all_variances.times(walk.variances);
        if D::HAS_TAIL {
            all_stretches.times(walk.stretches);
        }
    }
    let mut totals = walk.totals;
    totals.log_variance = all_variances.ln();
    totals.log_stretch = all_stretches.ln();
    let n = sample.returns.len() as f64;
    Passed {
        value: density.log_likelihood(n, totals),
        totals,
        next_variance: walk.state.variance(),
    }
}

/// Where a pass has come to.
struct Walk<'a, R, D> {
    density: &'a D,
    centre: f64,
    state: R,
    totals: Totals,
    /// Products over the block.
    variances: f64,
    stretches: f64,
}

impl<R, D: Density> Walk<'_, R, D> {
    #[inline(always)]
    fn day<const N: usize>(&mut self, y: f64, observer: &mut impl Observer<N>)
    where
        R: Recursion<N>,
    {
        let error = y - self.centre;
        let variance = self.state.variance();
        let inverse = 1.0 / variance;
        let z2 = error * error * inverse;
        let day = Day {
            slopes: self.state.slopes(inverse),
            error,
            inverse,
            z2,
            pull: self.density.pull(z2),
            stretch: self.density.stretch(z2),
        };
        self.variances *= variance;
        self.stretches *= day.stretch;
        self.totals.pulled += day.pull * z2;
        observer.day(&day);
        self.state.advance(error);
    }
}

/// Sums that the score is made of.
struct Sums<D, const N: usize> {
    density: D,
    gradient: [f64; N],
    centre: f64,
    inverses: f64,
    slopes: [f64; N],
    products: [[f64; N]; N],
}

impl<D: Density, const N: usize> Sums<D, N> {
    fn new(density: D) -> Self {
        Self {
            density,
            gradient: [0.0; N],
            centre: 0.0,
            inverses: 0.0,
            slopes: [0.0; N],
            products: [[0.0; N]; N],
        }
    }
}

impl<D: Density, const N: usize> Observer<N> for Sums<D, N> {
    #[inline(always)]
    fn day(&mut self, day: &Day<N>) {
        let weight = 0.5 * (day.pull * day.z2 - 1.0);
        self.centre += day.pull * day.error * day.inverse;
        self.inverses += day.inverse;
        for i in 0..N {
            self.gradient[i] += weight * day.slopes[i];
            if D::HAS_TAIL {
                self.slopes[i] += day.slopes[i];
            }
            for j in i..N {
                self.products[i][j] += day.slopes[i] * day.slopes[j];
            }
        }
    }
}

/// For who wants the likelihood alone.
struct Nobody;

impl Observer<0> for Nobody {
    #[inline(always)]
    fn day(&mut self, _: &Day<0>) {}
}
