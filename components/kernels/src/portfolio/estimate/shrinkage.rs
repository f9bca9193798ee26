//! Covariances drawn towards a simple target, as far as the sample's own noise asks for it.
//!
//! Of `d F + (1 - d) S` the intensity `d` in [0, 1] minimises the expected squared error.

use super::covariance::products;
use super::{centred, observations};
use crate::measure::Undefined;
use crate::portfolio::matrix::{Square, dot};
use crate::portfolio::refusal::Refusal;
use crate::sum::sum_by;

/// A covariance of one period and how far it was drawn to its target.
#[derive(Debug, Clone, PartialEq)]
pub struct Shrunk {
    /// The covariance.
    pub covariance: Square,
    /// 0 leaves the sample, 1 is the target alone.
    pub intensity: f64,
}

/// Target: independent assets with one common variance (Ledoit and Wolf 2004, "A
/// well-conditioned estimator"). The sample part divides by `n`.
pub fn constant_variance(columns: &[&[f64]]) -> Result<Shrunk, Refusal> {
    let n = observations(columns)? as f64;
    let rows = centred(columns)?;
    let sample = products(&rows, n).finite()?;
    let centre = sample.mean_diagonal();
    let assets = rows.len() as f64;
    let squares = sum_by(sample.cells(), |c| c * c);
    let noise = (fourth(&rows) / n - squares) / (assets * n);
    let distance = squares / assets - centre * centre;
    let noise = if noise < distance { noise } else { distance };
    let intensity = share(noise, distance)?;
    let target = |i: usize, j: usize| if i == j { centre } else { 0.0 };
    mixed(&sample, intensity, target)
}

/// Target: the sample's variances with one common correlation, their mean (Ledoit and Wolf
/// 2004, "Honey, I shrunk the sample covariance matrix"). The sample part divides by `n - 1`.
pub fn constant_correlation(columns: &[&[f64]]) -> Result<Shrunk, Refusal> {
    let n = observations(columns)? as f64;
    let rows = centred(columns)?;
    let sample = products(&rows, n - 1.0).finite()?;
    let deviations = sample.deviations();
    if deviations.contains(&0.0) {
        return Err(Undefined::ZeroVariance.into());
    }
    let size = rows.len();
    if size < 2 {
        return Ok(Shrunk {
            covariance: sample,
            intensity: 0.0,
        });
    }
    let pairs = (size * (size - 1)) as f64;
    let correlation = |i: usize, j: usize| sample.at(i, j) / (deviations[i] * deviations[j]);
    let total: f64 = every_pair(size).map(|(i, j)| correlation(i, j)).sum();
    let average = total / pairs;
    let target = |i: usize, j: usize| match i == j {
        true => sample.at(i, i),
        false => average * deviations[i] * deviations[j],
    };
    let (mut noise, mut shared) = (0.0, 0.0);
    for i in 0..size {
        noise += variance_of_cell(&rows, &sample, (i, i));
        shared += variance_of_cell(&rows, &sample, (i, i));
    }
    for (i, j) in every_pair(size) {
        noise += variance_of_cell(&rows, &sample, (i, j));
        let tie = tie_to_variance(&rows, &sample, (i, j));
        shared += average * deviations[j] / deviations[i] * tie;
    }
    let distance: f64 = every_pair(size)
        .map(|(i, j)| (sample.at(i, j) - target(i, j)).powi(2))
        .sum();
    mixed(&sample, share((noise - shared) / n, distance)?, target)
}

/// Target: the covariance that one factor, the mean of all assets, explains, with the
/// sample's variances (Ledoit and Wolf 2003). The sample part divides by `n`.
pub fn single_factor(columns: &[&[f64]]) -> Result<Shrunk, Refusal> {
    let n = observations(columns)? as f64;
    let rows = centred(columns)?;
    let size = rows.len();
    let factor: Vec<f64> = (0..rows[0].len())
        .map(|t| rows.iter().map(|row| row[t]).sum::<f64>() / size as f64)
        .collect();
    let sample = products(&rows, n).finite()?;
    let variance = dot(&factor, &factor) / n;
    if variance <= 0.0 {
        return Err(Undefined::ZeroVariance.into());
    }
    let betas: Vec<f64> = rows.iter().map(|row| dot(row, &factor) / n).collect();
    let target = |i: usize, j: usize| match i == j {
        true => sample.at(i, i),
        false => betas[i] * betas[j] / variance,
    };
    let noise = fourth(&rows) / n - sum_by(sample.cells(), |c| c * c);
    let own: f64 = (0..size)
        .map(|i| sum_by(&rows[i], |x| x.powi(4)) / n - sample.at(i, i).powi(2))
        .sum();
    let shared = own
        + factor_ties(
            &rows,
            &sample,
            &Factor {
                factor,
                betas: &betas,
                variance,
            },
        );
    let distance: f64 = every_pair(size)
        .map(|(i, j)| (sample.at(i, j) - target(i, j)).powi(2))
        .sum();
    mixed(&sample, share((noise - shared) / n, distance)?, target)
}

