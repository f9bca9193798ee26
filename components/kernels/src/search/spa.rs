//! Hansen's test of superior predictive ability: is the best candidate better than a benchmark?
//!
//! P. R. Hansen, "A test for superior predictive ability", Journal of Business & Economic
//! Statistics 23 (2005). Candidates are returns less those of the benchmark. The hypothesis is
//! that none is better in the mean; a small p-value speaks against it, the number of
//! candidates being accounted for. Resamples keep the candidates of one period together and
//! follow the stationary bootstrap of Politis and Romano (1994).

use super::candidates::Candidates;
use crate::measure::Undefined;
use crate::moments::{mean, spread};
use crate::resample::blocks::{Blocks, Scheme};
use crate::sum::sum_pairs;

/// Most resamples.
pub const MOST_RESAMPLES: u32 = 10_000;

/// In which unit candidates are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Each mean over its own standard error, as Hansen proposes.
    Studentised,
    /// Means as they are, as in White's reality check (2000) and in arch's `SPA`.
    Plain,
}

/// How the test is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Number of resamples, 1 to [`MOST_RESAMPLES`]; 1,000 leave a p-value of 0.05 an error
    /// of 0.007.
    pub resamples: u32,
    /// Mean length of a block, from 1 to the number of periods.
    pub mean_block: f64,
    /// Seed of the resamples.
    pub seed: u64,
    /// Unit of comparison.
    pub scale: Scale,
}

/// The outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Superiority {
    /// `max(0, max over k of sqrt(n) mean_k / omega_k)`, without the omega where plain.
    pub statistic: f64,
    /// Column of the best candidate.
    pub best: usize,
    /// The liberal p-value: worse candidates count as being as poor as they look.
    pub lower: f64,
    /// The consistent p-value, the one to report: candidates poorer than chance allows,
    /// `mean < -omega sqrt(2 ln ln n / n)`, count as poor and the others as being at par.
    pub consistent: f64,
    /// The conservative p-value, White's: every candidate counts as being at par.
    pub upper: f64,
}

/// The test with resamples of its own.
///
/// Where no candidate is better than the benchmark there is nothing to test and the p-values
/// are 1. [`Undefined::ZeroVariance`] where all candidates are constant;
/// [`Undefined::OutsideDomain`] for settings outside their ranges.
pub fn test(candidates: &Candidates<'_>, settings: &Settings) -> Result<Superiority, Undefined> {
    if !(1..=MOST_RESAMPLES).contains(&settings.resamples) {
        return Err(Undefined::OutsideDomain);
    }
    let scheme = Scheme::Stationary {
        mean_length: settings.mean_block,
    };
    let blocks = Blocks::new(candidates.periods(), scheme, settings.seed)?;
    let mut hypothesis = Hypothesis::new(candidates, settings.mean_block, settings.scale)?;
    let mut indices = Vec::new();
    for resample in 0..settings.resamples {
        blocks.draw(u64::from(resample), &mut indices);
        hypothesis.resample(&indices);
    }
    hypothesis.outcome()
}

/// The test with resamples that are given one by one.
#[derive(Debug, Clone)]
pub struct Hypothesis<'a> {
    candidates: Candidates<'a>,
    tested: Vec<Tested>,
    statistic: f64,
    best: usize,
    weights: Vec<f64>,
    resamples: u32,
    /// Resamples whose statistic is above: lower, consistent, upper.
    above: [u32; 3],
}

/// A candidate that varies.
#[derive(Debug, Clone, Copy)]
struct Tested {
    column: usize,
    /// What its mean is multiplied with.
    scale: f64,
    /// What a resampled mean is compared with: lower, consistent, upper.
    centres: [f64; 3],
}

impl<'a> Hypothesis<'a> {
    /// `mean_block` is that of the resamples to come; the variances follow from it.
    pub fn new(
        candidates: &Candidates<'a>,
        mean_block: f64,
        scale: Scale,
    ) -> Result<Self, Undefined> {
        let mut tested = Vec::with_capacity(candidates.columns().len());
        let (mut statistic, mut best) = (0.0, None);
        for (at, column) in candidates.columns().iter().enumerate() {
            if spread(column, 1).is_err() {
                continue;
            }
            let candidate = Tested::of(at, column, mean_block, scale)?;
            let reached = mean(column)? * candidate.scale;
            if best.is_none_or(|(_, most)| reached > most) {
                best = Some((at, reached));
            }
            statistic = f64::max(statistic, reached);
            tested.push(candidate);
        }
        let (best, _) = best.ok_or(Undefined::ZeroVariance)?;
        Ok(Self {
            candidates: *candidates,
            tested,
            statistic,
            best,
            weights: vec![0.0; candidates.periods()],
            resamples: 0,
            above: [0; 3],
        })
    }

