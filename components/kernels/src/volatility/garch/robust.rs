//! Standard errors that hold although the errors are not distributed as the model says.

use super::density::{Density, Totals};
use super::evaluation::Evaluation;
use super::parameters::{ETA, MU, Parameters, SLOTS, Vector};
use super::process::Recursion;
use super::quadratic::{SIZE, solve};
use super::sample::Sample;
use super::score::{Day, Matrix, Observer, Task, pass, score, with_slopes};
use crate::measure::Undefined;
use crate::simulate::elementary::ln;

/// Step of a derivative, in standard errors: small against the curve of the gradient, large
/// against the noise of its sums.
const STEP: f64 = 1e-3;

impl Evaluation {
    /// Robust standard errors of the parameters, by name and in their units: the root of the
    /// diagonal of `H^-1 S H^-1`, with `H` the second derivatives of the log-likelihood and
    /// `S` the covariance of the days' scores times their number (Bollerslev and Wooldridge
    /// 1992). At the likeliest parameters alone they mean something.
    ///
    /// [`Undefined::ZeroVariance`] where the likelihood does not depend on a parameter, such
    /// as `beta` beside an `alpha` of 0.
    pub fn robust_errors(&self) -> Result<Parameters, Undefined> {
        let slots: Vec<usize> = self.model.free().map(|(_, slot)| slot).collect();
        let curvature = self.curvature(&slots);
        let inverse = inverse(&curvature, &slots).ok_or(Undefined::ZeroVariance)?;
        let scores = self.covariance_of_scores();
        let jacobian = Parameters::jacobian(&self.vector, self.model, &self.sample);
        let outward = product(&jacobian, &inverse);
        let covariance = product(&product(&outward, &scores), &transposed(&outward));
        let errors: Vector = std::array::from_fn(|slot| covariance[slot][slot].sqrt());
        if slots.iter().any(|slot| !errors[*slot].is_finite()) {
            return Err(Undefined::NotFinite);
        }
        Ok(Parameters::by_place(&errors))
    }

    /// Second derivatives of the log-likelihood, from differences of its gradient.
    fn curvature(&self, slots: &[usize]) -> Matrix {
        let here = score(&self.sample, self.model, &self.vector);
        let mut rows = [[0.0; SLOTS]; SLOTS];
        for slot in slots {
            let step = STEP / here.information[*slot][*slot].sqrt();
            let gradient = |step: f64| {
                let mut at = self.vector;
                at[*slot] += step;
                score(&self.sample, self.model, &at).gradient
            };
            let (above, below) = (gradient(step), gradient(-step));
            rows[*slot] = std::array::from_fn(|j| (above[j] - below[j]) / (2.0 * step));
        }
        std::array::from_fn(|i| std::array::from_fn(|j| 0.5 * (rows[i][j] + rows[j][i])))
    }

    /// Sum of the scores' products, around their mean and with one degree of freedom less.
    fn covariance_of_scores(&self) -> Matrix {
        let (sample, at) = (&self.sample, &self.vector);
        let scores = with_slopes(self.model, Scores { sample, at });
        let n = sample.returns.len() as f64;
        let entry = |i: usize, j: usize| {
            let around = scores.products[i][j] - scores.sums[i] * scores.sums[j] / n;
            around * n / (n - 1.0)
        };
        std::array::from_fn(|i| std::array::from_fn(|j| entry(i, j)))
    }
}

/// Adds up the scores of the days.
struct Scores<'a> {
    sample: &'a Sample,
    at: &'a Vector,
}

struct Collected<D> {
    density: D,
    sums: Vector,
    products: Matrix,
}

impl Task for Scores<'_> {
    type Output = Collected<()>;

    fn run<R: Recursion<N>, D: Density, const N: usize>(self) -> Collected<()> {
        let mut collected = Collected {
            density: D::new(self.at),
            sums: [0.0; SLOTS],
            products: [[0.0; SLOTS]; SLOTS],
        };
        pass::<R, D, N>(self.sample, self.at, &mut collected);
        Collected {
            density: (),
            sums: collected.sums,
            products: collected.products,
        }
    }
}

impl<D: Density, const N: usize> Observer<N> for Collected<D> {
    fn day(&mut self, day: &Day<N>) {
        let pulled = day.pull * day.z2;
        let mut score = [0.0; SLOTS];
        for (score, slope) in score.iter_mut().zip(&day.slopes) {
            *score = 0.5 * (pulled - 1.0) * slope;
        }
        score[MU] += day.pull * day.error * day.inverse;
        if D::HAS_TAIL {
            let (log_variance, log_stretch) = (0.0, ln(day.stretch));
            score[ETA] = self.density.tail_slope(
                1.0,
                Totals {
                    log_variance,
                    log_stretch,
                    pulled,
                },
            );
        }
        for (i, a) in score.iter().enumerate() {
            self.sums[i] += a;
            for (product, b) in self.products[i].iter_mut().zip(&score) {
                *product += a * b;
            }
        }
    }
}

/// The inverse on some rows and columns; 0 elsewhere.
fn inverse(matrix: &Matrix, slots: &[usize]) -> Option<Matrix> {
    let mut inverse = [[0.0; SLOTS]; SLOTS];
    for (at, slot) in slots.iter().enumerate() {
        let mut system = [[0.0; SIZE + 1]; SIZE];
        for (row, i) in slots.iter().enumerate() {
            for (column, j) in slots.iter().enumerate() {
                system[row][column] = matrix[*i][*j];
            }
        }
        system[at][SIZE] = 1.0;
        let column = solve(&mut system, slots.len())?;
        for (i, value) in slots.iter().zip(column) {
            inverse[*i][*slot] = value;
        }
    }
    Some(inverse)
}

fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let entry = |i: usize, j: usize| (0..SLOTS).map(|k| a[i][k] * b[k][j]).sum();
    std::array::from_fn(|i| std::array::from_fn(|j| entry(i, j)))
}

fn transposed(a: &Matrix) -> Matrix {
    std::array::from_fn(|i| std::array::from_fn(|j| a[j][i]))
}
