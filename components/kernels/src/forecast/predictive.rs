//! What a model says: a normal distribution of the logarithmic return over the horizon.

use crate::normal;

/// Centre and spread of the logarithmic return over the horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Predictive {
    /// Mean and median of the logarithmic return.
    pub centre: f64,
    /// Its standard deviation, above zero.
    pub spread: f64,
}

impl Predictive {
    /// A distribution, unless centre or spread is not a usable number.
    pub fn new(centre: f64, spread: f64) -> Option<Self> {
        (centre.is_finite() && spread.is_finite() && spread > 0.0)
            .then_some(Self { centre, spread })
    }

    /// Probability that the price is higher after the horizon.
    pub fn p_up(&self) -> f64 {
        normal::probability(self.centre / self.spread)
    }

    /// Simple return at the centre, `exp(centre) - 1`: as likely exceeded as not.
    pub fn median_return(&self) -> f64 {
        self.centre.exp_m1()
    }

    /// Logarithmic returns between which a share `level` of the probability lies.
    pub fn interval(&self, level: f64) -> (f64, f64) {
        let half = normal::quantile(0.5 + 0.5 * level) * self.spread;
        (self.centre - half, self.centre + half)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_centre_up_and_down_are_equally_likely() {
        let flat = Predictive::new(0.0, 0.02).unwrap();
        assert_eq!(flat.p_up(), 0.5);
        assert_eq!(flat.median_return(), 0.0);
        let (low, high) = flat.interval(0.9);
        assert!((high - 0.02 * 1.6448536269514722).abs() < 1e-12 && low == -high);
    }

    #[test]
    fn a_distribution_without_spread_is_refused() {
        assert_eq!(Predictive::new(0.1, 0.0), None);
        assert_eq!(Predictive::new(f64::NAN, 1.0), None);
    }
}
