//! Paths of resampled returns and their figures, in parts that workers can share.

use super::blocks::{Blocks, Scheme};
use crate::measure::{Undefined, at_least};
use crate::ratios::sharpe;
use std::ops::Range;

/// Most paths of a simulation.
pub const MOST_PATHS: u64 = 10_000;
/// Most moments of the fan.
pub const MOST_MOMENTS: usize = 64;

/// What is resampled, and how.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    returns: &'a [f64],
    blocks: Blocks,
    /// The risk-free return of a period.
    rate: f64,
    /// Periods of a year, of trades where trades are resampled.
    periods: f64,
}

/// What Sharpe ratios are measured in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Convention {
    /// The risk-free return of one period.
    pub rate: f64,
    /// Periods of a year, or trades where those are resampled; above 0.
    pub periods: f64,
}

/// The figures of some paths; parts of one plan join to the whole in any order.
///
/// Everything is kept: 10,000 paths are 5.5 MB, and quantiles of them are exact.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Paths {
    /// What 1 became, at least 0.
    pub finals: Vec<f64>,
    /// Deepest drawdown of each path, from -1 to 0.
    pub drawdowns: Vec<f64>,
    /// Most periods in a row that a path was below its peak.
    pub falls: Vec<f64>,
    /// Annual Sharpe ratios of the paths that have one.
    pub sharpes: Vec<f64>,
    /// What 1 had become after so many returns: a column for each moment of
    /// [`Plan::moments`], a value for each path.
    pub fan: Vec<Vec<f64>>,
}

impl<'a> Plan<'a> {
    /// Resamples simple returns, of periods or of trades as fractions of the equity.
    ///
    /// Needs two, all finite; a return at or below -1 loses all that there is.
    /// [`Undefined::OutsideDomain`] for a convention or a block outside its range.
    pub fn new(
        returns: &'a [f64],
        scheme: Scheme,
        seed: u64,
        convention: Convention,
    ) -> Result<Self, Undefined> {
        at_least(returns.len(), 2)?;
        if returns.iter().any(|value| !value.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let Convention { rate, periods } = convention;
        if !(rate.is_finite() && periods > 0.0 && periods.is_finite()) {
            return Err(Undefined::OutsideDomain);
        }
        let blocks = Blocks::new(returns.len(), scheme, seed)?;
        Ok(Self {
            returns,
            blocks,
            rate,
            periods,
        })
    }

    /// After how many returns the fan is measured: 0, the last, and moments between them in
    /// equal distances as far as whole numbers allow; at most [`MOST_MOMENTS`].
    pub fn moments(&self) -> Vec<usize> {
        let n = self.returns.len();
        let gaps = n.min(MOST_MOMENTS - 1);
        (0..=gaps).map(|at| (at * n + gaps / 2) / gaps).collect()
    }

    /// The paths of these numbers: the same whichever worker asks.
    ///
    /// [`Undefined::OutsideDomain`] for a number of [`MOST_PATHS`] or more.
    pub fn paths(&self, numbers: Range<u64>) -> Result<Paths, Undefined> {
        if numbers.end > MOST_PATHS {
            return Err(Undefined::OutsideDomain);
        }
        let moments = self.moments();
        let mut paths = Paths {
            fan: vec![Vec::new(); moments.len()],
            ..Paths::default()
        };
        let (mut indices, mut drawn) = (Vec::new(), Vec::new());
        for number in numbers {
            self.blocks.draw(number, &mut indices);
            drawn.clear();
            drawn.extend(indices.iter().map(|index| self.returns[*index as usize]));
            paths.add(&drawn, &moments);
            paths
                .sharpes
                .extend(sharpe(&drawn, self.rate, self.periods));
        }
        Ok(paths)
    }
}

impl Paths {
    /// Number of paths.
    pub fn len(&self) -> usize {
        self.finals.len()
    }

    /// Whether there is no path.
    pub fn is_empty(&self) -> bool {
        self.finals.is_empty()
    }

    /// Takes up another part; [`Undefined::OutsideDomain`] for more than [`MOST_PATHS`] or a
    /// part of another shape, which leave this one as it was.
    pub fn join(&mut self, other: Self) -> Result<(), Undefined> {
        if self.is_empty() {
            *self = other;
            return Ok(());
        }
        let is_too_much = (self.len() + other.len()) as u64 > MOST_PATHS;
        if is_too_much || self.fan.len() != other.fan.len() {
            return Err(Undefined::OutsideDomain);
        }
        self.finals.extend(other.finals);
        self.drawdowns.extend(other.drawdowns);
        self.falls.extend(other.falls);
        self.sharpes.extend(other.sharpes);
        for (moment, values) in self.fan.iter_mut().zip(other.fan) {
            moment.extend(values);
        }
        Ok(())
    }

    fn add(&mut self, returns: &[f64], moments: &[usize]) {
        let mut path = Path::new();
        let mut due = moments.iter().zip(&mut self.fan).peekable();
        for after in 0..=returns.len() {
            if after > 0 {
                path.step(returns[after - 1]);
            }
            while let Some((_, column)) = due.next_if(|(moment, _)| **moment == after) {
                column.push(path.value);
            }
        }
        self.finals.push(path.value);
        self.drawdowns.push(path.deepest);
        self.falls.push(path.longest as f64);
    }
}

/// A curve that starts at 1, measured on the way.
struct Path {
    value: f64,
    peak: f64,
    deepest: f64,
    /// Periods since the peak.
    below: usize,
    longest: usize,
}

impl Path {
    fn new() -> Self {
        Self {
            value: 1.0,
            peak: 1.0,
            deepest: 0.0,
            below: 0,
            longest: 0,
        }
    }

    /// A total loss stays one, and no value passes the largest number.
    fn step(&mut self, simple: f64) {
        self.value = (self.value * (1.0 + simple)).clamp(0.0, f64::MAX);
        if self.value >= self.peak {
            self.peak = self.value;
            self.below = 0;
        } else {
            self.below += 1;
            self.longest = self.longest.max(self.below);
            self.deepest = self.deepest.min(self.value / self.peak - 1.0);
        }
    }
}
