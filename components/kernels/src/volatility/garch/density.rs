//! The distributions of errors, as the likelihood and the search need them.
//!
//! With `z2 = e^2 / s` both log-densities are `constant - ln(s)/2 - weight(…)`; their
//! derivatives by `ln s` and `e` are `(pull z2 - 1) / 2` and `-pull e / s`.

use super::parameters::{ETA, Vector};
use crate::gamma::{digamma, ln_gamma, trigamma};
use crate::simulate::elementary::ln;

/// `ln(2 pi) / 2`.
const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// What a distribution adds to the score.
pub(super) trait Density: Copy {
    /// Whether the tail has a parameter of its own.
    const HAS_TAIL: bool;

    /// For the parameters.
    fn new(parameters: &Vector) -> Self;

    /// How strongly an error of that squared size pulls: 1 for the normal.
    fn pull(&self, z2: f64) -> f64;

    /// The factor whose logarithms [`Self::log_likelihood`] takes; 1 for the normal.
    fn stretch(&self, z2: f64) -> f64;

    /// From the totals over all days.
    fn log_likelihood(&self, n: f64, totals: Totals) -> f64;

    /// Derivative of the log-likelihood by the tail's parameter.
    fn tail_slope(&self, n: f64, totals: Totals) -> f64;

    /// Expected information of one observation.
    fn information(&self) -> Information;
}

/// Sums over the observations of a likelihood.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Totals {
    /// Of the logarithms of variances.
    pub log_variance: f64,
    /// Of the logarithms of [`Density::stretch`].
    pub log_stretch: f64,
    /// Of `pull z2`.
    pub pulled: f64,
}

/// Expected information: of `ln s`, of `e` (times 1/s), of the tail, and of `ln s` with it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Information {
    pub variance: f64,
    pub mean: f64,
    pub tail: f64,
    pub cross: f64,
}

/// The standard normal.
#[derive(Clone, Copy)]
pub(super) struct Normal;

impl Density for Normal {
    const HAS_TAIL: bool = false;

    fn new(_: &Vector) -> Self {
        Self
    }

    #[inline(always)]
    fn pull(&self, _: f64) -> f64 {
        1.0
    }

    #[inline(always)]
    fn stretch(&self, _: f64) -> f64 {
        1.0
    }

    fn log_likelihood(&self, n: f64, totals: Totals) -> f64 {
        -n * HALF_LN_TWO_PI - 0.5 * (totals.log_variance + totals.pulled)
    }

    fn tail_slope(&self, _: f64, _: Totals) -> f64 {
        0.0
    }

    fn information(&self) -> Information {
        Information {
            variance: 0.5,
            mean: 1.0,
            tail: 1.0,
            cross: 0.0,
        }
    }
}

/// Student's t with unit variance: `stretch = 1 + z2 / (nu - 2)`.
#[derive(Clone, Copy)]
pub(super) struct StudentT {
    nu: f64,
}

impl Density for StudentT {
    const HAS_TAIL: bool = true;

    fn new(parameters: &Vector) -> Self {
        Self {
            nu: 1.0 / parameters[ETA],
        }
    }

    #[inline(always)]
    fn pull(&self, z2: f64) -> f64 {
        (self.nu + 1.0) / (self.nu - 2.0 + z2)
    }

    #[inline(always)]
    fn stretch(&self, z2: f64) -> f64 {
        1.0 + z2 / (self.nu - 2.0)
    }

    fn log_likelihood(&self, n: f64, totals: Totals) -> f64 {
        let nu = self.nu;
        let constant = ln_gamma(0.5 * (nu + 1.0))
            - ln_gamma(0.5 * nu)
            - 0.5 * ln(std::f64::consts::PI * (nu - 2.0));
        n * constant - 0.5 * (totals.log_variance + (nu + 1.0) * totals.log_stretch)
    }

    /// By `1 / nu`.
    fn tail_slope(&self, n: f64, totals: Totals) -> f64 {
        let nu = self.nu;
        let constant = 0.5 * (digamma(0.5 * (nu + 1.0)) - digamma(0.5 * nu) - 1.0 / (nu - 2.0));
        let by_nu = n * constant - 0.5 * totals.log_stretch + 0.5 * totals.pulled / (nu - 2.0);
        -nu * nu * by_nu
    }

    /// From the beta distribution of `z2 / (nu - 2 + z2)`, whose moments with its logarithm
    /// are known; the tail's in terms of `1 / nu`.
    fn information(&self) -> Information {
        let nu = self.nu;
        let (above, far) = (nu - 2.0, nu + 3.0);
        let tail = 0.25 * (trigamma(0.5 * nu) - trigamma(0.5 * (nu + 1.0)))
            - 1.0 / (above * (nu + 1.0))
            + nu / (2.0 * above * above * far);
        Information {
            variance: nu / (2.0 * far),
            mean: nu * (nu + 1.0) / (above * far),
            tail: tail * nu * nu * nu * nu,
            cross: -nu * nu * 3.0 / ((nu + 1.0) * above * far),
        }
    }
}
