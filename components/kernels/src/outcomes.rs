//! Winning and losing periods: how often, how much, and how they weigh up.

use crate::measure::{Measure, Undefined, at_least, finite, ratio};
use crate::sum::{count_by, gain, loss, sum_by};

/// Highest value; needs one.
pub fn best(xs: &[f64]) -> Measure {
    at_least(xs.len(), 1)?;
    let higher = |best: f64, x: &f64| if *x > best { *x } else { best };
    finite(xs.iter().fold(f64::NEG_INFINITY, higher))
}

/// Lowest value; needs one.
pub fn worst(xs: &[f64]) -> Measure {
    at_least(xs.len(), 1)?;
    let lower = |worst: f64, x: &f64| if *x < worst { *x } else { worst };
    finite(xs.iter().fold(f64::INFINITY, lower))
}

/// Share of winners among the values that are not zero, from 0 to 1.
pub fn win_rate(xs: &[f64]) -> Measure {
    let (wins, losses) = counts(xs);
    ratio(wins, wins + losses, Undefined::InsufficientData)
}

/// Mean of the values above zero.
pub fn average_win(xs: &[f64]) -> Measure {
    ratio(sum_by(xs, gain), counts(xs).0, Undefined::NoGains)
}

/// Mean of the values below zero, negative.
pub fn average_loss(xs: &[f64]) -> Measure {
    ratio(sum_by(xs, loss), counts(xs).1, Undefined::NoLosses)
}

/// Size of the average win over the size of the average loss.
pub fn payoff(xs: &[f64]) -> Measure {
    ratio(
        average_win(xs)?,
        average_loss(xs)?.abs(),
        Undefined::NoLosses,
    )
}

/// Sum of gains over the size of the sum of losses.
pub fn profit_factor(xs: &[f64]) -> Measure {
    at_least(xs.len(), 1)?;
    let losses = -sum_by(xs, loss);
    ratio(sum_by(xs, gain), losses, Undefined::NoLosses)
}

/// Kelly fraction `p - (1 - p) / payoff` (Kelly 1956, in the form for unequal stakes).
pub fn kelly(xs: &[f64]) -> Measure {
    let rate = win_rate(xs)?;
    ratio(1.0 - rate, payoff(xs)?, Undefined::NoGains).map(|against| rate - against)
}

/// Mean of the values that are not zero.
pub fn average_move(xs: &[f64]) -> Measure {
    let (wins, losses) = counts(xs);
    ratio(
        sum_by(xs, |x| x),
        wins + losses,
        Undefined::InsufficientData,
    )
}

/// Share of the values that are not zero, from 0 to 1.
pub fn exposure(xs: &[f64]) -> Measure {
    let (wins, losses) = counts(xs);
    ratio(wins + losses, xs.len() as f64, Undefined::InsufficientData)
}

/// Longest run of values that satisfy `is_member`.
pub fn longest_run(xs: &[f64], is_member: impl Fn(f64) -> bool) -> Measure {
    at_least(xs.len(), 1)?;
    let (mut run, mut longest) = (0_u32, 0);
    for x in xs {
        run = if is_member(*x) { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    Ok(f64::from(longest))
}

/// Mean of the values at or above zero: the peer quantstats counts flat periods in here.
pub fn average_gain_or_flat(xs: &[f64]) -> Measure {
    let count = count_by(xs, |x| x >= 0.0);
    ratio(sum_by(xs, gain), count, Undefined::NoGains)
}

/// Mean over count of the gains (flat ones included), over the same of the losses.
pub fn profit_ratio(xs: &[f64]) -> Measure {
    let gains = count_by(xs, |x| x >= 0.0);
    let (_, losses) = counts(xs);
    let win = ratio(average_gain_or_flat(xs)?, gains, Undefined::NoGains)?;
    let loss = ratio(average_loss(xs)?.abs(), losses, Undefined::NoLosses)?;
    ratio(win, loss, Undefined::NoLosses)
}

/// Chance to lose everything when each period wins or loses the average loss `L`: with the
/// edge `e = 2 win_rate - 1` and `u = 1 / L` such losses to lose, `((1 - e) / (1 + e))^u`
/// (the gambler's ruin of Feller 1968), and 1 without an edge.
pub fn ruin(xs: &[f64]) -> Measure {
    let edge = 2.0 * win_rate(xs)? - 1.0;
    let units = 1.0 / average_loss(xs)?.abs();
    if edge <= 0.0 {
        return Ok(1.0);
    }
    finite(((1.0 - edge) / (1.0 + edge)).powf(units))
}

/// The peer quantstats' risk of ruin, `((1-p)/(1+p))^n` with the win rate as `p`.
pub fn risk_of_ruin(xs: &[f64]) -> Measure {
    let rate = win_rate(xs)?;
    finite(((1.0 - rate) / (1.0 + rate)).powf(xs.len() as f64))
}

fn counts(xs: &[f64]) -> (f64, f64) {
    (count_by(xs, |x| x > 0.0), count_by(xs, |x| x < 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flat_periods_count_neither_as_win_nor_as_loss() {
        let xs = [0.02, 0.0, -0.01, 0.04];
        assert!((win_rate(&xs).unwrap() - 2.0 / 3.0).abs() < 1e-15);
        assert!((payoff(&xs).unwrap() - 3.0).abs() < 1e-12);
        assert!((profit_factor(&xs).unwrap() - 6.0).abs() < 1e-12);
        assert_eq!((best(&xs), worst(&xs)), (Ok(0.04), Ok(-0.01)));
    }

    #[test]
    fn missing_sides_are_named() {
        assert_eq!(payoff(&[0.1, 0.2]), Err(Undefined::NoLosses));
        assert_eq!(average_win(&[-0.1]), Err(Undefined::NoGains));
        assert_eq!(win_rate(&[0.0]), Err(Undefined::InsufficientData));
    }
}
