//! Covariances of the sample, of its losses, and with exponentially falling weights.

use super::{centred, exponential_weights, observations};
use crate::measure::finite;
use crate::portfolio::eigen::nearest_semidefinite;
use crate::portfolio::matrix::{Square, dot};
use crate::portfolio::refusal::{Input, Refusal};
use crate::sum::loss;

/// `sum((x - mx)(y - my)) / (n - 1)`.
pub fn sample(columns: &[&[f64]]) -> Result<Square, Refusal> {
    let n = observations(columns)?;
    let centred = centred(columns)?;
    Ok(products(&centred, (n - 1) as f64).finite()?)
}

/// Weighted mean of `(x - mx)(y - my)`, where `mx` and `my` are plain means and weights fall
/// by `1 - 2/(span + 1)` a period into the past.
pub fn exponential(columns: &[&[f64]], span: f64) -> Result<Square, Refusal> {
    let weights = exponential_weights(observations(columns)?, span)?;
    let roots: Vec<f64> = weights.iter().map(|w| w.sqrt()).collect();
    let mut rows = centred(columns)?;
    for row in &mut rows {
        for (x, root) in row.iter_mut().zip(&roots) {
            *x *= root;
        }
    }
    Ok(products(&rows, 1.0).finite()?)
}

/// `sum(min(x - b, 0) min(y - b, 0)) / n` with `b` the benchmark return of one period.
pub fn downside(columns: &[&[f64]], benchmark: f64) -> Result<Square, Refusal> {
    let n = observations(columns)?;
    finite(benchmark).map_err(|_| Input::Number { what: "benchmark" })?;
    let drops = |column: &&[f64]| column.iter().map(|r| loss(r - benchmark)).collect();
    let rows: Vec<Vec<f64>> = columns.iter().map(drops).collect();
    Ok(nearest_semidefinite(&products(&rows, n as f64).finite()?)?)
}

/// `rows rows' / divisor`.
pub(super) fn products(rows: &[Vec<f64>], divisor: f64) -> Square {
    Square::symmetric(rows.len(), |i, j| dot(&rows[i], &rows[j]) / divisor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Undefined;
    use crate::moments;

    const X: [f64; 5] = [0.01, -0.02, 0.03, 0.0, -0.01];
    const Y: [f64; 5] = [0.02, -0.01, 0.01, -0.03, 0.0];

    #[test]
    fn the_sample_covariance_is_that_of_pairs() {
        let found = sample(&[&X, &Y]).unwrap();
        assert_eq!(Ok(found.at(0, 1)), moments::covariance(&X, &Y));
        assert_eq!(Ok(found.at(1, 1)), moments::variance(&Y, 1));
    }

    #[test]
    fn a_wide_window_weighs_all_alike() {
        let found = exponential(&[&X, &Y], 1e9).unwrap().at(0, 1);
        let plain = sample(&[&X, &Y]).unwrap().at(0, 1) * 4.0 / 5.0;
        assert!((found / plain - 1.0).abs() < 1e-7);
    }

    #[test]
    fn only_common_losses_count_below_the_benchmark() {
        let found = downside(&[&X, &Y], 0.0).unwrap();
        assert!((found.at(0, 1) - 0.0002 / 5.0).abs() < 1e-18);
        assert!((found.at(0, 0) - 0.0005 / 5.0).abs() < 1e-18);
    }

    #[test]
    fn columns_of_other_lengths_are_refused() {
        let refusal = sample(&[&X, &Y[1..]]).unwrap_err();
        assert_eq!(refusal.code(), "invalid_input");
        assert_eq!(
            sample(&[&X[..1], &Y[..1]]),
            Err(Undefined::InsufficientData.into())
        );
        assert_eq!(
            sample(&[&[f64::MAX, f64::MIN, 0.0]]),
            Err(Undefined::NotFinite.into())
        );
    }
}
