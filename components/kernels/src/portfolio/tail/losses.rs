//! The conditional value at risk as a program: weights, the start of the tail, and how far
//! each period's loss goes beyond it.

use super::Ready;
use super::interior::Program;
use crate::portfolio::matrix::{Cholesky, Square, add_scaled, dot};
use crate::portfolio::quadratic::{Limit, Normal};

/// Unknowns: weights, tail start, excesses `u`. Rows: the limits on weights, `u >= 0`, and
/// `u + start + return >= 0`.
pub(super) struct Losses<'a> {
    ready: &'a Ready,
    /// With budgets, `sum(b ln w)` is taken from the cost and the weights need no sum.
    budgets: Option<Vec<f64>>,
    weights: Weights,
    /// `u >= 0` and the excess rows, as weighted now.
    scales: Vec<(f64, f64)>,
}

/// The dense part of a step's equations: weights and tail start.
pub(super) struct Weights {
    factor: Option<Cholesky>,
}

impl<'a> Losses<'a> {
    pub(super) fn new(ready: &'a Ready, budgets: Option<Vec<f64>>) -> Self {
        Self {
            ready,
            budgets,
            weights: Weights::empty(),
            scales: Vec::new(),
        }
    }

    fn limits(&self) -> &[Limit] {
        if self.budgets.is_some() {
            &[]
        } else {
            &self.ready.limits
        }
    }
}

impl Program for Losses<'_> {
    fn start(&self) -> Vec<f64> {
        let mut x = self.ready.start.clone();
        let periods = 0..self.ready.periods();
        let mut losses: Vec<f64> = periods.map(|t| -dot(self.ready.row(t), &x)).collect();
        let mut sorted = losses.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let tail = sorted[(self.ready.confidence * (sorted.len() - 1) as f64) as usize];
        for loss in &mut losses {
            *loss = crate::sum::gain(*loss - tail);
        }
        x.push(tail);
        x.extend(losses);
        x
    }

    fn floors(&self) -> Vec<f64> {
        let mut floors: Vec<f64> = self.limits().iter().map(|limit| limit.floor).collect();
        floors.resize(floors.len() + 2 * self.ready.periods(), 0.0);
        floors
    }

    fn budget(&self) -> usize {
        if self.budgets.is_some() {
            0
        } else {
            self.ready.assets
        }
    }

    fn slope(&self, x: &[f64]) -> Vec<f64> {
        let n = self.ready.assets;
        let mut slope = vec![0.0; n];
        if let Some(budgets) = &self.budgets {
            let pulls = budgets.iter().zip(x).map(|(b, w)| -b / w);
            slope = pulls.collect();
        }
        slope.push(1.0);
        slope.resize(n + 1 + self.ready.periods(), self.ready.tail_cost());
        slope
    }

    fn rows(&self, x: &[f64]) -> Vec<f64> {
        let n = self.ready.assets;
        let (weights, start, excesses) = (&x[..n], x[n], &x[n + 1..]);
        let mut rows: Vec<f64> = limit_rows(self.limits(), weights);
        rows.extend(excesses);
        let periods = excesses.iter().enumerate();
        rows.extend(periods.map(|(t, u)| u + start + dot(self.ready.row(t), weights)));
        rows
    }

    fn columns(&self, y: &[f64]) -> Vec<f64> {
        let (n, periods) = (self.ready.assets, self.ready.periods());
        let (limits, scenarios) = y.split_at(self.limits().len());
        let (positive, excess) = scenarios.split_at(periods);
        let mut columns = limit_columns(self.limits(), limits, n);
        for (t, price) in excess.iter().enumerate() {
            add_scaled(&mut columns, *price, self.ready.row(t));
        }
        columns.push(excess.iter().sum());
        columns.extend(positive.iter().zip(excess).map(|(a, b)| a + b));
        columns
    }

    fn curvature(&self, x: &[f64]) -> Vec<f64> {
        let budgets = self.budgets.iter().flatten().zip(x);
        budgets.map(|(b, w)| b / (w * w)).collect()
    }

    fn factor(&mut self, curvature: &[f64], d: &[f64]) -> f64 {
        let (n, periods) = (self.ready.assets, self.ready.periods());
        let (limits, scenarios) = d.split_at(self.limits().len());
        let (positive, excess) = scenarios.split_at(periods);
        let mut dense = Dense::new(n + 1);
        dense.add_limits(self.limits(), limits);
        for (i, c) in curvature.iter().enumerate() {
            dense.add_diagonal(i, *c);
        }
        let mut row = vec![1.0; n + 1];
        for t in 0..periods {
            row[..n].copy_from_slice(self.ready.row(t));
            dense.add_square(positive[t] * excess[t] / (positive[t] + excess[t]), &row);
        }
        let stiffness = dense.stiffen(self.budget());
        self.weights = dense.factor();
        let pairs = positive.iter().copied().zip(excess.iter().copied());
        self.scales = pairs.collect();
        stiffness
    }

    fn solve(&self, b: &[f64]) -> Vec<f64> {
        let n = self.ready.assets;
        let (dense, excesses) = b.split_at(n + 1);
        let mut right = dense.to_vec();
        for (t, ((positive, excess), u)) in self.scales.iter().zip(excesses).enumerate() {
            let moved = -excess / (positive + excess) * u;
            add_scaled(&mut right[..n], moved, self.ready.row(t));
            right[n] += moved;
        }
        let mut x = self.weights.solve(&right);
        for (t, ((positive, excess), u)) in self.scales.iter().zip(excesses).enumerate() {
            let pull = excess * (dot(self.ready.row(t), &x[..n]) + x[n]);
            x.push((u - pull) / (positive + excess));
        }
        x
    }
}

