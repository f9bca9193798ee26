//! Small dense symmetric matrices and their Cholesky factors.

use crate::measure::{Undefined, finite};
use crate::sum::sum_pairs;

/// A pivot below this share of its diagonal entry is rounding: doubles carry 16 digits and a
/// covariance of a hundred assets loses about four of them.
const DEPENDENT: f64 = 1e-12;

/// A symmetric matrix, row after row.
#[derive(Debug, Clone, PartialEq)]
pub struct Square {
    size: usize,
    cells: Vec<f64>,
}

impl Square {
    /// A matrix whose cell `(i, j)`, `j <= i`, is `f(i, j)`; the other half mirrors it.
    pub fn symmetric(size: usize, mut f: impl FnMut(usize, usize) -> f64) -> Self {
        let mut cells = vec![0.0; size * size];
        for i in 0..size {
            for j in 0..=i {
                let value = f(i, j);
                cells[i * size + j] = value;
                cells[j * size + i] = value;
            }
        }
        Self { size, cells }
    }

    /// From rows; none unless there are as many columns as rows. The mean of both halves is
    /// kept, so that a matrix printed with rounding is symmetric again.
    pub fn from_rows<R: AsRef<[f64]>>(rows: &[R]) -> Option<Self> {
        let size = rows.len();
        if rows.iter().any(|row| row.as_ref().len() != size) {
            return None;
        }
        let cell = |i: usize, j: usize| rows[i].as_ref()[j];
        Some(Self::symmetric(size, |i, j| {
            0.5 * (cell(i, j) + cell(j, i))
        }))
    }

    /// Number of rows, which is that of columns.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The cell in row `i` and column `j`.
    pub fn at(&self, i: usize, j: usize) -> f64 {
        self.cells[i * self.size + j]
    }

    /// Row `i`, which is column `i` too.
    pub fn row(&self, i: usize) -> &[f64] {
        &self.cells[i * self.size..(i + 1) * self.size]
    }

    /// All rows, one after another.
    pub fn cells(&self) -> &[f64] {
        &self.cells
    }

    /// The cells `(i, i)`: variances, if this is a covariance.
    pub fn diagonal(&self) -> Vec<f64> {
        (0..self.size).map(|i| self.at(i, i)).collect()
    }

    /// Square roots of the diagonal; a negative cell, which no covariance has, gives 0.
    pub fn deviations(&self) -> Vec<f64> {
        let root = |v: f64| if v > 0.0 { v.sqrt() } else { 0.0 };
        self.diagonal().into_iter().map(root).collect()
    }

    /// Every cell times `factor`; 252 turns a covariance of days into one of years.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        let cells = self.cells.iter().map(|c| c * factor).collect();
        Self { cells, ..*self }
    }

    /// The matrix with `more` added to each cell of the diagonal.
    #[must_use]
    pub fn with_ridge(&self, more: f64) -> Self {
        let mut ridged = self.clone();
        for i in 0..self.size {
            ridged.cells[i * self.size + i] += more;
        }
        ridged
    }

    /// `S x`.
    pub fn times(&self, x: &[f64]) -> Vec<f64> {
        (0..self.size).map(|i| dot(self.row(i), x)).collect()
    }

    /// `x' S x`: the variance of the portfolio `x`, if this is a covariance.
    pub fn form(&self, x: &[f64]) -> f64 {
        dot(&self.times(x), x)
    }

    /// The part that belongs to `members`, in their order.
    #[must_use]
    pub fn part(&self, members: &[usize]) -> Self {
        Self::symmetric(members.len(), |i, j| self.at(members[i], members[j]))
    }

    /// Mean of the diagonal; 0 for an empty matrix.
    pub fn mean_diagonal(&self) -> f64 {
        let total: f64 = self.diagonal().iter().sum();
        if self.size == 0 {
            0.0
        } else {
            total / self.size as f64
        }
    }

    /// Itself, or a reason when a cell is NaN or infinite.
    pub fn finite(self) -> Result<Self, Undefined> {
        self.cells.iter().try_for_each(|c| finite(*c).map(drop))?;
        Ok(self)
    }
}

/// `sum(x y)` in fixed lanes.
pub(super) fn dot(x: &[f64], y: &[f64]) -> f64 {
    sum_pairs(x, y, |a, b| a * b)
}

/// Adds `factor * x` to `y`.
pub(super) fn add_scaled(y: &mut [f64], factor: f64, x: &[f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += factor * x;
    }
}

