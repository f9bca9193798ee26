//! The returns that a model is fitted to, in percent and in the unit of the search.

use super::model::Centre;
use crate::measure::{Undefined, at_least, finite};
use crate::moments;
use crate::sum::{sum, sum_by};

/// Fewer returns say next to nothing about five parameters.
pub const LEAST_RETURNS: usize = 30;

/// Returns are fractions; the literature, and the peers, fit percentages.
pub(super) const PERCENT: f64 = 100.0;

/// Days that the variance before the first day is estimated from, and the decay of their
/// weights: the convention of the peer arch.
const BACKCAST_DAYS: usize = 75;
const BACKCAST_DECAY: f64 = 0.94;

/// Returns in percent over a power of two near their spread, so that the search sees numbers
/// near 1 whatever the scale and not a bit of any return is lost.
#[derive(Debug, Clone)]
pub(in crate::volatility) struct Sample {
    /// Returns over [`Self::unit`].
    pub returns: Vec<f64>,
    /// Percent.
    pub unit: f64,
    /// Of the scaled returns; 0 with mean zero.
    pub mean: f64,
    /// Mean square around [`Self::mean`].
    pub variance: f64,
    /// Variance of the day before the first: weighted mean of the first squares.
    pub backcast: f64,
}

impl Sample {
    pub fn new(returns: &[f64], centre: Centre) -> Result<Self, Undefined> {
        at_least(returns.len(), LEAST_RETURNS)?;
        let unit = power_of_two_near(PERCENT * moments::spread(returns, 0)?);
        let scale = 1.0 / unit;
        let returns: Vec<f64> = returns.iter().map(|r| PERCENT * r * scale).collect();
        let n = returns.len() as f64;
        let mean = match centre {
            Centre::Zero => 0.0,
            Centre::Constant => sum(&returns) / n,
        };
        let variance = finite(sum_by(&returns, |y| (y - mean) * (y - mean)) / n)?;
        let backcast = backcast(&returns, mean);
        Ok(Self {
            returns,
            unit,
            mean,
            variance,
            backcast,
        })
    }
}

/// Weighted mean of the first squares around `mean`, the weights falling by 0.94 a day.
fn backcast(returns: &[f64], mean: f64) -> f64 {
    let (mut weight, mut weights, mut total) = (1.0, 0.0, 0.0);
    for y in returns.iter().take(BACKCAST_DAYS) {
        total += weight * (y - mean) * (y - mean);
        weights += weight;
        weight *= BACKCAST_DECAY;
    }
    total / weights
}

/// The power of two with the exponent of a positive normal number.
fn power_of_two_near(x: f64) -> f64 {
    f64::from_bits(x.to_bits() & 0x7ff0_0000_0000_0000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_scale_by_a_power_of_two_changes_no_bit() {
        let returns: Vec<f64> = (0..50).map(|i| f64::from(i * i % 17) * 1e-3).collect();
        let larger: Vec<f64> = returns.iter().map(|r| r * 1024.0).collect();
        let (a, b) = (
            Sample::new(&returns, Centre::Constant).unwrap(),
            Sample::new(&larger, Centre::Constant).unwrap(),
        );
        assert_eq!(a.returns, b.returns);
        assert_eq!(a.unit * 1024.0, b.unit);
    }

    #[test]
    fn what_cannot_be_fitted_is_refused_with_its_reason() {
        let refused = |xs: &[f64]| Sample::new(xs, Centre::Constant).unwrap_err();
        assert_eq!(refused(&[0.01; 29]), Undefined::InsufficientData);
        assert_eq!(refused(&[0.01; 60]), Undefined::ZeroVariance);
        assert_eq!(refused(&[f64::NAN; 60]), Undefined::NotFinite);
        let huge: Vec<f64> = (0..60).map(|i| f64::from(i) * 1e300).collect();
        assert_eq!(refused(&huge), Undefined::NotFinite);
    }
}