/// `G w` of the limits.
pub(super) fn limit_rows(limits: &[Limit], weights: &[f64]) -> Vec<f64> {
    let row = |limit: &Limit| limit.slack(weights) + limit.floor;
    limits.iter().map(row).collect()
}

/// `G' y` of the limits.
pub(super) fn limit_columns(limits: &[Limit], y: &[f64], assets: usize) -> Vec<f64> {
    let mut columns = vec![0.0; assets];
    for (limit, price) in limits.iter().zip(y) {
        match &limit.normal {
            Normal::Unit { asset, sign } => columns[*asset] += sign * price,
            Normal::Dense(normal) => add_scaled(&mut columns, *price, normal),
        }
    }
    columns
}

/// The lower half of a symmetric matrix that is a sum of squares.
pub(super) struct Dense {
    size: usize,
    cells: Vec<f64>,
}

impl Dense {
    pub(super) fn new(size: usize) -> Self {
        Self {
            size,
            cells: vec![0.0; size * size],
        }
    }

    pub(super) fn add_diagonal(&mut self, i: usize, value: f64) {
        self.cells[i * self.size + i] += value;
    }

    /// Adds `weight * row row'`.
    pub(super) fn add_square(&mut self, weight: f64, row: &[f64]) {
        for (i, x) in row.iter().enumerate() {
            let line = &mut self.cells[i * self.size..i * self.size + i + 1];
            add_scaled(line, weight * x, &row[..=i]);
        }
    }

    /// Adds the limits, each as `weight` times its square.
    pub(super) fn add_limits(&mut self, limits: &[Limit], weights: &[f64]) {
        for (limit, weight) in limits.iter().zip(weights) {
            match &limit.normal {
                Normal::Unit { asset, .. } => self.add_diagonal(*asset, *weight),
                Normal::Dense(normal) => self.add_square(*weight, normal),
            }
        }
    }

    /// Adds a square of the sum of the first `members` unknowns, as heavy as the rest.
    pub(super) fn stiffen(&mut self, members: usize) -> f64 {
        if members == 0 {
            return 0.0;
        }
        let diagonal = (0..members).map(|i| self.cells[i * self.size + i]);
        let stiffness = diagonal.fold(0.0, |most, d| if d > most { d } else { most });
        let mut row = vec![0.0; self.size];
        row[..members].fill(1.0);
        self.add_square(stiffness, &row);
        stiffness
    }

    pub(super) fn square(&self) -> Square {
        Square::symmetric(self.size, |i, j| self.cells[i * self.size + j])
    }

    pub(super) fn factor(self) -> Weights {
        Weights {
            factor: Cholesky::of_squares(&self.square()),
        }
    }
}

impl Weights {
    /// NaN when there is no factor, which ends the search.
    pub(super) fn solve(&self, b: &[f64]) -> Vec<f64> {
        match &self.factor {
            Some(factor) => factor.solve(b),
            None => vec![f64::NAN; b.len()],
        }
    }

    pub(super) fn empty() -> Self {
        Self { factor: None }
    }
}
