//! The term structure of the variance: what a model expects of the days to come.

use super::evaluation::Evaluation;
use super::model::{Errors, Process};
use super::parameters::{ALPHA, BETA, GAMMA, OMEGA};
use super::process::MEAN_SIZE;
use super::sample::PERCENT;
use crate::measure::{Measure, Undefined, finite};
use crate::normal;
use crate::simulate::elementary::{exp, ln};
use crate::simulate::random::Draws;

/// Paths of a simulated forecast; every second one mirrors the one before it.
const PATHS: u64 = 10_000;
/// Names the draws of simulated forecasts; another name gives other paths.
const DRAWS: &str = "sandbourse.egarch.forecast";
/// Terms of the long run's product, which is cut where they differ from 1 by less than 1e-17.
const TERMS: usize = 100_000;
const SMALLEST: f64 = 1e-9;

impl Evaluation {
    /// Expected variance of each of the next `horizon` days, percent squared.
    ///
    /// ARCH, GARCH and GJR by `s[h+1] = omega + persistence * s[h]`. EGARCH with normal
    /// errors in closed form too, as its logarithm is a sum of independent terms. With
    /// Student's t an EGARCH variance has no finite expectation after the first day; as the
    /// peer does, the mean of 10,000 seeded paths is given.
    pub fn forecast(&self, horizon: usize) -> Result<Vec<f64>, Undefined> {
        let square = self.sample.unit * self.sample.unit;
        let next = self.next_variance / square;
        let scaled = match (self.model.process, self.model.errors) {
            (Process::Egarch, Errors::Normal) => self.expected(next, horizon),
            (Process::Egarch, Errors::StudentT) => self.simulated(next, horizon),
            _ => self.linear(next, horizon),
        };
        scaled.into_iter().map(|s| finite(s * square)).collect()
    }

    /// Expected return of a day, as a fraction.
    pub fn daily_mean(&self) -> f64 {
        self.parameters.mu / PERCENT
    }

    /// Standard deviation of the return over the next `horizon` days, as a fraction: the root
    /// of the sum of [`Self::forecast`].
    pub fn deviation_over(&self, horizon: usize) -> Measure {
        let total: f64 = self.forecast(horizon)?.iter().sum();
        finite(total.sqrt() / PERCENT)
    }

    /// Variance that forecasts tend to, percent squared: `omega / (1 - persistence)`, for
    /// EGARCH with normal errors the limit of its product.
    ///
    /// [`Undefined::OutsideDomain`] where there is none: persistence of 1, or EGARCH with
    /// Student's t, whose variance has no finite expectation.
    pub fn long_run_variance(&self) -> Measure {
        if !self.parameters.is_stationary(self.model.process) {
            return Err(Undefined::OutsideDomain);
        }
        let square = self.sample.unit * self.sample.unit;
        match (self.model.process, self.model.errors) {
            (Process::Egarch, Errors::Normal) => finite(self.limit()? * square),
            (Process::Egarch, Errors::StudentT) => Err(Undefined::OutsideDomain),
            _ => finite(self.parameters.omega / (1.0 - self.persistence())),
        }
    }

    fn linear(&self, next: f64, horizon: usize) -> Vec<f64> {
        let persistence = self.persistence();
        let step = |s: &f64| Some(self.vector[OMEGA] + persistence * s);
        std::iter::successors(Some(next), step)
            .take(horizon)
            .collect()
    }

    /// `E[s]` of day h: the level that is left of the first day's, and a [`Self::moment`] for
    /// every error between.
    fn expected(&self, next: f64, horizon: usize) -> Vec<f64> {
        let (omega, beta) = (self.vector[OMEGA], self.vector[BETA]);
        let (mut level, mut power, mut moments) = (ln(next), 1.0, 1.0);
        let mut variances = Vec::with_capacity(horizon);
        for _ in 0..horizon {
            variances.push(exp(level) * moments);
            level = omega + beta * level;
            moments *= self.moment(power);
            power *= beta;
        }
        variances
    }

    /// `E[exp(c (alpha (|z| - m) + gamma z))]` for a standard normal `z` with mean size `m`.
    fn moment(&self, c: f64) -> f64 {
        let (alpha, gamma) = (self.vector[ALPHA], self.vector[GAMMA]);
        let half = |slope: f64| exp(0.5 * slope * slope) * normal::probability(slope);
        let both = half(c * (alpha + gamma)) + half(c * (alpha - gamma));
        exp(-c * alpha * MEAN_SIZE) * both
    }

    fn limit(&self) -> Measure {
        let (omega, beta) = (self.vector[OMEGA], self.vector[BETA]);
        let (mut power, mut moments) = (1.0, 1.0);
        for _ in 0..TERMS {
            if power < SMALLEST {
                return finite(exp(omega / (1.0 - beta)) * moments);
            }
            moments *= self.moment(power);
            power *= beta;
        }
        Err(Undefined::NotConverged)
    }

    fn simulated(&self, next: f64, horizon: usize) -> Vec<f64> {
        let errors = StudentErrors::new(self.parameters.nu);
        let mut sums = vec![0.0; horizon];
        for path in 0..PATHS / 2 {
            let mut levels = [ln(next); 2];
            for (day, sum) in sums.iter_mut().enumerate() {
                *sum += exp(levels[0]) + exp(levels[1]);
                let z = errors.draw(path, day);
                levels = [self.level(levels[0], z), self.level(levels[1], -z)];
            }
        }
        sums.into_iter().map(|sum| sum / PATHS as f64).collect()
    }

    /// The next day's logarithm of the variance.
    fn level(&self, level: f64, z: f64) -> f64 {
        let [_, omega, alpha, beta, gamma, _] = self.vector;
        omega + alpha * (z.abs() - MEAN_SIZE) + gamma * z + beta * level
    }
}

/// Draws of Student's t with unit variance.
struct StudentErrors {
    draws: Draws,
    nu: f64,
    scale: f64,
}

impl StudentErrors {
    fn new(nu: f64) -> Self {
        Self {
            draws: Draws::named(DRAWS),
            nu,
            scale: ((nu - 2.0) / nu).sqrt(),
        }
    }

    /// From a point in the unit disc (Bailey 1994); a point of the square outside of it, one
    /// in five, is drawn again.
    fn draw(&self, path: u64, day: usize) -> f64 {
        let mut counter = (day as i64) << 32;
        loop {
            let u = 2.0 * self.draws.uniform(path, counter) - 1.0;
            let v = 2.0 * self.draws.uniform(path, counter + 1) - 1.0;
            let w = u * u + v * v;
            if w <= 1.0 {
                let stretch = self.nu * (exp(-2.0 / self.nu * ln(w)) - 1.0) / w;
                return self.scale * u * stretch.sqrt();
            }
            counter += 2;
        }
    }
}
