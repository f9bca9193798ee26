//! The conditional drawdown at risk as a program: weights, the start of the tail, the drawdown
//! of each period, and how far it goes beyond that start.

use super::interior::Program;
use super::losses::{Dense, Weights, limit_columns, limit_rows};
use super::{Ready, conditional_loss, uncompounded_drawdowns};
use crate::portfolio::matrix::{add_scaled, dot};

/// Unknowns: weights, tail start, drawdowns `v`, excesses `z`. Rows: the limits on weights,
/// `z >= 0`, `z - v + start >= 0`, `v >= 0`, and `v - (v before) + return >= 0`.
pub(super) struct Drawdowns<'a> {
    ready: &'a Ready,
    weights: Weights,
    links: Vec<Link>,
}

/// One period after those before it have been left out: what remains of them is
/// `hold (v - centre'(weights, tail start))^2`.
struct Link {
    positive: f64,
    excess: f64,
    /// Weight of `v - (v before) + return >= 0`.
    follow: f64,
    hold: f64,
    centre: Vec<f64>,
}

impl<'a> Drawdowns<'a> {
    pub(super) fn new(ready: &'a Ready) -> Self {
        Self {
            ready,
            weights: Weights::empty(),
            links: Vec::new(),
        }
    }

    /// The link after `before` for the four weights of its rows; adds to `dense` what leaving
    /// out the drawdown before it leaves behind, as squares, so that nothing cancels.
    fn link(&self, before: Option<&Link>, t: usize, d: [f64; 4], dense: &mut Dense) -> Link {
        let [positive, excess, above, follow] = d;
        let n = self.ready.assets;
        // The drawdown before, in terms of weights and tail start, less this return.
        let (pull, mut chain) = match before {
            Some(link) => (
                link.hold * follow / (link.hold + follow),
                link.centre.clone(),
            ),
            None => (follow, vec![0.0; n + 1]),
        };
        add_scaled(&mut chain[..n], -1.0, self.ready.row(t));
        let beyond = positive * excess / (positive + excess);
        let hold = pull + beyond + above;
        let mut apart = chain.clone();
        apart[n] -= 1.0;
        let mut start = vec![0.0; n + 1];
        start[n] = 1.0;
        dense.add_square(pull * beyond / hold, &apart);
        dense.add_square(pull * above / hold, &chain);
        dense.add_diagonal(n, beyond * above / hold);
        let mut centre = chain;
        for c in &mut centre {
            *c *= pull / hold;
        }
        centre[n] += beyond / hold;
        Link {
            positive,
            excess,
            follow,
            hold,
            centre,
        }
    }

    fn follow_after(&self, t: usize) -> f64 {
        self.links.get(t + 1).map_or(0.0, |link| link.follow)
    }
}

