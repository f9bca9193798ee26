//! The limits that hold with equality during a search, and their factors.

use super::matrix::add_scaled;
use super::quadratic::{Limit, Normal};

/// Shares below this part of the largest are rounding.
const ROUNDING: f64 = 1e-12;

/// Active limits with normals `N`, and the factors `J'N = [R; 0]` of Goldfarb and Idnani.
pub(super) struct WorkingSet {
    size: usize,
    /// Columns of `J`, one after another; those from `members.len()` on span the free space.
    columns: Vec<f64>,
    /// Columns of the upper triangle `R`.
    triangle: Vec<Vec<f64>>,
    members: Vec<usize>,
    pressures: Vec<f64>,
}

impl WorkingSet {
    pub(super) fn new(size: usize, columns: Vec<f64>) -> Self {
        Self {
            size,
            columns,
            triangle: Vec::with_capacity(size),
            members: Vec::with_capacity(size),
            pressures: Vec::with_capacity(size),
        }
    }

    pub(super) fn members(&self) -> &[usize] {
        &self.members
    }

    pub(super) fn has(&self, number: usize) -> bool {
        self.members.contains(&number)
    }

    /// `J' normal`.
    pub(super) fn project(&self, normal: &Normal) -> Vec<f64> {
        let columns = self.columns.chunks_exact(self.size);
        match normal {
            Normal::Unit { asset, sign } => columns.map(|column| sign * column[*asset]).collect(),
            Normal::Dense(coefficients) => columns
                .map(|column| super::matrix::dot(column, coefficients))
                .collect(),
        }
    }

    /// Squared length of the part that the active limits leave free.
    pub(super) fn free(&self, projected: &[f64]) -> f64 {
        projected[self.members.len()..].iter().map(|d| d * d).sum()
    }

    /// The direction in which the new limit's left side grows while active ones stay.
    pub(super) fn direction(&self, projected: &[f64]) -> Vec<f64> {
        let mut direction = vec![0.0; self.size];
        let columns = self.columns.chunks_exact(self.size);
        for (column, d) in columns.zip(projected).skip(self.members.len()) {
            add_scaled(&mut direction, *d, column);
        }
        direction
    }

    /// How much pressure each active limit loses for one unit on the new one: `R^-1 d`.
    pub(super) fn shares(&self, projected: &[f64]) -> Vec<f64> {
        let mut shares = projected[..self.members.len()].to_vec();
        for k in (0..shares.len()).rev() {
            let share = shares[k] / self.triangle[k][k];
            shares[k] = share;
            add_scaled(&mut shares[..k], -share, &self.triangle[k][..k]);
        }
        shares
    }

    /// The shortest move, in the metric of the quadratic, that adds `misses` to the left sides
    /// of the active limits: `J R'^-1 misses`.
    pub(super) fn correction(&self, misses: &[f64]) -> Vec<f64> {
        let mut step = vec![0.0; self.size];
        let mut lengths: Vec<f64> = Vec::with_capacity(misses.len());
        let columns = self.columns.chunks_exact(self.size);
        for ((row, miss), column) in self.triangle.iter().zip(misses).zip(columns) {
            let place = lengths.len();
            let known = super::matrix::dot(&row[..place], &lengths);
            let length = (miss - known) / row[place];
            add_scaled(&mut step, length, column);
            lengths.push(length);
        }
        step
    }

    /// The inequality whose pressure is first used up, and after how long a step.
    pub(super) fn blocking(&self, shares: &[f64], limits: &[Limit]) -> Option<(usize, f64)> {
        let noise = ROUNDING * largest(shares);
        let mut first: Option<(usize, f64)> = None;
        for (place, share) in shares.iter().enumerate() {
            if *share <= noise || limits[self.members[place]].equal {
                continue;
            }
            let length = self.pressures[place] / share;
            if first.is_none_or(|(_, least)| length < least) {
                first = Some((place, length));
            }
        }
        first
    }

    /// The new limit and those that it depends on, ascending.
    pub(super) fn contradiction(&self, number: usize, shares: &[f64]) -> Vec<usize> {
        let noise = 1e-9 * largest(shares);
        let shared = self.members.iter().zip(shares);
        let mut together: Vec<usize> = shared
            .filter(|(_, share)| share.abs() > noise)
            .map(|(member, _)| *member)
            .collect();
        together.push(number);
        together.sort_unstable();
        together
    }

    pub(super) fn relieve(&mut self, step: f64, shares: &[f64]) {
        add_scaled(&mut self.pressures, -step, shares);
    }

    /// Takes limit `number` in; `projected` is its [`WorkingSet::project`].
    pub(super) fn add(&mut self, number: usize, mut projected: Vec<f64>, pressure: f64) {
        let place = self.members.len();
        for k in (place + 1..self.size).rev() {
            let Some(turn) = Turn::of(projected[k - 1], projected[k]) else {
                continue;
            };
            (projected[k - 1], projected[k]) = turn.apply(projected[k - 1], projected[k]);
            self.turn_columns(k - 1, &turn);
        }
        projected.truncate(place + 1);
        self.triangle.push(projected);
        self.members.push(number);
        self.pressures.push(pressure);
    }

    /// Drops the limit at `place`.
    pub(super) fn remove(&mut self, place: usize) {
        self.triangle.remove(place);
        self.members.remove(place);
        self.pressures.remove(place);
        for k in place..self.triangle.len() {
            let (a, b) = (self.triangle[k][k], self.triangle[k][k + 1]);
            if let Some(turn) = Turn::of(a, b) {
                for column in &mut self.triangle[k..] {
                    (column[k], column[k + 1]) = turn.apply(column[k], column[k + 1]);
                }
                self.turn_columns(k, &turn);
            }
            self.triangle[k].truncate(k + 1);
        }
    }

    fn turn_columns(&mut self, k: usize, turn: &Turn) {
        let (left, right) = self.columns.split_at_mut((k + 1) * self.size);
        let left = &mut left[k * self.size..];
        for (a, b) in left.iter_mut().zip(right) {
            (*a, *b) = turn.apply(*a, *b);
        }
    }
}

/// The rotation that moves all of `(a, b)` into its first coordinate.
struct Turn {
    cosine: f64,
    sine: f64,
}

impl Turn {
    /// None when there is nothing to move.
    fn of(a: f64, b: f64) -> Option<Self> {
        let length = (a * a + b * b).sqrt();
        (b != 0.0 && length > 0.0).then(|| Self {
            cosine: a / length,
            sine: b / length,
        })
    }

    fn apply(&self, a: f64, b: f64) -> (f64, f64) {
        (
            self.cosine * a + self.sine * b,
            self.cosine * b - self.sine * a,
        )
    }
}

fn largest(shares: &[f64]) -> f64 {
    shares.iter().fold(0.0, |most, share| {
        if share.abs() > most {
            share.abs()
        } else {
            most
        }
    })
}
