//! What the last steps of a search said about the curvature.

use super::constraints::dot;
use super::parameters::{SLOTS, Vector};
use super::score::{Matrix, Score};

/// Pairs remembered: older ones belong to a likelihood of another shape.
const PAIRS: usize = 5;
/// A pair counts if the curvature along its step is at least this share of the expected one.
const LEAST_CURVATURE: f64 = 1e-3;

/// Steps with the changes of the gradient over them.
///
/// The expected information is only the curvature if the model is true. Corrected with what
/// the gradient really did (the update of Broyden, Fletcher, Goldfarb and Shanno, applied to
/// the fresh information of every point) the search needs half as many steps.
#[derive(Debug, Default)]
pub(super) struct Memory {
    pairs: Vec<(Vector, Vector)>,
}

impl Memory {
    /// Remembers a step from one point to another.
    pub fn add(&mut self, from: (&Vector, &Score), to: (&Vector, &Score)) {
        if self.pairs.len() == PAIRS {
            self.pairs.remove(0);
        }
        let step = std::array::from_fn(|at| to.0[at] - from.0[at]);
        let fall = std::array::from_fn(|at| from.1.gradient[at] - to.1.gradient[at]);
        self.pairs.push((step, fall));
    }

    /// The information with the curvature along the remembered steps put right.
    pub fn corrected(&self, information: &Matrix) -> Matrix {
        let mut corrected = *information;
        for (step, fall) in &self.pairs {
            let image: Vector = std::array::from_fn(|row| dot(&corrected[row], step));
            let (expected, seen) = (dot(step, &image), dot(step, fall));
            if seen < LEAST_CURVATURE * expected || expected <= 0.0 {
                continue;
            }
            for row in 0..SLOTS {
                for column in 0..SLOTS {
                    corrected[row][column] +=
                        fall[row] * fall[column] / seen - image[row] * image[column] / expected;
                }
            }
        }
        corrected
    }
}
