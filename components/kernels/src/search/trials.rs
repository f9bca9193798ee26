//! What the best Sharpe ratio of a search is worth, given how many were tried.

use super::candidates::Candidates;
use crate::measure::{Measure, Undefined, finite};
use crate::moments::{mean, spread};
use crate::sharpe::{self, Trials};
use crate::sum::sum_by;

/// Count, mean and spread of the Sharpe ratios of a search, in constant memory.
///
/// Ratios are those of one period. Sums are in order of arrival: offer, and merge, in a
/// fixed order where the last digit matters.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    /// Ratios taken up.
    pub count: u64,
    /// Trials that had no ratio; they tried nothing that could have been lucky.
    pub undefined: u64,
    /// Mean of the ratios.
    pub mean: f64,
    /// Sum of squared distances from the mean (Welford 1962).
    pub squares: f64,
}

impl Tally {
    /// Takes up the ratio of a trial.
    pub fn offer(&mut self, ratio: Measure) {
        let one = match ratio.and_then(finite) {
            Ok(mean) => Self {
                count: 1,
                mean,
                ..Self::default()
            },
            Err(_) => Self {
                undefined: 1,
                ..Self::default()
            },
        };
        self.merge(&one);
    }

    /// Takes up another worker's tally (Chan, Golub and LeVeque 1979).
    pub fn merge(&mut self, other: &Self) {
        self.undefined += other.undefined;
        if other.count == 0 {
            return;
        }
        let (here, there) = (self.count as f64, other.count as f64);
        let distance = other.mean - self.mean;
        self.count += other.count;
        self.mean += distance * there / (here + there);
        self.squares += other.squares + distance * distance * here * there / (here + there);
    }

    /// Variance of the ratios with n - 1; needs two.
    pub fn variance(&self) -> Measure {
        if self.count < 2 {
            return Err(Undefined::InsufficientData);
        }
        finite(self.squares / (self.count - 1) as f64)
    }

    /// The trials as [`crate::sharpe`] takes them: `correlation` is the mean one between the
    /// trials, 0 for independent ones, which is the strictest reading.
    pub fn trials(&self, correlation: f64) -> Result<Trials, Undefined> {
        let variance = self.variance()?;
        let count = effective_number(self.count as f64, correlation)?;
        Ok(Trials { count, variance })
    }
}

/// How many independent trials so many correlated ones are worth, `c + (1 - c) N` with the
/// mean correlation `c` from 0 to 1 (Bailey and Lopez de Prado 2014, appendix 3); one below 0
/// counts as 0, since no set of trials is worth more than its number.
pub fn effective_number(count: f64, correlation: f64) -> Measure {
    if !(count >= 1.0 && count.is_finite() && (-1.0..=1.0).contains(&correlation)) {
        return Err(Undefined::OutsideDomain);
    }
    let shared = correlation.max(0.0);
    finite(shared + (1.0 - shared) * count)
}

/// Mean correlation of all pairs of candidates, from `-1 / (k - 1)` to 1; constant ones are
/// left out, and two others are needed.
///
/// From the variance of the sum of the standardised series, `(var - k) / (k (k - 1))`, in one
/// pass over the columns instead of one over each pair.
pub fn average_correlation(candidates: &Candidates<'_>) -> Measure {
    let mut total = vec![0.0; candidates.periods()];
    let mut count = 0.0;
    for column in candidates.columns() {
        let Ok(deviation) = spread(column, 1) else {
            continue;
        };
        let centre = mean(column)?;
        for (sum, value) in total.iter_mut().zip(*column) {
            *sum += (value - centre) / deviation;
        }
        count += 1.0;
    }
    if count < 2.0 {
        return Err(Undefined::InsufficientData);
    }
    let variance = sum_by(&total, |sum| sum * sum) / (candidates.periods() - 1) as f64;
    let average = (variance - count) / (count * (count - 1.0));
    finite(average.clamp(-1.0, 1.0))
}

/// The best of a search beside what luck would have shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deflated {
    /// Its Sharpe ratio, of one period.
    pub ratio: f64,
    /// The largest ratio to expect of these trials without skill.
    pub expected_maximum: f64,
    /// Probability that its true ratio is above that: [`sharpe::deflated`].
    pub probability: f64,
}

/// Deflates the best of some trials by its returns; `rate` is the risk-free return of a period.
pub fn deflate(returns: &[f64], rate: f64, trials: Trials) -> Result<Deflated, Undefined> {
    Ok(Deflated {
        ratio: crate::ratios::sharpe(returns, rate, 1.0)?,
        expected_maximum: trials.expected_maximum()?,
        probability: sharpe::deflated(returns, rate, trials)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moments::{correlation, variance};
    use crate::simulate::random::Draws;

    fn noise(columns: u64) -> Vec<Vec<f64>> {
        let draws = Draws::named("trials");
        let column = |k| (0..300).map(move |t| draws.normal(k, t) + draws.normal(99, t));
        (0..columns).map(|k| column(k).collect()).collect()
    }

    #[test]
    fn the_mean_correlation_is_that_of_all_pairs() {
        let columns = noise(5);
        let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let found = average_correlation(&Candidates::new(&slices).unwrap()).unwrap();
        let mut pairs = Vec::new();
        for i in 0..5 {
            pairs.extend((0..i).map(|j| correlation(slices[i], slices[j]).unwrap()));
        }
        assert!((found - mean(&pairs).unwrap()).abs() < 1e-12);
    }

    #[test]
    fn a_tally_in_parts_is_the_tally_of_the_whole() {
        let ratios: Vec<f64> = noise(1).remove(0);
        let tally = |ratios: &[f64]| {
            let mut tally = Tally::default();
            ratios.iter().for_each(|ratio| tally.offer(Ok(*ratio)));
            tally.offer(Err(Undefined::NoTrades));
            tally
        };
        let mut parts = tally(&ratios[..90]);
        parts.merge(&tally(&ratios[90..]));
        assert_eq!((parts.count, parts.undefined), (300, 2));
        let exact = variance(&ratios, 1).unwrap();
        assert!((parts.variance().unwrap() - exact).abs() < 1e-12 * exact);
    }

    #[test]
    fn trials_that_are_one_another_count_as_one() {
        assert_eq!(effective_number(100.0, 1.0), Ok(1.0));
        assert_eq!(effective_number(100.0, 0.0), Ok(100.0));
        assert_eq!(effective_number(100.0, -0.01), Ok(100.0));
        assert_eq!(effective_number(0.0, 0.5), Err(Undefined::OutsideDomain));
        assert_eq!(
            effective_number(9.0, f64::NAN),
            Err(Undefined::OutsideDomain)
        );
    }

    /// The example of Bailey and Lopez de Prado (2014): 100 trials whose annual ratios vary by
    /// 1/2, 250 days a year, give 0.1132 a day.
    #[test]
    fn luck_among_a_hundred_trials_is_that_of_the_paper() {
        let found = Trials {
            count: 100.0,
            variance: 0.5 / 250.0,
        };
        assert!((found.expected_maximum().unwrap() - 0.1132).abs() < 5e-5);
    }

    #[test]
    fn more_trials_leave_less_of_the_best() {
        let returns: Vec<f64> = noise(1).remove(0).iter().map(|r| r + 0.2).collect();
        let among = |count| {
            let variance = 0.01;
            deflate(&returns, 0.0, Trials { count, variance }).unwrap()
        };
        assert!(among(1_000.0).probability < among(10.0).probability);
        assert!(among(10.0).expected_maximum < among(1_000.0).expected_maximum);
    }
}