impl Program for Drawdowns<'_> {
    fn start(&self) -> Vec<f64> {
        let mut x = self.ready.start.clone();
        let periods = 0..self.ready.periods();
        let returns: Vec<f64> = periods.map(|t| dot(self.ready.row(t), &x)).collect();
        let depths = uncompounded_drawdowns(&returns);
        let tail = conditional_loss(&depths, self.ready.confidence).unwrap_or(1.0);
        x.push(tail);
        x.extend(&depths);
        x.extend(depths.iter().map(|depth| crate::sum::gain(depth - tail)));
        x
    }

    fn floors(&self) -> Vec<f64> {
        let mut floors: Vec<f64> = self.ready.limits.iter().map(|l| l.floor).collect();
        floors.resize(floors.len() + 4 * self.ready.periods(), 0.0);
        floors
    }

    fn budget(&self) -> usize {
        self.ready.assets
    }

    fn slope(&self, _: &[f64]) -> Vec<f64> {
        let (n, periods) = (self.ready.assets, self.ready.periods());
        let mut slope = vec![0.0; n];
        slope.push(1.0);
        slope.resize(n + 1 + periods, 0.0);
        slope.resize(n + 1 + 2 * periods, self.ready.tail_cost());
        slope
    }

    fn rows(&self, x: &[f64]) -> Vec<f64> {
        let (n, periods) = (self.ready.assets, self.ready.periods());
        let (weights, start) = (&x[..n], x[n]);
        let (depths, excesses) = x[n + 1..].split_at(periods);
        let mut rows = limit_rows(&self.ready.limits, weights);
        rows.extend(excesses);
        rows.extend(excesses.iter().zip(depths).map(|(z, v)| z - v + start));
        rows.extend(depths);
        for t in 0..periods {
            let before = if t == 0 { 0.0 } else { depths[t - 1] };
            rows.push(depths[t] - before + dot(self.ready.row(t), weights));
        }
        rows
    }

    fn columns(&self, y: &[f64]) -> Vec<f64> {
        let (n, periods) = (self.ready.assets, self.ready.periods());
        let (limits, scenarios) = y.split_at(self.ready.limits.len());
        let parts: Vec<&[f64]> = scenarios.chunks_exact(periods).collect();
        let [positive, excess, above, follow] = [parts[0], parts[1], parts[2], parts[3]];
        let mut columns = limit_columns(&self.ready.limits, limits, n);
        for (t, price) in follow.iter().enumerate() {
            add_scaled(&mut columns, *price, self.ready.row(t));
        }
        columns.push(excess.iter().sum());
        for t in 0..periods {
            let after = follow.get(t + 1).copied().unwrap_or(0.0);
            columns.push(above[t] - excess[t] + follow[t] - after);
        }
        columns.extend(positive.iter().zip(excess).map(|(a, b)| a + b));
        columns
    }

    fn curvature(&self, _: &[f64]) -> Vec<f64> {
        Vec::new()
    }

    fn factor(&mut self, _: &[f64], d: &[f64]) -> f64 {
        let periods = self.ready.periods();
        let (limits, scenarios) = d.split_at(self.ready.limits.len());
        let parts: Vec<&[f64]> = scenarios.chunks_exact(periods).collect();
        let row = |t: usize| [parts[0][t], parts[1][t], parts[2][t], parts[3][t]];
        let n = self.ready.assets;
        let mut dense = Dense::new(n + 1);
        dense.add_limits(&self.ready.limits, limits);
        let mut links: Vec<Link> = Vec::with_capacity(periods);
        for t in 0..periods {
            let d = row(t);
            let link = self.link(links.last(), t, d, &mut dense);
            links.push(link);
        }
        self.links = links;
        let stiffness = dense.stiffen(n);
        self.weights = dense.factor();
        stiffness
    }

    fn solve(&self, b: &[f64]) -> Vec<f64> {
        let (n, periods) = (self.ready.assets, self.ready.periods());
        let mut right = b[..=n].to_vec();
        let (depths, excesses) = b[n + 1..].split_at(periods);
        // Forwards: each excess, then each drawdown, is left out.
        let mut left: Vec<f64> = Vec::with_capacity(periods);
        for (t, link) in self.links.iter().enumerate() {
            let share = link.excess / (link.positive + link.excess) * excesses[t];
            right[n] -= share;
            let carried = match t.checked_sub(1) {
                Some(before) => {
                    link.follow / (self.links[before].hold + link.follow) * left[before]
                }
                None => 0.0,
            };
            left.push(depths[t] + share + carried);
            let after = self.follow_after(t);
            let weight = left[t] / (link.hold + after);
            add_scaled(&mut right, weight * link.hold, &link.centre);
            if t + 1 < periods {
                add_scaled(&mut right[..n], weight * after, self.ready.row(t + 1));
            }
        }
        let mut x = self.weights.solve(&right);
        let mut found = vec![0.0; 2 * periods];
        for (t, link) in self.links.iter().enumerate().rev() {
            let after = self.follow_after(t);
            let mut pull = left[t] + link.hold * dot(&link.centre, &x);
            if t + 1 < periods {
                pull += after * (found[t + 1] + dot(self.ready.row(t + 1), &x[..n]));
            }
            found[t] = pull / (link.hold + after);
            let excess = excesses[t] + link.excess * (found[t] - x[n]);
            found[periods + t] = excess / (link.positive + link.excess);
        }
        x.extend(found);
        x
    }
}
