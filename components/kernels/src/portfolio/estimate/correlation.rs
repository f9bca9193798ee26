//! Correlation matrices: of values, of ranks, and of a shrunk covariance.

use super::shrinkage::constant_variance;
use super::{covariance, observations};
use crate::measure::Undefined;
use crate::portfolio::matrix::Square;
use crate::portfolio::refusal::Refusal;

/// Correlations of the values, from -1 to 1; a constant column has none.
pub fn pearson(columns: &[&[f64]]) -> Result<Square, Refusal> {
    observations(columns)?;
    for column in columns {
        crate::moments::spread(column, 1)?;
    }
    Ok(of_covariance(&covariance::sample(columns)?)?)
}

/// Correlations of the ranks, equal values sharing their average rank (Spearman 1904).
pub fn spearman(columns: &[&[f64]]) -> Result<Square, Refusal> {
    observations(columns)?;
    let ranked: Vec<Vec<f64>> = columns.iter().map(|column| ranks(column)).collect();
    let views: Vec<&[f64]> = ranked.iter().map(Vec::as_slice).collect();
    pearson(&views)
}

/// Correlations within the covariance of [`constant_variance`].
pub fn ledoit_wolf(columns: &[&[f64]]) -> Result<Square, Refusal> {
    Ok(of_covariance(&constant_variance(columns)?.covariance)?)
}

/// `S_ij / sqrt(S_ii S_jj)`, cut to [-1, 1], exactly 1 on the diagonal.
pub fn of_covariance(covariance: &Square) -> Result<Square, Undefined> {
    let deviations = covariance.deviations();
    if deviations.contains(&0.0) {
        return Err(Undefined::ZeroVariance);
    }
    Square::symmetric(covariance.size(), |i, j| match i == j {
        true => 1.0,
        false => (covariance.at(i, j) / (deviations[i] * deviations[j])).clamp(-1.0, 1.0),
    })
    .finite()
}

/// Ranks from 1, ascending; equal values share the mean of theirs.
pub fn ranks(xs: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..xs.len()).collect();
    order.sort_by(|i, j| xs[*i].total_cmp(&xs[*j]));
    let mut ranks = vec![0.0; xs.len()];
    let mut first = 0;
    while first < order.len() {
        let value = xs[order[first]];
        let mut last = first;
        while last + 1 < order.len() && xs[order[last + 1]] == value {
            last += 1;
        }
        for place in &order[first..=last] {
            ranks[*place] = (first + last) as f64 / 2.0 + 1.0;
        }
        first = last + 1;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_rank() {
        assert_eq!(
            ranks(&[3.0, 1.0, 3.0, 0.0, -0.0]),
            [4.5, 3.0, 4.5, 1.5, 1.5]
        );
    }

    #[test]
    fn ranks_see_through_any_rising_curve() {
        let x = [0.3, -0.1, 0.7, 0.2];
        let curved: Vec<f64> = x.iter().map(|v: &f64| v.exp().powi(3)).collect();
        assert!((spearman(&[&x, &curved]).unwrap().at(0, 1) - 1.0).abs() < 1e-15);
        assert!(pearson(&[&x, &curved]).unwrap().at(0, 1) < 0.99);
    }

    #[test]
    fn a_constant_column_has_no_correlation() {
        let flat = [0.1; 4];
        let refusal = pearson(&[&flat, &[0.3, -0.1, 0.7, 0.2]]);
        assert_eq!(refusal, Err(Undefined::ZeroVariance.into()));
    }
}