struct Factor<'a> {
    factor: Vec<f64>,
    betas: &'a [f64],
    variance: f64,
}

/// Sum over pairs of the covariance between the target's and the sample's estimation errors.
fn factor_ties(rows: &[Vec<f64>], sample: &Square, of: &Factor<'_>) -> f64 {
    let n = of.factor.len() as f64;
    let with_factor: Vec<Vec<f64>> = rows
        .iter()
        .map(|row| row.iter().zip(&of.factor).map(|(x, f)| x * f).collect())
        .collect();
    let squares: Vec<Vec<f64>> = rows
        .iter()
        .map(|row| row.iter().map(|x| x * x).collect())
        .collect();
    let (mut first, mut second) = (0.0, 0.0);
    for (i, j) in every_pair(rows.len()) {
        let one = dot(&squares[i], &with_factor[j]) / n - of.betas[i] * sample.at(i, j);
        first += one * of.betas[j] / of.variance;
        let two = dot(&with_factor[i], &with_factor[j]) / n - of.variance * sample.at(i, j);
        second += two * of.betas[i] * of.betas[j] / (of.variance * of.variance);
    }
    2.0 * first - second
}

/// `sum over i, j, t of (x_it x_jt)^2`, which is `sum over t of (sum over i of x_it^2)^2`.
fn fourth(rows: &[Vec<f64>]) -> f64 {
    let mut lengths = vec![0.0; rows[0].len()];
    for row in rows {
        for (length, x) in lengths.iter_mut().zip(row) {
            *length += x * x;
        }
    }
    dot(&lengths, &lengths)
}

/// Asymptotic variance of one cell of the sample covariance.
fn variance_of_cell(rows: &[Vec<f64>], sample: &Square, (i, j): (usize, usize)) -> f64 {
    let n = rows[i].len() as f64;
    let cell = sample.at(i, j);
    let product = dot(&rows[i], &rows[j]) / n;
    let fourth = crate::sum::sum_pairs(&rows[i], &rows[j], |x, y| (x * y) * (x * y)) / n;
    fourth - 2.0 * product * cell + cell * cell
}

/// Asymptotic covariance of cell `(i, i)` with cell `(i, j)`.
fn tie_to_variance(rows: &[Vec<f64>], sample: &Square, (i, j): (usize, usize)) -> f64 {
    let n = rows[i].len() as f64;
    let third = crate::sum::sum_pairs(&rows[i], &rows[j], |x, y| x * x * x * y) / n;
    let (own, product) = (dot(&rows[i], &rows[i]) / n, dot(&rows[i], &rows[j]) / n);
    let (variance, cell) = (sample.at(i, i), sample.at(i, j));
    third - own * cell - product * variance + variance * cell
}

fn every_pair(size: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..size).flat_map(move |i| (0..size).filter(move |j| *j != i).map(move |j| (i, j)))
}

/// `noise / distance` cut to [0, 1]; a sample that is its own target needs no shrinkage.
fn share(noise: f64, distance: f64) -> Result<f64, Undefined> {
    if !noise.is_finite() || !distance.is_finite() {
        return Err(Undefined::NotFinite);
    }
    if distance <= 0.0 || noise <= 0.0 {
        Ok(0.0)
    } else {
        Ok((noise / distance).clamp(0.0, 1.0))
    }
}

fn mixed(
    sample: &Square,
    intensity: f64,
    target: impl Fn(usize, usize) -> f64,
) -> Result<Shrunk, Refusal> {
    let cell = |i, j| intensity * target(i, j) + (1.0 - intensity) * sample.at(i, j);
    Ok(Shrunk {
        covariance: Square::symmetric(sample.size(), cell).finite()?,
        intensity,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: [f64; 6] = [0.01, -0.02, 0.03, 0.0, -0.01, 0.005];
    const Y: [f64; 6] = [0.02, -0.01, 0.01, -0.03, 0.0, 0.01];

    #[test]
    fn an_intensity_lies_between_sample_and_target() {
        for shrunk in [
            constant_variance(&[&X, &Y]).unwrap(),
            constant_correlation(&[&X, &Y]).unwrap(),
            single_factor(&[&X, &Y]).unwrap(),
        ] {
            assert!((0.0..=1.0).contains(&shrunk.intensity));
        }
    }

    #[test]
    fn constant_columns_have_a_reason_or_nothing_to_shrink() {
        let flat = [0.01; 6];
        assert_eq!(
            constant_correlation(&[&X, &flat]),
            Err(Undefined::ZeroVariance.into())
        );
        let shrunk = constant_variance(&[&[0.0; 6], &[0.0; 6]]).unwrap();
        assert_eq!(shrunk.intensity, 0.0);
    }
}
