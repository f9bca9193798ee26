//! The recursions of the variance, with the derivatives of its logarithm by the parameters.

use super::parameters::{ALPHA, BETA, GAMMA, MU, OMEGA, Vector};
use crate::simulate::elementary::{exp, ln};
use crate::sum::loss;

/// `sqrt(2 / pi)`, the mean size of a standard normal.
pub(super) const MEAN_SIZE: f64 = 0.797_884_560_802_865_4;

/// The variance of one day after the other.
///
/// `N` derivatives are carried along, by the first `N` places of a vector; with 0 of them the
/// compiler leaves only the recursion itself.
pub(super) trait Recursion<const N: usize> {
    /// The first day, from the variance of the day before.
    fn start(parameters: &Vector, backcast: f64) -> Self;

    /// Of the current day.
    fn variance(&self) -> f64;

    /// Derivatives of the variance's logarithm; `inverse` is 1 / variance.
    fn slopes(&self, inverse: f64) -> [f64; N];

    /// To the next day, after the current day's error.
    fn advance(&mut self, error: f64);
}

/// ARCH, GARCH and GJR: the variance is linear in the squares of errors.
#[derive(Clone, Copy)]
pub(super) struct Squares<const N: usize> {
    omega: f64,
    alpha: f64,
    beta: f64,
    gamma: f64,
    variance: f64,
    slopes: [f64; N],
}

impl<const N: usize> Squares<N> {
    /// Whether negative shocks may weigh more. Without derivatives any process may come.
    const HAS_GAMMA: bool = N == 0 || N > GAMMA;

    /// The derivatives after one more day whose terms of the sum were these.
    #[inline(always)]
    fn carry(&mut self, shock: f64, square: f64, negative: f64) {
        let own = [shock, 1.0, square, self.variance, negative];
        for (slope, own) in self.slopes.iter_mut().zip(own) {
            *slope = own + self.beta * *slope;
        }
    }
}

impl<const N: usize> Recursion<N> for Squares<N> {
    fn start(parameters: &Vector, backcast: f64) -> Self {
        let [_, omega, alpha, beta, gamma, _] = *parameters;
        let mut first = Self {
            omega,
            alpha,
            beta,
            gamma,
            variance: backcast,
            slopes: [0.0; N],
        };
        first.carry(0.0, backcast, 0.5 * backcast);
        first.variance = omega + (alpha + 0.5 * gamma + beta) * backcast;
        first
    }

    #[inline(always)]
    fn variance(&self) -> f64 {
        self.variance
    }

    #[inline(always)]
    fn slopes(&self, inverse: f64) -> [f64; N] {
        self.slopes.map(|slope| slope * inverse)
    }

    #[inline(always)]
    fn advance(&mut self, error: f64) {
        let square = error * error;
        let mut shock = self.alpha * error;
        let mut fresh = self.alpha * square;
        let mut negative = 0.0;
        if Self::HAS_GAMMA {
            // A selection, not a branch: the sign of a return cannot be foreseen.
            let fall = loss(error);
            negative = fall * error;
            shock += self.gamma * fall;
            fresh += self.gamma * negative;
        }
        self.carry(-2.0 * shock, square, negative);
        self.variance = (self.omega + fresh) + self.beta * self.variance;
    }
}

/// EGARCH: the logarithm of the variance is linear in standardised errors.
#[derive(Clone, Copy)]
pub(super) struct Exponential<const N: usize> {
    omega: f64,
    alpha: f64,
    beta: f64,
    gamma: f64,
    level: f64,
    variance: f64,
    slopes: [f64; N],
}

impl<const N: usize> Recursion<N> for Exponential<N> {
    /// The day before counts as one whose error had its mean size and no sign.
    fn start(parameters: &Vector, backcast: f64) -> Self {
        let [_, omega, alpha, beta, gamma, _] = *parameters;
        let before = ln(backcast);
        let level = omega + beta * before;
        let mut slopes = [0.0; N];
        for (slot, own) in [(OMEGA, 1.0), (BETA, before)] {
            if slot < N {
                slopes[slot] = own;
            }
        }
        Self {
            omega,
            alpha,
            beta,
            gamma,
            level,
            variance: exp(level),
            slopes,
        }
    }

    #[inline(always)]
    fn variance(&self) -> f64 {
        self.variance
    }

    #[inline(always)]
    fn slopes(&self, _inverse: f64) -> [f64; N] {
        self.slopes
    }

    #[inline(always)]
    fn advance(&mut self, error: f64) {
        let deviation = self.variance.sqrt();
        let z = error / deviation;
        let size = z.abs();
        let turn = if z < 0.0 { -self.alpha } else { self.alpha };
        // The error is standardised with a variance that moves with the parameters too.
        let kept = self.beta - 0.5 * (self.alpha * size + self.gamma * z);
        let mut own = [0.0; 5];
        own[MU] = -(turn + self.gamma) / deviation;
        own[OMEGA] = 1.0;
        own[ALPHA] = size - MEAN_SIZE;
        own[BETA] = self.level;
        own[GAMMA] = z;
        for (slope, own) in self.slopes.iter_mut().zip(own) {
            *slope = own + kept * *slope;
        }
        self.level =
            self.omega + self.alpha * (size - MEAN_SIZE) + self.gamma * z + self.beta * self.level;
        self.variance = exp(self.level);
    }
}
