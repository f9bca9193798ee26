//! The best step inside linear bounds: a small quadratic programme, by its active bounds.

use super::constraints::{Bound, dot};
use super::parameters::{SLOTS, Vector};
use super::score::Matrix;

/// Free parameters and active bounds together.
pub(super) const SIZE: usize = 2 * SLOTS;
/// Linear equations; the right side is the last column.
pub(super) type System = [[f64; SIZE + 1]; SIZE];
/// More changes of the active bounds than any programme of this size has needed.
const CHANGES: usize = 60;

/// A step `d` that maximises `gradient . d - d' information d / 2`.
pub(super) struct Programme<'a> {
    pub information: &'a Matrix,
    pub gradient: &'a Vector,
    /// Places that may move.
    pub free: &'a [usize],
    pub bounds: &'a [Bound],
    /// Where the step starts, inside the bounds.
    pub from: &'a Vector,
}

impl Programme<'_> {
    /// The step; none where the information is singular.
    ///
    /// A primal active-set method (Nocedal and Wright 2006, algorithm 16.3): from no step at
    /// all towards the best one with the active bounds as equations, up to the next bound.
    pub fn step(&self) -> Option<Vector> {
        let mut step = [0.0; SLOTS];
        let mut active: Vec<usize> = Vec::with_capacity(SLOTS);
        for _ in 0..CHANGES {
            let (towards, multipliers) = self.towards(&step, &active)?;
            let (fraction, hit) = self.reach(&step, &towards, &active);
            for (step, towards) in step.iter_mut().zip(&towards) {
                *step += fraction * towards;
            }
            if let Some(hit) = hit {
                if active.len() == self.free.len() {
                    // Only rounding can meet one more bound where there is nowhere to go.
                    return None;
                }
                active.push(hit);
                continue;
            }
            match worst(&multipliers[..active.len()]) {
                Some(at) => drop(active.remove(at)),
                None => return Some(step),
            }
        }
        None
    }

    /// From a step to the best one on the active bounds, with the bounds' multipliers.
    fn towards(&self, step: &Vector, active: &[usize]) -> Option<(Vector, Vector)> {
        let (k, m) = (self.free.len(), active.len());
        let mut system = [[0.0; SIZE + 1]; SIZE];
        for (row, slot) in self.free.iter().enumerate() {
            for (column, other) in self.free.iter().enumerate() {
                system[row][column] = self.information[*slot][*other];
            }
            for (at, bound) in active.iter().enumerate() {
                let weight = self.bounds[*bound].weights[*slot];
                system[row][k + at] = -weight;
                system[k + at][row] = weight;
            }
            system[row][SIZE] = self.gradient[*slot] - dot(&self.information[*slot], step);
        }
        let solution = solve(&mut system, k + m)?;
        let (mut towards, mut multipliers) = ([0.0; SLOTS], [0.0; SLOTS]);
        for (slot, value) in self.free.iter().zip(&solution) {
            towards[*slot] = *value;
        }
        multipliers[..m].copy_from_slice(&solution[k..k + m]);
        Some((towards, multipliers))
    }

    /// The fraction of a move that stays inside, and the bound that ends it.
    fn reach(&self, step: &Vector, towards: &Vector, active: &[usize]) -> (f64, Option<usize>) {
        let mut reach = (1.0, None);
        for (at, bound) in self.bounds.iter().enumerate() {
            let speed = dot(&bound.weights, towards);
            if speed >= 0.0 || active.contains(&at) {
                continue;
            }
            let room = bound.room(self.from) + dot(&bound.weights, step);
            let fraction = if room > 0.0 { -room / speed } else { 0.0 };
            if fraction < reach.0 {
                reach = (fraction, Some(at));
            }
        }
        reach
    }
}

/// The most negative multiplier: its bound holds the step back from something better.
fn worst(multipliers: &[f64]) -> Option<usize> {
    let negative = multipliers.iter().enumerate().filter(|(_, m)| **m < 0.0);
    negative.min_by(|a, b| a.1.total_cmp(b.1)).map(|(at, _)| at)
}

/// Gaussian elimination with row pivots on the first `n` equations.
pub(super) fn solve(system: &mut System, n: usize) -> Option<[f64; SIZE]> {
    for column in 0..n {
        let pivot = (column..n).max_by(|a, b| {
            system[*a][column]
                .abs()
                .total_cmp(&system[*b][column].abs())
        })?;
        system.swap(column, pivot);
        let row = system[column];
        if !row[column].is_normal() {
            return None;
        }
        for below in system.iter_mut().take(n).skip(column + 1) {
            let factor = below[column] / row[column];
            for at in (column..n).chain([SIZE]) {
                below[at] -= factor * row[at];
            }
        }
    }
    let mut solution = [0.0; SIZE];
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|at| system[row][at] * solution[at]).sum();
        solution[row] = (system[row][SIZE] - known) / system[row][row];
    }
    solution[..n]
        .iter()
        .all(|x| x.is_finite())
        .then_some(solution)
}
