//! Whether the choices kept what they promised, and whether they stayed what they were.

use crate::measure::{Measure, Undefined, at_least, finite};
use crate::search::grid::within_one_step;

/// What was earned over one stretch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// What 1 became, at least 0.
    pub growth: f64,
    /// Number of bars, at least 1.
    pub bars: usize,
}

/// Annual returns of the choices, before and after they were made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Efficiency {
    /// Compound annual return of the choices on the bars that they were made on.
    pub in_sample: f64,
    /// Compound annual return on the bars after.
    pub out_of_sample: f64,
    /// The second over the first (Pardo 2008): 1 where promises were kept, around 0 where
    /// they were luck; [`Undefined::OutsideDomain`] where the choices promised no gain.
    pub ratio: Measure,
}

/// Compares stretches in sample with stretches out of sample; `periods` bars are a year.
///
/// Each side's annual return is that of all its stretches in a row, so that a long one counts
/// for more and bars of several windows for several times. [`Undefined::InsufficientData`]
/// for a side without a bar, [`Undefined::OutsideDomain`] for a growth below 0.
pub fn efficiency(
    in_sample: &[Stretch],
    out_of_sample: &[Stretch],
    periods: f64,
) -> Result<Efficiency, Undefined> {
    let promised = annual(in_sample, periods)?;
    let kept = annual(out_of_sample, periods)?;
    let ratio = if promised > 0.0 {
        finite(kept / promised)
    } else {
        Err(Undefined::OutsideDomain)
    };
    Ok(Efficiency {
        in_sample: promised,
        out_of_sample: kept,
        ratio,
    })
}

/// `exp(periods * sum(ln growth) / sum(bars)) - 1`; -1 after a total loss.
fn annual(stretches: &[Stretch], periods: f64) -> Measure {
    let is_odd = |stretch: &Stretch| !(stretch.growth >= 0.0 && stretch.growth.is_finite());
    if !(periods > 0.0 && periods.is_finite()) || stretches.iter().any(is_odd) {
        return Err(Undefined::OutsideDomain);
    }
    let bars: f64 = stretches.iter().map(|stretch| stretch.bars as f64).sum();
    if bars < 1.0 {
        return Err(Undefined::InsufficientData);
    }
    let growth: f64 = stretches.iter().map(|stretch| stretch.growth.ln()).sum();
    finite((periods * growth / bars).exp_m1())
}

/// Share of windows, from the second on, whose choice lies within one step of the choice
/// before on every axis of the grid; a choice is given by its positions on the axes
/// ([`crate::search::grid::Grid::coordinates`]). Needs two windows.
pub fn stability(choices: &[Vec<usize>]) -> Measure {
    at_least(choices.len(), 2)?;
    let pairs = choices.windows(2);
    let stayed = pairs.filter(|pair| within_one_step(&pair[0], &pair[1]));
    finite(stayed.count() as f64 / (choices.len() - 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(growth: f64, bars: usize) -> Stretch {
        Stretch { growth, bars }
    }

    #[test]
    fn efficiency_compares_annual_returns() {
        let promised = [stretch(1.21, 504), stretch(1.21, 504)];
        let kept = [
            stretch(1.10, 252),
            stretch(0.95, 126),
            stretch(1.0 / 0.95, 126),
        ];
        let found = efficiency(&promised, &kept, 252.0).unwrap();
        assert!((found.in_sample - 0.1).abs() < 1e-12);
        assert!((found.out_of_sample - (1.1_f64.sqrt() - 1.0)).abs() < 1e-12);
        let ratio = found.out_of_sample / found.in_sample;
        assert_eq!(found.ratio, Ok(ratio));
    }

    #[test]
    fn what_promised_nothing_has_no_efficiency() {
        let found = efficiency(&[stretch(0.9, 100)], &[stretch(0.0, 9)], 252.0).unwrap();
        assert_eq!(found.ratio, Err(Undefined::OutsideDomain));
        assert_eq!(found.out_of_sample, -1.0);
        assert_eq!(
            efficiency(&[], &[], 252.0),
            Err(Undefined::InsufficientData)
        );
        assert_eq!(
            efficiency(&[stretch(-1.0, 5)], &[], 252.0),
            Err(Undefined::OutsideDomain)
        );
    }

    #[test]
    fn a_choice_is_stable_while_it_moves_one_step_at_most() {
        let choices = [vec![3, 3], vec![4, 2], vec![4, 2], vec![4, 4]];
        assert_eq!(stability(&choices), Ok(2.0 / 3.0));
        assert_eq!(stability(&choices[..1]), Err(Undefined::InsufficientData));
    }
}
