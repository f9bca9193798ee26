//! The returns that there were, and the lower end of any set of outcomes.

use super::method::Estimate;
use super::sample::Sample;
use crate::measure::{Undefined, at_least, finite};
use crate::sum::sum;
use crate::tail::sorted;
use crate::volatility::windows::merged;

/// Horizons that must fit into the history side by side. Compounding every `h` days in a row
/// keeps the memory that the returns have, where the root of time would forget it; but the
/// outcomes overlap, so that only this many of them are independent.
const SEPARATE: usize = 5;

pub(super) fn estimates(
    sample: &Sample<'_>,
    horizon: usize,
    confidences: &[f64],
) -> Result<Vec<Estimate>, Undefined> {
    if horizon == 1 {
        let all = sample.ascending();
        return lower_end(all, all.len(), confidences);
    }
    at_least(sample.returns().len(), SEPARATE * horizon)?;
    let growth = merged(sample.returns(), horizon, |r| 1.0 + r, |a, b| a * b);
    let outcomes: Vec<f64> = growth.into_iter().map(|value| value - 1.0).collect();
    lower_end(&sorted(&outcomes), outcomes.len(), confidences)
}

/// Estimates from the lowest of `n` outcomes, in ascending order: the quantile at
/// `(1 - confidence)(n - 1)`, linear between neighbours, and the mean of all at or below it.
/// The outcome after each quantile must be there.
pub(super) fn lower_end(
    ascending: &[f64],
    n: usize,
    confidences: &[f64],
) -> Result<Vec<Estimate>, Undefined> {
    let of = |confidence: &f64| {
        let at = (1.0 - confidence) * (n - 1) as f64;
        let low = at.floor() as usize;
        let high = if low + 1 < ascending.len() {
            low + 1
        } else {
            low
        };
        let step = ascending[high] - ascending[low];
        let quantile = finite(ascending[low] + (at - low as f64) * step)?;
        let below = ascending.partition_point(|outcome| *outcome <= quantile);
        let count = if below == 0 { 1 } else { below };
        let shortfall = sum(&ascending[..count]) / count as f64;
        Estimate::checked(*confidence, quantile, shortfall, None)
    };
    confidences.iter().map(of).collect()
}

/// The `share` lowest outcomes and two more, in ascending order, without sorting the others.
pub(super) fn lowest(mut outcomes: Vec<f64>, share: f64) -> Vec<f64> {
    let count = (share * (outcomes.len() as f64 - 1.0)).floor() as usize + 2;
    if count < outcomes.len() {
        outcomes.select_nth_unstable_by(count, f64::total_cmp);
        outcomes.truncate(count);
    }
    outcomes.sort_unstable_by(f64::total_cmp);
    outcomes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_outcomes_give_the_same_as_all_of_them() {
        let outcomes: Vec<f64> = (0..997)
            .map(|i| f64::from(i * 7919 % 997) - 500.0)
            .collect();
        for confidence in [0.51, 0.9, 0.95, 0.99, 0.9995] {
            let all = lower_end(&sorted(&outcomes), 997, &[confidence]).unwrap();
            let some = lowest(outcomes.clone(), 1.0 - confidence);
            assert_eq!(lower_end(&some, 997, &[confidence]).unwrap(), all);
        }
    }

    #[test]
    fn two_days_compound() {
        let returns: Vec<f64> = [0.1, -0.2, 0.05, -0.1].repeat(3);
        let sample = Sample::new(&returns).unwrap();
        let found = estimates(&sample, 2, &[0.999_999]).unwrap()[0];
        assert!((found.value_at_risk - (0.8 * 1.05 - 1.0)).abs() < 1e-6);
        assert!(estimates(&sample, 3, &[0.95]).is_err());
    }
}
