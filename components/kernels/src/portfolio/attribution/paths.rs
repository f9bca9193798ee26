//! The history of a portfolio: its return in each period, rebalanced or left alone.

use super::same_length;
use crate::measure::{Undefined, finite};
use crate::portfolio::estimate::observations;
use crate::portfolio::refusal::Refusal;

/// Returns of a portfolio that is brought back to `weights` after every period: `w'r`.
pub fn constant_mix(weights: &[f64], columns: &[&[f64]]) -> Result<Vec<f64>, Refusal> {
    let periods = checked(weights, columns)?;
    let mut path = vec![0.0; periods];
    for (weight, column) in weights.iter().zip(columns) {
        for (total, r) in path.iter_mut().zip(*column) {
            *total += weight * r;
        }
    }
    Ok(path)
}

/// Returns of a portfolio that starts at `weights` and is left alone, so that winners grow;
/// what the weights lack of 1 lies in cash. Ends with a return of -1 in the period in which its
/// value reaches zero: nothing is left to be held.
pub fn buy_and_hold(weights: &[f64], columns: &[&[f64]]) -> Result<Vec<f64>, Refusal> {
    let periods = checked(weights, columns)?;
    let mut values = weights.to_vec();
    let cash = 1.0 - weights.iter().sum::<f64>();
    let mut before = 1.0;
    let mut path = Vec::with_capacity(periods);
    for t in 0..periods {
        for (value, column) in values.iter_mut().zip(columns) {
            *value *= 1.0 + column[t];
        }
        let now = finite(cash + values.iter().sum::<f64>())?;
        if now <= 0.0 {
            path.push(-1.0);
            break;
        }
        path.push(finite(now / before - 1.0)?);
        before = now;
    }
    Ok(path)
}

/// Weights of a portfolio that was left alone, at the end.
pub fn drifted_weights(weights: &[f64], columns: &[&[f64]]) -> Result<Vec<f64>, Refusal> {
    checked(weights, columns)?;
    let growth = |column: &&[f64]| crate::returns::growth(column);
    let cash = 1.0 - weights.iter().sum::<f64>();
    let values: Vec<f64> = weights
        .iter()
        .zip(columns)
        .map(|(w, c)| w * growth(c))
        .collect();
    let total = finite(cash + values.iter().sum::<f64>())?;
    if total <= 0.0 {
        return Err(Undefined::TotalLoss.into());
    }
    values.iter().map(|v| Ok(finite(v / total)?)).collect()
}

fn checked(weights: &[f64], columns: &[&[f64]]) -> Result<usize, Refusal> {
    same_length("weights", weights.len(), columns.len())?;
    weights.iter().try_for_each(|w| finite(*w).map(drop))?;
    observations(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UP: [f64; 2] = [0.5, 0.5];
    const FLAT: [f64; 2] = [0.0, 0.0];

    #[test]
    fn a_winner_that_is_left_alone_weighs_more() {
        let mix = constant_mix(&[0.5, 0.5], &[&UP, &FLAT]).unwrap();
        assert_eq!(mix, [0.25, 0.25]);
        let held = buy_and_hold(&[0.5, 0.5], &[&UP, &FLAT]).unwrap();
        assert_eq!(held[0], 0.25);
        assert!((held[1] - (1.625 / 1.25 - 1.0)).abs() < 1e-15);
        let weights = drifted_weights(&[0.5, 0.5], &[&UP, &FLAT]).unwrap();
        assert!((weights[0] - 1.125 / 1.625).abs() < 1e-15);
    }

    #[test]
    fn the_path_of_a_ruined_portfolio_ends() {
        let ruin = [-1.0, 0.1];
        assert_eq!(buy_and_hold(&[1.0], &[&ruin]), Ok(vec![-1.0]));
        assert_eq!(
            constant_mix(&[f64::NAN], &[&UP]),
            Err(Undefined::NotFinite.into())
        );
    }
}
