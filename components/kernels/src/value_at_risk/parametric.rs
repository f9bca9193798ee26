//! Normal distributions: of all history, of RiskMetrics and of GARCH.

use super::method::{Caution, Estimate};
use super::sample::Sample;
use crate::measure::Undefined;
use crate::normal;
use crate::volatility::ewma;
use crate::volatility::garch::Fit;

/// `mean * h + z * std * sqrt(h)`.
pub(super) fn normal(
    sample: &Sample<'_>,
    horizon: usize,
    confidences: &[f64],
) -> Result<Vec<Estimate>, Undefined> {
    let moments = sample.moments()?;
    let days = horizon as f64;
    let bell = Bell {
        mean: moments.mean * days,
        deviation: moments.deviation * days.sqrt(),
        caution: None,
    };
    bell.estimates(confidences)
}

/// `z * sigma * sqrt(h)`, with mean zero: over days it is small against its own error.
pub(super) fn ewma(
    sample: &Sample<'_>,
    horizon: usize,
    confidences: &[f64],
) -> Result<Vec<Estimate>, Undefined> {
    let variance = ewma::next_variance(sample.returns(), ewma::DECAY)?;
    let bell = Bell {
        mean: 0.0,
        deviation: (variance * horizon as f64).sqrt(),
        caution: None,
    };
    bell.estimates(confidences)
}

/// `mean * h + z * sqrt(sum of expected variances)`.
pub(super) fn garch(
    sample: &Sample<'_>,
    horizon: usize,
    confidences: &[f64],
) -> Result<Vec<Estimate>, Undefined> {
    let fit = sample.garch()?;
    let bell = Bell {
        mean: fit.evaluation.daily_mean() * horizon as f64,
        deviation: fit.evaluation.deviation_over(horizon)?,
        caution: caution(fit),
    };
    bell.estimates(confidences)
}

/// Of what rests on a fit.
pub(super) fn caution(fit: &Fit) -> Option<Caution> {
    (!fit.converged).then_some(Caution::NotConverged)
}

struct Bell {
    mean: f64,
    deviation: f64,
    caution: Option<Caution>,
}

impl Bell {
    /// The shortfall of a normal distribution is `mean - std * density(z) / (1 - confidence)`.
    fn estimates(&self, confidences: &[f64]) -> Result<Vec<Estimate>, Undefined> {
        let of = |confidence: &f64| {
            let tail = 1.0 - confidence;
            let z = normal::quantile(tail);
            let beyond = normal::density(z) / tail;
            Estimate::checked(
                *confidence,
                self.mean + z * self.deviation,
                self.mean - beyond * self.deviation,
                self.caution,
            )
        };
        confidences.iter().map(of).collect()
    }
}