/// The lower triangular `L` with `S = L L'`.
#[derive(Debug, Clone)]
pub struct Cholesky {
    size: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// None unless the matrix is positive definite beyond rounding.
    pub fn of(matrix: &Square) -> Option<Self> {
        Self::with(matrix, pivot)
    }

    /// The factor of a sum of squares that may lack a direction: there its solutions stay
    /// near 0, which is what an interior method wants of it. None when it is not finite.
    pub(super) fn of_squares(matrix: &Square) -> Option<Self> {
        Self::with(matrix, |rest, diagonal| {
            if rest.is_nan() || rest.is_infinite() {
                None
            } else if rest <= 1e-15 * diagonal || rest <= 0.0 {
                Some(1e32 * (1.0 + diagonal).sqrt())
            } else {
                Some(rest.sqrt())
            }
        })
    }

    fn with(matrix: &Square, pivot: impl Fn(f64, f64) -> Option<f64>) -> Option<Self> {
        let size = matrix.size;
        let mut lower = vec![0.0; size * size];
        for i in 0..size {
            for j in 0..=i {
                let (a, b) = (
                    &lower[i * size..i * size + j],
                    &lower[j * size..j * size + j],
                );
                let rest = matrix.at(i, j) - dot(a, b);
                lower[i * size + j] = if i == j {
                    pivot(rest, matrix.at(i, i))?
                } else {
                    rest / lower[j * size + j]
                };
            }
        }
        Some(Self { size, lower })
    }

    /// `S^-1 b`.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let mut x = self.forward(b);
        self.backward(&mut x);
        x
    }

    /// `L^-1 b`.
    fn forward(&self, b: &[f64]) -> Vec<f64> {
        let n = self.size;
        let mut x = b.to_vec();
        for i in 0..n {
            let known = dot(&self.lower[i * n..i * n + i], &x[..i]);
            x[i] = (x[i] - known) / self.lower[i * n + i];
        }
        x
    }

    /// Turns `b` into `L'^-1 b`.
    fn backward(&self, x: &mut [f64]) {
        let n = self.size;
        for i in (0..n).rev() {
            let value = x[i] / self.lower[i * n + i];
            x[i] = value;
            add_scaled(&mut x[..i], -value, &self.lower[i * n..i * n + i]);
        }
    }

    /// The columns of `L'^-1`, one after another.
    pub fn inverse_transpose(&self) -> Vec<f64> {
        let n = self.size;
        let mut columns = vec![0.0; n * n];
        for (k, column) in columns.chunks_exact_mut(n.max(1)).enumerate() {
            column[k] = 1.0;
            self.backward(column);
        }
        columns
    }
}

fn pivot(rest: f64, diagonal: f64) -> Option<f64> {
    (rest > DEPENDENT * diagonal && rest.is_finite()).then(|| rest.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_solves_its_matrix() {
        let rows = [[4.0, 2.0, 0.6], [2.0, 5.0, 1.0], [0.6, 1.0, 3.0]];
        let matrix = Square::from_rows(&rows).unwrap();
        let b = matrix.times(&[1.0, -2.0, 3.0]);
        let x = Cholesky::of(&matrix).unwrap().solve(&b);
        for (found, expected) in x.iter().zip([1.0, -2.0, 3.0]) {
            assert!((found - expected).abs() < 1e-14);
        }
    }

    #[test]
    fn the_inverse_factor_squares_to_the_inverse() {
        let matrix = Square::from_rows(&[[2.0, 0.5], [0.5, 1.0]]).unwrap();
        let j = Cholesky::of(&matrix).unwrap().inverse_transpose();
        let corner = j[0] * j[0] + j[2] * j[2];
        assert!((corner - 1.0 / 1.75).abs() < 1e-15);
    }

    #[test]
    fn a_dependent_matrix_has_no_factor() {
        let twice = Square::symmetric(2, |_, _| 0.04);
        assert!(Cholesky::of(&twice).is_none());
        assert!(Cholesky::of(&twice.with_ridge(1e-6)).is_some());
        let odd = Square::symmetric(2, |_, _| f64::NAN);
        assert!(Cholesky::of(&odd).is_none());
        assert_eq!(odd.finite(), Err(Undefined::NotFinite));
    }

    #[test]
    fn rows_of_another_length_are_no_square() {
        assert_eq!(Square::from_rows(&[vec![1.0, 2.0], vec![3.0]]), None);
    }
}
