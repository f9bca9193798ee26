//! Falls of a compounded curve from its highest value so far.
//!
//! A drawdown is a fraction at or below zero: -0.2 is 20 % under the peak. The curve starts
//! at 1 before the first return, so a first loss is a drawdown too.

use crate::measure::{Measure, Undefined, at_least, finite, ratio};
use crate::moments::spread;
use crate::returns::{cagr, cumulative};
use crate::sum::{sum, sum_by};
use crate::tail::normal_shortfall;

/// One fall: from the first value under a peak to the last one under it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Episode {
    /// Index of the first value under the peak.
    pub start: usize,
    /// Index of the deepest value.
    pub valley: usize,
    /// Index of the last value under the peak.
    pub end: usize,
    /// False while the peak has not been reached again.
    pub recovered: bool,
    /// Deepest drawdown, at or below zero.
    pub depth: f64,
}

/// What 1 has become after each return: the running product of `1 + r`.
pub fn curve(returns: &[f64]) -> Vec<f64> {
    let mut value = 1.0;
    let step = |r: &f64| {
        value *= 1.0 + r;
        value
    };
    returns.iter().map(step).collect()
}

/// Drawdown after each return: `value / highest value so far - 1`.
pub fn of_returns(returns: &[f64]) -> Vec<f64> {
    let (mut value, mut peak) = (1.0_f64, 1.0_f64);
    let step = |r: &f64| {
        value *= 1.0 + r;
        peak = if value > peak { value } else { peak };
        value / peak - 1.0
    };
    returns.iter().map(step).collect()
}

/// Drawdown of each value of a curve against its own highest value so far.
pub fn of_values(values: &[f64]) -> Vec<f64> {
    let mut peak = f64::NEG_INFINITY;
    let step = |value: &f64| {
        peak = if *value > peak { *value } else { peak };
        if peak > 0.0 { value / peak - 1.0 } else { 0.0 }
    };
    values.iter().map(step).collect()
}

/// Every fall in order of time.
pub fn episodes(drawdowns: &[f64]) -> Vec<Episode> {
    let mut found: Vec<Episode> = Vec::new();
    let mut under = false;
    for (at, depth) in drawdowns.iter().copied().enumerate() {
        match (under, depth < 0.0, found.last_mut()) {
            (false, true, _) => found.push(Episode {
                start: at,
                valley: at,
                end: at,
                recovered: false,
                depth,
            }),
            (true, true, Some(open)) => extend(open, at, depth),
            (true, false, Some(open)) => open.recovered = true,
            _ => {}
        }
        under = depth < 0.0;
    }
    found
}

fn extend(open: &mut Episode, at: usize, depth: f64) {
    open.end = at;
    if depth < open.depth {
        open.valley = at;
        open.depth = depth;
    }
}

/// The deepest drawdown, from -1 to 0; needs one value.
pub fn deepest(drawdowns: &[f64]) -> Measure {
    at_least(drawdowns.len(), 1)?;
    let lower = |least: f64, fall: &f64| if *fall < least { *fall } else { least };
    finite(drawdowns.iter().fold(0.0, lower))
}

/// Mean depth of the falls; none without a fall.
pub fn average_depth(episodes: &[Episode]) -> Measure {
    if episodes.is_empty() {
        return Err(Undefined::NoDrawdown);
    }
    let total: f64 = episodes.iter().map(|episode| episode.depth).sum();
    finite(total / episodes.len() as f64)
}

/// Mean drawdown over all values, as a positive number (Becker's pain index).
pub fn pain_index(drawdowns: &[f64]) -> Measure {
    at_least(drawdowns.len(), 1)?;
    finite(-sum(drawdowns) / drawdowns.len() as f64)
}

/// `sqrt(sum(drawdown^2) / (n - ddof))` (Martin and McCann 1989; they divide by n, the
/// peer quantstats by n - 1).
pub fn ulcer_index(drawdowns: &[f64], ddof: usize) -> Measure {
    at_least(drawdowns.len(), ddof + 1)?;
    finite((sum_by(drawdowns, |d| d * d) / (drawdowns.len() - ddof) as f64).sqrt())
}

/// Compound annual growth over the size of the deepest drawdown (Young 1991).
pub fn calmar(returns: &[f64], drawdowns: &[f64], periods: f64) -> Measure {
    let fall = deepest(drawdowns)?.abs();
    ratio(cagr(returns, periods)?, fall, Undefined::NoDrawdown)
}

/// Sum of returns, less the annual rate, over how deep and how long the curve was down:
/// `(sum(r) - rate) / (ulcer * pitfall)`, `pitfall` the normal shortfall of the
/// drawdowns at 95 % over the spread of the returns (KeyQuant 2014).
pub fn serenity(returns: &[f64], drawdowns: &[f64], annual_rate: f64) -> Measure {
    let pitfall = -normal_shortfall(drawdowns, 0.95)? / spread(returns, 1)?;
    let weight = ulcer_index(drawdowns, 1)? * pitfall;
    ratio(sum(returns) - annual_rate, weight, Undefined::NoDrawdown)
}

/// Total return, less the annual rate, over the ulcer index: the peer quantstats' reading of
/// Martin's ratio, whose numerator is not annual.
pub fn ulcer_performance(returns: &[f64], drawdowns: &[f64], annual_rate: f64) -> Measure {
    let total = cumulative(returns)? - annual_rate;
    ratio(total, ulcer_index(drawdowns, 1)?, Undefined::NoDrawdown)
}

/// Total return over the size of the deepest drawdown: how often the worst fall was earned.
pub fn recovery(returns: &[f64], drawdowns: &[f64]) -> Measure {
    let fall = deepest(drawdowns)?.abs();
    ratio(cumulative(returns)?, fall, Undefined::NoDrawdown)
}

/// Annual growth, less the annual rate, over the ulcer index with n - 1 (Martin 1989).
pub fn martin(returns: &[f64], drawdowns: &[f64], annual_rate: f64, periods: f64) -> Measure {
    let excess = cagr(returns, periods)? - annual_rate;
    ratio(excess, ulcer_index(drawdowns, 1)?, Undefined::NoDrawdown)
}

/// Size of the sum of returns over the size of the deepest drawdown, the peer quantstats'.
pub fn recovery_factor(returns: &[f64], drawdowns: &[f64]) -> Measure {
    ratio(
        sum(returns).abs(),
        deepest(drawdowns)?.abs(),
        Undefined::NoDrawdown,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_starts_at_one_before_the_first_return() {
        let falls = of_returns(&[-0.1, 0.0, 0.2, -0.5]);
        assert!((falls[0] + 0.1).abs() < 1e-15);
        assert_eq!(falls[2], 0.0);
        assert_eq!(deepest(&falls), Ok(-0.5));
    }

    #[test]
    fn episodes_know_their_valley_and_whether_they_ended() {
        let found = episodes(&[0.0, -0.1, -0.3, -0.2, 0.0, 0.0, -0.05]);
        assert_eq!(found.len(), 2);
        assert_eq!(
            found[0],
            Episode {
                start: 1,
                valley: 2,
                end: 3,
                recovered: true,
                depth: -0.3
            }
        );
        assert!(!found[1].recovered);
        assert!((average_depth(&found).unwrap() + 0.175).abs() < 1e-15);
    }

    #[test]
    fn a_curve_that_only_rises_has_no_calmar() {
        let returns = [0.01, 0.02];
        let falls = of_returns(&returns);
        assert_eq!(calmar(&returns, &falls, 252.0), Err(Undefined::NoDrawdown));
        assert_eq!(average_depth(&episodes(&falls)), Err(Undefined::NoDrawdown));
    }
}
