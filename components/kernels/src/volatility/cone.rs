//! Realised volatility over windows of many lengths, and where today's lies among the past.

use super::windows::summaries;
use crate::measure::{Undefined, finite};
use crate::tail::{quantile, sorted};

/// A week, two weeks, a month, a quarter, half a year and a year of trading days.
pub const WINDOWS: [usize; 6] = [5, 10, 21, 63, 126, 252];
/// Fractions of the windows that lie below the quantiles of a [`Ring`].
pub const FRACTIONS: [f64; 7] = [0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0];

/// Annual volatility `std(r, ddof 1) * sqrt(periods)` of every window of returns, the
/// earliest first: `n - window + 1` values, as fractions. Needs a window of two.
pub fn rolling(returns: &[f64], window: usize, periods: f64) -> Result<Vec<f64>, Undefined> {
    if window < 2 || returns.len() < window {
        return Err(Undefined::InsufficientData);
    }
    let found = summaries(returns, window);
    let annual = found
        .iter()
        .map(|summary| finite((summary.variance(1) * periods).sqrt()));
    annual.collect()
}

/// Volatility over windows of one length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ring {
    /// Returns in a window.
    pub window: usize,
    /// Windows seen; they overlap, so that far fewer of them are independent.
    pub count: usize,
    /// Annual volatility at each of [`FRACTIONS`].
    pub quantiles: [f64; 7],
    /// Of the last window.
    pub current: f64,
    /// Share of the windows whose volatility is not above the last one's, from 0 to 1.
    pub rank: f64,
}

/// The volatility cone (Burghardt and Lane 1990): a ring for each window that fits into the
/// returns twice at least, so that there is something to compare.
pub fn cone(returns: &[f64], windows: &[usize], periods: f64) -> Result<Vec<Ring>, Undefined> {
    let fit = windows
        .iter()
        .filter(|window| returns.len() >= 2 * **window);
    let rings: Vec<Ring> = fit
        .map(|window| ring(returns, *window, periods))
        .collect::<Result<_, _>>()?;
    if rings.is_empty() {
        return Err(Undefined::InsufficientData);
    }
    Ok(rings)
}

fn ring(returns: &[f64], window: usize, periods: f64) -> Result<Ring, Undefined> {
    let found = rolling(returns, window, periods)?;
    let current = *found.last().ok_or(Undefined::InsufficientData)?;
    let ascending = sorted(&found);
    let mut quantiles = [0.0; 7];
    for (place, fraction) in quantiles.iter_mut().zip(FRACTIONS) {
        *place = quantile(&ascending, fraction)?;
    }
    let below = ascending.partition_point(|volatility| *volatility <= current);
    Ok(Ring {
        window,
        count: found.len(),
        quantiles,
        current,
        rank: below as f64 / found.len() as f64,
    })
}
