//! Filtered historical simulation: past shocks, freed of their days' volatility, under today's.

use super::historical::{lower_end, lowest};
use super::method::Estimate;
use super::parametric::caution;
use super::sample::Sample;
use crate::measure::Undefined;
use crate::simulate::random::Draws;
use crate::volatility::garch::Evaluation;

/// Simulated paths: the 99 % quantile then rests on a hundred of them.
pub const PATHS: usize = 10_000;
/// Names the draws; the same name gives the same paths for ever.
pub const SEED: &str = "sandbourse.filtered-historical-simulation";

/// Barone-Adesi, Giannopoulos and Vosper (1999): each day of a path draws one of the
/// standardised residuals of the GARCH fit, gives it that day's volatility and lets the
/// variance follow; the simple returns of the days compound. A path that has lost everything
/// stays there.
pub(super) fn estimates(
    sample: &Sample<'_>,
    horizon: usize,
    confidences: &[f64],
) -> Result<Vec<Estimate>, Undefined> {
    let fit = sample.garch()?;
    let outcomes = Paths::new(&fit.evaluation).outcomes(horizon);
    let least = confidences.iter().copied().fold(1.0, f64::min);
    let found = lower_end(&lowest(outcomes, 1.0 - least), PATHS, confidences)?;
    let caution = caution(fit);
    Ok(found
        .into_iter()
        .map(|estimate| Estimate {
            caution: caution.or(estimate.caution),
            ..estimate
        })
        .collect())
}

/// All paths, one day at a time: they do not depend on each other, so that a processor can
/// work on many of them at once.
struct Paths<'a> {
    evaluation: &'a Evaluation,
    /// Squared percent.
    variances: Vec<f64>,
    /// What a unit of money has become.
    values: Vec<f64>,
}

impl<'a> Paths<'a> {
    fn new(evaluation: &'a Evaluation) -> Self {
        Self {
            evaluation,
            variances: vec![evaluation.next_variance; PATHS],
            values: vec![1.0; PATHS],
        }
    }

    fn outcomes(mut self, horizon: usize) -> Vec<f64> {
        let draws = Draws::named(SEED);
        // The first shocks are the whole history in turn, not drawn: over a day the simulation
        // then is the history almost exactly.
        self.day(|path| (path as f64 + 0.5) / PATHS as f64);
        for day in 1..horizon {
            self.day(|path| draws.uniform(day as u64, path as i64));
        }
        self.values.iter_mut().for_each(|value| *value -= 1.0);
        self.values
    }

    /// `place` says where in the history, from 0 to 1, a path's shock comes from.
    fn day(&mut self, place: impl Fn(usize) -> f64) {
        let residuals = &self.evaluation.residuals;
        let parameters = self.evaluation.parameters;
        let n = residuals.len() as f64;
        for (path, (variance, value)) in self.variances.iter_mut().zip(&mut self.values).enumerate()
        {
            let error = residuals[(place(path) * n) as usize] * variance.sqrt();
            let growth = 1.0 + (parameters.mu + error) / 100.0;
            *value *= if growth > 0.0 { growth } else { 0.0 };
            *variance =
                parameters.omega + parameters.alpha * error * error + parameters.beta * *variance;
        }
    }
}
