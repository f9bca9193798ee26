//! The distribution of resampled paths: quantiles, chances, and a fan of equity curves.

use super::paths::Paths;
use crate::measure::{Undefined, at_least};
use crate::tail::{quantile, sorted};

/// The quantiles that are given of everything.
pub const LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Values at [`LEVELS`], of all paths, interpolated linearly between neighbours.
pub type Quantiles = [f64; LEVELS.len()];

/// What the paths say together.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Number of paths.
    pub paths: usize,
    /// What 1 became.
    pub finals: Quantiles,
    /// Deepest drawdowns, from -1 to 0: the first is the severest.
    pub drawdowns: Quantiles,
    /// Longest falls, in periods.
    pub falls: Quantiles,
    /// Annual Sharpe ratios; undefined where no path has one.
    pub sharpes: Result<Quantiles, Undefined>,
    /// Share of paths that end below where they began.
    pub loss: f64,
    /// For each limit that was asked for, the share of paths with a deeper drawdown.
    pub deeper: Vec<f64>,
    /// What 1 had become at each moment of [`super::paths::Plan::moments`].
    pub fan: Vec<Quantiles>,
}

/// A path ends below its start where it loses more than rounding could have.
const ROUNDING: f64 = 1e-12;

/// Sums up paths; `limits` are depths as fractions, 0.2 or -0.2 for 20 % below the peak.
///
/// [`Undefined::InsufficientData`] without a path, [`Undefined::NotFinite`] for a limit that
/// is no number.
pub fn summarise(paths: &Paths, limits: &[f64]) -> Result<Summary, Undefined> {
    at_least(paths.len(), 1)?;
    if limits.iter().any(|limit| !limit.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let count = paths.len() as f64;
    let share = |values: &[f64], least: f64| {
        values.iter().filter(|value| **value < least).count() as f64 / count
    };
    let deeper = limits
        .iter()
        .map(|limit| share(&paths.drawdowns, -limit.abs()));
    let fan: Result<Vec<Quantiles>, Undefined> =
        paths.fan.iter().map(|values| quantiles(values)).collect();
    Ok(Summary {
        paths: paths.len(),
        finals: quantiles(&paths.finals)?,
        drawdowns: quantiles(&paths.drawdowns)?,
        falls: quantiles(&paths.falls)?,
        sharpes: quantiles(&paths.sharpes),
        loss: share(&paths.finals, 1.0 - ROUNDING),
        deeper: deeper.collect(),
        fan: fan?,
    })
}

fn quantiles(values: &[f64]) -> Result<Quantiles, Undefined> {
    at_least(values.len(), 1)?;
    let ascending = sorted(values);
    let mut found = [0.0; LEVELS.len()];
    for (place, level) in found.iter_mut().zip(LEVELS) {
        *place = quantile(&ascending, level)?;
    }
    Ok(found)
}
