//! Probability of backtest overfitting: how often the best in one half is poor in the other.
//!
//! Combinatorially symmetric cross-validation of Bailey, Borwein, Lopez de Prado and Zhu,
//! "The probability of backtest overfitting", Journal of Computational Finance 20 (2017): the
//! periods are cut into blocks; for every choice of half of them the candidate of the best
//! Sharpe ratio there is ranked by its ratio in the other half.

use super::candidates::Candidates;
use crate::measure::{Measure, Undefined, at_least};
use crate::moments::{covariance, mean, variance};
use crate::sum::sum;
use crate::tail::{quantile, sorted};

/// Possible numbers of blocks, of which there must be an even one: 12,870 splits of 16.
pub const BLOCKS: std::ops::RangeInclusive<usize> = 4..=16;

/// Below this share of the overall variance a variance is rounding noise.
const NOISE: f64 = 1e-12;

/// What the splits say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overfitting {
    /// Share of splits in which the best of one half is at or below the median of the other.
    pub probability: f64,
    /// Number of splits, `blocks! / (blocks/2)!^2`.
    pub splits: usize,
    /// Median of `ln(w / (1 - w))`, `w` the relative rank in the other half; below 0 the
    /// search does more harm than a choice by chance.
    pub median_logit: f64,
    /// Share of splits in which the chosen has a Sharpe ratio below 0 in the other half.
    pub loss: f64,
    /// Slope of the ratio in the other half over the ratio that was chosen for; below 0 the
    /// better looks, the worse is.
    pub degradation: Measure,
}

/// Cuts the periods into `blocks` of one length, the oldest remainder left out.
///
/// A half in which a candidate does not vary gives it a ratio of 0; of equal ratios the first
/// candidate is chosen, and equal ratios share their rank. Needs two candidates and two
/// periods in each block; [`Undefined::OutsideDomain`] for another number of blocks.
pub fn probability(candidates: &Candidates<'_>, blocks: usize) -> Result<Overfitting, Undefined> {
    if !BLOCKS.contains(&blocks) || !blocks.is_multiple_of(2) {
        return Err(Undefined::OutsideDomain);
    }
    at_least(candidates.columns().len(), 2)?;
    let length = candidates.periods() / blocks;
    at_least(length, 2)?;
    let columns = candidates.columns().iter();
    let columns: Result<Vec<Column>, Undefined> = columns
        .map(|column| Column::new(&column[column.len() - length * blocks..], length))
        .collect();
    let columns = columns?;
    let masks = 0..1_u32 << blocks;
    let halves = masks.filter(|mask| mask.count_ones() as usize == blocks / 2);
    let splits: Vec<Split> = halves.map(|mask| Split::of(&columns, mask)).collect();
    summary(&splits)
}

/// Sums of one candidate's distances from its mean, by block.
struct Column {
    centre: f64,
    /// Variance over all blocks, with n.
    variance: f64,
    length: f64,
    blocks: Vec<(f64, f64)>,
}

impl Column {
    fn new(values: &[f64], length: usize) -> Result<Self, Undefined> {
        let centre = mean(values)?;
        let block = |values: &[f64]| {
            let distances = values.iter().map(|value| value - centre);
            distances.fold((0.0, 0.0), |(sum, squares), d| (sum + d, squares + d * d))
        };
        Ok(Self {
            centre,
            variance: variance(values, 0)?,
            length: length as f64,
            blocks: values.chunks(length).map(block).collect(),
        })
    }

    /// Sharpe ratio over the blocks of a mask.
    fn ratio(&self, mask: u32) -> f64 {
        let chosen = (0..self.blocks.len()).filter(|block| mask >> block & 1 == 1);
        let mut n = 0.0;
        let (mut sum, mut squares) = (0.0, 0.0);
        for block in chosen {
            n += self.length;
            sum += self.blocks[block].0;
            squares += self.blocks[block].1;
        }
        let variance = (squares - sum * sum / n) / (n - 1.0);
        // The square of what tells a spread from rounding of returns near 1.
        if variance > NOISE * self.variance && variance > 1e-28 {
            (self.centre + sum / n) / variance.sqrt()
        } else {
            0.0
        }
    }
}

/// One choice of half of the blocks.
struct Split {
    chosen_for: f64,
    outside: f64,
    logit: f64,
}

impl Split {
    fn of(columns: &[Column], mask: u32) -> Self {
        let mut chosen = (0, f64::NEG_INFINITY);
        for (at, column) in columns.iter().enumerate() {
            let ratio = column.ratio(mask);
            if ratio > chosen.1 {
                chosen = (at, ratio);
            }
        }
        let outside: Vec<f64> = columns.iter().map(|column| column.ratio(!mask)).collect();
        let own = outside[chosen.0];
        let below = outside.iter().filter(|ratio| **ratio < own).count() as f64;
        let equal = outside.iter().filter(|ratio| **ratio == own).count() as f64;
        let rank = below + (equal + 1.0) / 2.0;
        let relative = rank / (columns.len() + 1) as f64;
        Self {
            chosen_for: chosen.1,
            outside: own,
            logit: (relative / (1.0 - relative)).ln(),
        }
    }
}

fn summary(splits: &[Split]) -> Result<Overfitting, Undefined> {
    let share = |is_member: fn(&&Split) -> bool| {
        splits.iter().filter(is_member).count() as f64 / splits.len() as f64
    };
    let logits: Vec<f64> = splits.iter().map(|split| split.logit).collect();
    let chosen_for: Vec<f64> = splits.iter().map(|split| split.chosen_for).collect();
    let outside: Vec<f64> = splits.iter().map(|split| split.outside).collect();
    Ok(Overfitting {
        probability: share(|split| split.logit <= 0.0),
        splits: splits.len(),
        median_logit: quantile(&sorted(&logits), 0.5)?,
        loss: share(|split| split.outside < 0.0),
        degradation: slope(&chosen_for, &outside),
    })
}

fn slope(xs: &[f64], ys: &[f64]) -> Measure {
    let spread = variance(xs, 1)?;
    if spread <= 1e-24 * (1.0 + sum(xs).abs()) {
        return Err(Undefined::ZeroVariance);
    }
    crate::measure::finite(covariance(xs, ys)? / spread)
}
