//! How far a Sharpe ratio is to be believed: after how many trials, and over how long a record.
//!
//! `rate` is the risk-free return of one period. Sharpe ratios are those of one period, not
//! annualised, and so is their variance.

use crate::measure::{Measure, Undefined, finite};
use crate::moments::{kurtosis_sample, skew_sample};
use crate::normal;
use crate::ratios::sharpe;

/// Euler's and Mascheroni's constant.
const EULER_MASCHERONI: f64 = 0.577_215_664_901_532_9;

/// The trials among which a strategy was the best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trials {
    /// Number of independent trials, at least 1; correlated ones count for fewer.
    pub count: f64,
    /// Variance of their Sharpe ratios.
    pub variance: f64,
}

impl Trials {
    /// The largest Sharpe ratio to expect of trials without skill,
    /// `sqrt(V) ((1 - g) z(1 - 1/N) + g z(1 - 1/(N e)))` with Euler's `g` (Bailey and Lopez de
    /// Prado 2014); 0 for a single trial.
    ///
    /// [`Undefined::OutsideDomain`] for less than one trial or a negative variance.
    pub fn expected_maximum(self) -> Measure {
        if !(self.count >= 1.0 && self.variance >= 0.0) {
            return Err(Undefined::OutsideDomain);
        }
        if self.count == 1.0 {
            return Ok(0.0);
        }
        let among = |count: f64| normal::quantile(1.0 - 1.0 / count);
        let expected = (1.0 - EULER_MASCHERONI) * among(self.count)
            + EULER_MASCHERONI * among(self.count * std::f64::consts::E);
        finite(self.variance.sqrt() * expected)
    }
}

/// Deflated Sharpe ratio: the probability that the true ratio is above what the best of the
/// trials would have shown without skill, from 0 to 1. With one trial it is the probabilistic
/// Sharpe ratio.
pub fn deflated(returns: &[f64], rate: f64, trials: Trials) -> Measure {
    probability_above(returns, rate, trials.expected_maximum()?)
}

/// Probability that the true Sharpe ratio of a period is above `threshold` (Bailey and Lopez
/// de Prado 2012): `cdf((s - threshold) sqrt(n - 1) / sqrt(1 - skew s + (k + 2)/4 s^2))` with
/// sample skew and excess kurtosis `k`; needs four values.
pub fn probability_above(returns: &[f64], rate: f64, threshold: f64) -> Measure {
    let observed = Observed::of(returns, rate)?;
    let excess = observed.ratio - threshold;
    finite(normal::probability(
        excess * ((returns.len() - 1) as f64 / observed.variance).sqrt(),
    ))
}

/// Minimum track record length: the number of periods after which a record like this one
/// shows a Sharpe ratio above `threshold` with that confidence,
/// `1 + (1 - skew s + (k + 2)/4 s^2) (z / (s - threshold))^2` (Bailey and Lopez de Prado 2012).
///
/// [`Undefined::OutsideDomain`] where the ratio is not above the threshold, so that no length
/// would do, and for a confidence outside (0.5, 1).
pub fn minimum_track_record(
    returns: &[f64],
    rate: f64,
    threshold: f64,
    confidence: f64,
) -> Measure {
    let observed = Observed::of(returns, rate)?;
    if !(observed.ratio > threshold && confidence > 0.5 && confidence < 1.0) {
        return Err(Undefined::OutsideDomain);
    }
    let distance = normal::quantile(confidence) / (observed.ratio - threshold);
    finite(1.0 + observed.variance * distance * distance)
}

struct Observed {
    ratio: f64,
    /// Of the ratio's estimate, times n - 1.
    variance: f64,
}

impl Observed {
    fn of(returns: &[f64], rate: f64) -> Result<Self, Undefined> {
        let ratio = sharpe(returns, rate, 1.0)?;
        let (skew, kurtosis) = (skew_sample(returns)?, kurtosis_sample(returns)?);
        let variance = 1.0 - skew * ratio + (kurtosis + 2.0) / 4.0 * ratio * ratio;
        if variance <= 0.0 {
            return Err(Undefined::OutsideDomain);
        }
        Ok(Self { ratio, variance })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ratios::probabilistic_sharpe;

    fn record(n: usize) -> Vec<f64> {
        (0..n)
            .map(|i| 0.001 + 0.01 * (((i * 7919) % 101) as f64 / 50.0 - 1.0))
            .collect()
    }

    /// `scipy.stats.norm.ppf`, scipy 1.17.1, put into the formula.
    #[test]
    fn the_best_of_many_trials_without_skill_shows_a_ratio() {
        let best = |count| {
            Trials {
                count,
                variance: 0.25,
            }
            .expected_maximum()
            .unwrap()
        };
        assert!((best(100.0) - 1.265_301_446_600_842_3).abs() < 1e-12);
        assert_eq!(best(1.0), 0.0);
        assert!(best(1_000.0) > best(100.0) && best(100.0) > best(10.0));
    }

    #[test]
    fn a_single_trial_leaves_the_probabilistic_ratio() {
        let one = Trials {
            count: 1.0,
            variance: 0.01,
        };
        let (returns, many) = (
            record(300),
            Trials {
                count: 50.0,
                variance: 0.01,
            },
        );
        let alone = deflated(&returns, 0.0, one).unwrap();
        assert!((alone - probabilistic_sharpe(&returns, 0.0).unwrap()).abs() < 1e-15);
        assert!(deflated(&returns, 0.0, many).unwrap() < alone);
    }

    #[test]
    fn a_record_of_the_minimum_length_has_just_that_confidence() {
        let returns = record(400);
        let length = minimum_track_record(&returns, 0.0, 0.01, 0.95).unwrap();
        let observed = Observed::of(&returns, 0.0).unwrap();
        let z = (observed.ratio - 0.01) * ((length - 1.0) / observed.variance).sqrt();
        assert!((normal::probability(z) - 0.95).abs() < 1e-12);
    }

    #[test]
    fn what_no_length_could_show_has_none() {
        let returns = record(400);
        let of = |threshold, confidence| minimum_track_record(&returns, 0.0, threshold, confidence);
        assert_eq!(of(5.0, 0.95), Err(Undefined::OutsideDomain));
        assert_eq!(of(0.0, 1.0), Err(Undefined::OutsideDomain));
        let none = Trials {
            count: 0.0,
            variance: 1.0,
        };
        assert_eq!(none.expected_maximum(), Err(Undefined::OutsideDomain));
    }
}
