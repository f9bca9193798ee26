//! How long the blocks of a bootstrap should be.

use crate::measure::{Undefined, at_least};
use crate::moments::{mean, spread};
use crate::sum::{sum_by, sum_pairs};

/// Fewest observations that lags can be judged from.
pub const LEAST_OBSERVATIONS: usize = 16;

/// Lengths that make the mean squared error of the long-run variance least.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Optimal {
    /// Mean length for the stationary bootstrap.
    pub stationary: f64,
    /// Length for the circular bootstrap.
    pub circular: f64,
}

/// The rule of Politis and White (Econometric Reviews 23, 2004) with the correction of Patton,
/// Politis and White (28, 2009): `(2 g^2 / d)^(1/3) n^(1/3)`, from 1 to `min(3 sqrt(n), n/3)`
/// rounded up.
///
/// `g` and the long-run variance in `d` are sums of autocovariances under a flat-top window
/// of Politis and Romano (1995); the window is twice the lag from which on `max(5, log10 n)`
/// autocorrelations lie inside `2 sqrt(log10(n) / n)`. arch's `optimal_block_length` finds
/// the same but has no lower bound.
pub fn optimal(returns: &[f64]) -> Result<Optimal, Undefined> {
    let n = returns.len();
    at_least(n, LEAST_OBSERVATIONS)?;
    spread(returns, 1)?;
    let centre = mean(returns)?;
    let distances: Vec<f64> = returns.iter().map(|value| value - centre).collect();
    let lags = Lags::of(&distances);
    let (mut g, mut long_run) = (0.0, lags.covariances[0]);
    for lag in 1..=lags.window {
        let share = lag as f64 / lags.window as f64;
        let weight = if share <= 0.5 {
            1.0
        } else {
            2.0 * (1.0 - share)
        };
        g += 2.0 * weight * lag as f64 * lags.covariances[lag];
        long_run += 2.0 * weight * lags.covariances[lag];
    }
    let periods = n as f64;
    let most = (3.0 * periods.sqrt()).min(periods / 3.0).ceil();
    let length = |constant: f64| {
        let wanted = (2.0 * g * g / (constant * long_run * long_run) * periods).cbrt();
        // No spread in the long run: nothing is too long for a block.
        if wanted.is_finite() {
            wanted.clamp(1.0, most)
        } else {
            most
        }
    };
    Ok(Optimal {
        stationary: length(2.0),
        circular: length(4.0 / 3.0),
    })
}

struct Lags {
    covariances: Vec<f64>,
    /// Lag from which on the window is 0.
    window: usize,
}

impl Lags {
    fn of(distances: &[f64]) -> Self {
        let n = distances.len();
        let periods = n as f64;
        let calm = 5.max(periods.log10() as usize);
        let most = periods.sqrt().ceil() as usize + calm;
        let band = 2.0 * (periods.log10() / periods).sqrt();
        let squares = |part: &[f64]| sum_by(part, |d| d * d);
        let (mut covariances, mut quiet) = (Vec::with_capacity(most + 1), 0);
        let mut first = None;
        for lag in 0..=most {
            let together = sum_pairs(&distances[lag..], distances, |a, b| a * b);
            covariances.push(together / periods);
            if quiet >= calm && first.is_none() {
                first = Some(lag - calm);
            }
            let scale =
                (squares(&distances[lag + 1..]) * squares(&distances[..n - lag - 1])).sqrt();
            quiet = if together.abs() < band * scale {
                quiet + 1
            } else {
                0
            };
        }
        let window = first.map_or(most, |lag| (2 * lag.max(1)).min(most));
        Self {
            covariances,
            window,
        }
    }
}