    /// Takes up a resample: one period for each period of the sample; those that do not
    /// exist are ignored.
    pub fn resample(&mut self, indices: &[u32]) {
        self.weights.fill(0.0);
        for index in indices {
            if let Some(weight) = self.weights.get_mut(*index as usize) {
                *weight += 1.0;
            }
        }
        let periods = self.weights.len() as f64;
        let mut most = [0.0_f64; 3];
        for candidate in &self.tested {
            let column = self.candidates.columns()[candidate.column];
            let drawn = sum_pairs(column, &self.weights, |value, weight| value * weight) / periods;
            for (most, centre) in most.iter_mut().zip(candidate.centres) {
                *most = most.max((drawn - centre) * candidate.scale);
            }
        }
        self.resamples += 1;
        for (above, most) in self.above.iter_mut().zip(most) {
            *above += u32::from(most > self.statistic);
        }
    }

    /// What the resamples so far say; [`Undefined::InsufficientData`] without one.
    pub fn outcome(&self) -> Result<Superiority, Undefined> {
        if self.resamples == 0 {
            return Err(Undefined::InsufficientData);
        }
        let share = |above: u32| {
            if self.statistic > 0.0 {
                f64::from(above) / f64::from(self.resamples)
            } else {
                1.0
            }
        };
        let [lower, consistent, upper] = self.above.map(share);
        Ok(Superiority {
            statistic: self.statistic,
            best: self.best,
            lower,
            consistent,
            upper,
        })
    }
}

impl Tested {
    fn of(column: usize, values: &[f64], mean_block: f64, scale: Scale) -> Result<Self, Undefined> {
        let (centre, periods) = (mean(values)?, values.len() as f64);
        let error = (long_run_variance(values, mean_block)? / periods).sqrt();
        let is_poor = centre < -error * (2.0 * periods.ln().ln()).sqrt();
        let consistent = if is_poor { 0.0 } else { centre };
        let scale = match scale {
            Scale::Studentised => 1.0 / error,
            Scale::Plain => periods.sqrt(),
        };
        Ok(Self {
            column,
            scale,
            centres: [centre.max(0.0), consistent, centre],
        })
    }
}

/// Variance of `sqrt(n)` times the mean of a stationary resample,
/// `g_0 + 2 sum over i of k(n, i) g_i` with `k(n, i) = (1 - i/n) q^i + i/n q^(n - i)`,
/// `q = 1 - 1 / mean_block` and autocovariances `g_i` over n (Politis and Romano 1994).
///
/// `k(n, i) = k(n, n - i)`, so that this is `g_0 + 2 sum of (1 - i/n) q^i c_i` with the
/// autocovariances `c_i` of the series closed to a circle. Sums of the past with weights `q^i`
/// and `i q^i` go on from one day to the next, which takes one turn and not one for each lag.
///
/// [`Undefined::OutsideDomain`] for a mean block below 1 or above n,
/// [`Undefined::ZeroVariance`] where nothing varies.
pub fn long_run_variance(values: &[f64], mean_block: f64) -> Result<f64, Undefined> {
    let periods = values.len() as f64;
    if !(mean_block >= 1.0 && mean_block <= periods) {
        return Err(Undefined::OutsideDomain);
    }
    let centre = mean(values)?;
    let centred: Vec<f64> = values.iter().map(|value| value - centre).collect();
    let q = 1.0 - 1.0 / mean_block;
    let whole_turn = q.powf(periods);
    let mut past = Past::before_first(&centred, q);
    let (mut total, mut last) = (0.0, 0.0);
    for (at, value) in centred.iter().enumerate() {
        if at > 0 {
            past.weighted = q * (past.weighted + last) - whole_turn * value;
            past.lagged = q * past.lagged + past.weighted - (periods - 1.0) * whole_turn * value;
        }
        total += value * (value + 2.0 * (past.weighted - past.lagged / periods));
        last = *value;
    }
    let variance = total / periods;
    if variance > 0.0 && variance.is_finite() {
        Ok(variance)
    } else {
        Err(Undefined::ZeroVariance)
    }
}

/// The values of the n - 1 days before one, round the circle.
struct Past {
    /// `sum of q^i x(t - i)`.
    weighted: f64,
    /// `sum of i q^i x(t - i)`.
    lagged: f64,
}

impl Past {
    fn before_first(values: &[f64], q: f64) -> Self {
        let mut past = Self {
            weighted: 0.0,
            lagged: 0.0,
        };
        let mut weight = q;
        for (lag, value) in (1..).zip(values[1..].iter().rev()) {
            past.weighted += weight * value;
            past.lagged += f64::from(lag) * weight * value;
            weight *= q;
        }
        past
    }
}
