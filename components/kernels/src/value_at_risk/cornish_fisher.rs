//! The normal quantile corrected for skew and kurtosis, and its mean beyond a quantile.

use super::method::{Caution, Estimate};
use super::sample::Sample;
use crate::measure::Undefined;
use crate::normal;
use crate::tail::{cornish_fisher_is_monotone, cornish_fisher_quantile};

/// `mean * h + z_cf * std * sqrt(h)`. Over independent days skew falls with the root of their
/// number and excess kurtosis with the number itself, since cumulants add up.
///
/// Outside the domain the value is given all the same, with a caution.
pub(super) fn estimates(
    sample: &Sample<'_>,
    horizon: usize,
    confidences: &[f64],
) -> Result<Vec<Estimate>, Undefined> {
    let moments = sample.moments()?;
    let days = horizon as f64;
    let (skew, kurtosis) = moments.shape?;
    let (skew, kurtosis) = (skew / days.sqrt(), kurtosis / days);
    let caution = (!cornish_fisher_is_monotone(skew, kurtosis)).then_some(Caution::OutsideDomain);
    let (mean, deviation) = (moments.mean * days, moments.deviation * days.sqrt());
    let of = |confidence: &f64| {
        let z = normal::quantile(1.0 - confidence);
        let value = mean + deviation * cornish_fisher_quantile(z, skew, kurtosis);
        let shortfall = mean + deviation * mean_below(z, skew, kurtosis);
        Estimate::checked(*confidence, value, shortfall, caution)
    };
    confidences.iter().map(of).collect()
}

/// Mean of the corrected quantile over all probabilities up to that of `z`.
///
/// Each term of the expansion is a Hermite polynomial, and those integrate to the density
/// times the next lower one: `-density(z) / p * (1 + z s/6 + (z^2-1) k/24 - (2 z^2-1) s^2/36)`.
fn mean_below(z: f64, skew: f64, kurtosis: f64) -> f64 {
    let terms = 1.0 + z * skew / 6.0 + (z * z - 1.0) * kurtosis / 24.0
        - (2.0 * z * z - 1.0) * skew * skew / 36.0;
    -normal::density(z) / normal::probability(z) * terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_beyond_equals_the_numerical_integral() {
        let (skew, kurtosis, p) = (-0.4, 1.5, 0.05);
        let steps = 200_000;
        let total: f64 = (0..steps)
            .map(|step| {
                let q = p * (f64::from(step) + 0.5) / f64::from(steps);
                cornish_fisher_quantile(normal::quantile(q), skew, kurtosis)
            })
            .sum();
        let expected = total / f64::from(steps);
        let found = mean_below(normal::quantile(p), skew, kurtosis);
        assert!((found - expected).abs() < 1e-4, "{found} {expected}");
    }
}
