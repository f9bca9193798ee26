//! Eigenvalues of a symmetric matrix, and the nearest matrix that can be a covariance.

use super::matrix::{Cholesky, Square, dot};
use crate::measure::Undefined;

/// Sweeps over all pairs; Jacobi's method converges quadratically, so that 10 are common.
const SWEEPS: usize = 60;

/// Eigenvalues, ascending, with their unit vectors.
#[derive(Debug, Clone)]
pub struct Eigen {
    /// The values, smallest first.
    pub values: Vec<f64>,
    /// The vector of each value, of length one.
    pub vectors: Vec<Vec<f64>>,
}

/// Decomposes by cyclic Jacobi rotations (Golub and Van Loan 2013, section 8.5): slower than
/// tridiagonal methods, but as accurate for small values as for large ones.
pub fn decompose(matrix: &Square) -> Result<Eigen, Undefined> {
    let n = matrix.size();
    let mut a: Vec<f64> = matrix.clone().finite()?.cells().to_vec();
    let mut v = Square::symmetric(n, |i, j| f64::from(u8::from(i == j)))
        .cells()
        .to_vec();
    let total = dot(&a, &a);
    for _ in 0..SWEEPS {
        if off_diagonal(&a, n) <= 1e-30 * total {
            return Ok(sorted(&a, &v, n));
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut v, (n, p, q));
            }
        }
    }
    Err(Undefined::NotConverged)
}

fn off_diagonal(a: &[f64], n: usize) -> f64 {
    let square = |(k, x): (usize, &f64)| if k / n == k % n { 0.0 } else { x * x };
    a.iter().enumerate().map(square).sum()
}

/// Makes `a[p][q]` zero; the rows of `v` collect the vectors.
fn rotate(a: &mut [f64], v: &mut [f64], (n, p, q): (usize, usize, usize)) {
    let apq = a[p * n + q];
    if apq == 0.0 {
        return;
    }
    let theta = (a[q * n + q] - a[p * n + p]) / (2.0 * apq);
    let size = 1.0 / (theta.abs() + (theta * theta + 1.0).sqrt());
    let t = if theta < 0.0 { -size } else { size };
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for k in 0..n {
        let (x, y) = (a[k * n + p], a[k * n + q]);
        a[k * n + p] = c * x - s * y;
        a[k * n + q] = s * x + c * y;
    }
    for k in 0..n {
        let (x, y) = (a[p * n + k], a[q * n + k]);
        a[p * n + k] = c * x - s * y;
        a[q * n + k] = s * x + c * y;
        let (x, y) = (v[p * n + k], v[q * n + k]);
        v[p * n + k] = c * x - s * y;
        v[q * n + k] = s * x + c * y;
    }
}

fn sorted(a: &[f64], v: &[f64], n: usize) -> Eigen {
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|i, j| a[i * n + i].total_cmp(&a[j * n + j]));
    Eigen {
        values: order.iter().map(|i| a[i * n + i]).collect(),
        vectors: order
            .iter()
            .map(|i| v[i * n..(i + 1) * n].to_vec())
            .collect(),
    }
}

/// The nearest matrix, in the sum of squared differences, without negative eigenvalues
/// (Higham 1988): they are set to 0. A matrix that is fine comes back unchanged.
pub fn nearest_semidefinite(matrix: &Square) -> Result<Square, Undefined> {
    if Cholesky::of(matrix).is_some() {
        return Ok(matrix.clone());
    }
    let Eigen { values, vectors } = decompose(matrix)?;
    let largest = values.last().copied().unwrap_or(0.0);
    // Rounding alone makes the zeros of a singular matrix slightly negative.
    if values
        .first()
        .is_none_or(|least| *least >= -1e-14 * largest)
    {
        return Ok(matrix.clone());
    }
    let kept = || {
        values
            .iter()
            .zip(&vectors)
            .filter(|(value, _)| **value > 0.0)
    };
    let cell = |i, j| {
        kept()
            .map(|(value, vector)| value * vector[i] * vector[j])
            .sum()
    };
    Square::symmetric(matrix.size(), cell).finite()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values_and_vectors() {
        let matrix = Square::from_rows(&[[2.0, 1.0], [1.0, 2.0]]).unwrap();
        let eigen = decompose(&matrix).unwrap();
        assert!((eigen.values[0] - 1.0).abs() < 1e-15);
        assert!((eigen.values[1] - 3.0).abs() < 1e-15);
        let half = eigen.vectors[1][0] * eigen.vectors[1][1];
        assert!((half - 0.5).abs() < 1e-15);
    }

    #[test]
    fn an_impossible_correlation_is_mended() {
        let rows = [[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]];
        let broken = Square::from_rows(&rows).unwrap();
        assert!(decompose(&broken).unwrap().values[0] < -0.1);
        let mended = nearest_semidefinite(&broken).unwrap();
        assert!(decompose(&mended).unwrap().values[0] > -1e-14);
    }

    #[test]
    fn a_covariance_is_left_alone() {
        let fine = Square::from_rows(&[[0.04, 0.01], [0.01, 0.09]]).unwrap();
        assert_eq!(nearest_semidefinite(&fine), Ok(fine.clone()));
        let twice = Square::symmetric(2, |_, _| 0.04);
        assert_eq!(nearest_semidefinite(&twice), Ok(twice.clone()));
    }

    #[test]
    fn what_is_not_finite_is_refused() {
        let odd = Square::symmetric(2, |_, _| f64::INFINITY);
        assert_eq!(nearest_semidefinite(&odd), Err(Undefined::NotFinite));
    }
}
