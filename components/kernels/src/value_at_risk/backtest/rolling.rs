//! Forecasts for each day from the days before it, beside what happened.

use super::coverage::{Coverage, coverage};
use super::zone::{Zone, basel_zone};
use crate::measure::{Undefined, at_least};
use crate::normal;
use crate::tail::sorted;
use crate::volatility::ewma::{DECAY, ewma_variance};
use crate::volatility::windows::summaries;

/// Methods cheap enough to forecast every day of a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rolling {
    /// Quantile of the returns in the window.
    Historical,
    /// Mean and standard deviation (ddof 1) of the window.
    Normal,
    /// The weighted variance of all days so far, mean zero; the window only says when to begin.
    Ewma,
}

impl Rolling {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Historical, Self::Normal, Self::Ewma];

    /// As in [`super::super::Method::name`].
    pub fn name(self) -> &'static str {
        match self {
            Self::Historical => "historical",
            Self::Normal => "normal",
            Self::Ewma => "ewma",
        }
    }
}

/// One method at one confidence, tested.
#[derive(Debug, Clone, PartialEq)]
pub struct Backtest {
    /// The method.
    pub method: Rolling,
    /// As asked for.
    pub confidence: f64,
    /// Days that each forecast rests on.
    pub window: usize,
    /// Indices into the returns of the days below their forecast.
    pub exceptions: Vec<usize>,
    /// Tests of them.
    pub coverage: Coverage,
    /// The traffic light with its addition to the multiplier, for a year or more at 99 %.
    pub zone: Option<(Zone, f64)>,
}

/// Forecasts at each confidence for the days `window..n`, from the days before each.
///
/// Needs a window of two, a day after it, finite returns and confidences between 0 and 1.
pub fn forecasts(
    returns: &[f64],
    method: Rolling,
    window: usize,
    confidences: &[f64],
) -> Result<Vec<Vec<f64>>, Undefined> {
    at_least(window, 2)?;
    at_least(returns.len(), window + 1)?;
    if !confidences.iter().all(|c| *c > 0.0 && *c < 1.0) {
        return Err(Undefined::OutsideDomain);
    }
    let known = &returns[..returns.len() - 1];
    let bell = |moments: Vec<(f64, f64)>| {
        let of = |confidence: &f64| {
            let z = normal::quantile(1.0 - confidence);
            moments
                .iter()
                .map(|(mean, deviation)| mean + z * deviation)
                .collect()
        };
        confidences.iter().map(of).collect()
    };
    let found: Vec<Vec<f64>> = match method {
        Rolling::Historical => quantiles(known, window, confidences),
        Rolling::Normal => bell(
            summaries(known, window)
                .iter()
                .map(|summary| (summary.mean(), summary.variance(1).sqrt()))
                .collect(),
        ),
        Rolling::Ewma => bell(
            ewma_variance(known, DECAY)[window - 1..]
                .iter()
                .map(|variance| (0.0, variance.sqrt()))
                .collect(),
        ),
    };
    let finite = |values: &Vec<f64>| values.iter().all(|value| value.is_finite());
    if !returns.iter().all(|r| r.is_finite()) || !found.iter().all(finite) {
        return Err(Undefined::NotFinite);
    }
    Ok(found)
}

/// Forecasts of a method, compared with what happened: one test for each confidence.
pub fn backtests(
    returns: &[f64],
    method: Rolling,
    window: usize,
    confidences: &[f64],
) -> Result<Vec<Backtest>, Undefined> {
    let forecasts = forecasts(returns, method, window, confidences)?;
    let test = |(confidence, forecasts): (&f64, Vec<f64>)| {
        let days = returns[window..].iter().zip(&forecasts);
        let below: Vec<bool> = days.map(|(r, forecast)| r < forecast).collect();
        let indices = below.iter().enumerate().filter(|(_, below)| **below);
        Ok(Backtest {
            method,
            confidence: *confidence,
            window,
            exceptions: indices.map(|(day, _)| window + day).collect(),
            coverage: coverage(&below, *confidence)?,
            zone: basel_zone(&below, *confidence),
        })
    };
    confidences.iter().zip(forecasts).map(test).collect()
}

/// Quantiles of every window, from one sorted window in which each day replaces one value.
fn quantiles(xs: &[f64], window: usize, confidences: &[f64]) -> Vec<Vec<f64>> {
    let mut sorted = sorted(&xs[..window]);
    let places: Vec<(usize, f64)> = confidences.iter().map(|c| place(window, *c)).collect();
    let mut found = vec![Vec::with_capacity(xs.len() - window + 1); confidences.len()];
    for day in window..=xs.len() {
        for (found, (low, share)) in found.iter_mut().zip(&places) {
            let high = if low + 1 < window { low + 1 } else { *low };
            found.push(sorted[*low] + share * (sorted[high] - sorted[*low]));
        }
        if day < xs.len() {
            replace(&mut sorted, xs[day - window], xs[day]);
        }
    }
    found
}

/// Where the quantile lies: between the values at an index and after it, by a share.
fn place(window: usize, confidence: f64) -> (usize, f64) {
    let at = (1.0 - confidence) * (window - 1) as f64;
    (at.floor() as usize, at - at.floor())
}

/// Takes a value out of an ascending slice and puts another one in, moving only what lies
/// between them.
fn replace(ascending: &mut [f64], leaving: f64, entering: f64) {
    let old = ascending.partition_point(|x| *x < leaving);
    let new = ascending.partition_point(|x| *x < entering);
    if new > old {
        ascending.copy_within(old + 1..new, old);
        ascending[new - 1] = entering;
    } else {
        ascending.copy_within(new..old, new + 1);
        ascending[new] = entering;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tail::historical_var;

    #[test]
    fn the_sliding_quantile_is_the_quantile_of_each_window() {
        let xs: Vec<f64> = (0..400).map(|i| f64::from((i * i) % 37) - 18.0).collect();
        let found = quantiles(&xs, 50, &[0.9, 0.99]);
        for (day, window) in xs.windows(50).enumerate() {
            for (found, confidence) in found.iter().zip([0.9, 0.99]) {
                let expected = historical_var(&sorted(window), confidence).unwrap();
                assert_eq!(found[day], expected);
            }
        }
    }

    #[test]
    fn a_forecast_does_not_know_its_own_day() {
        let mut returns: Vec<f64> = (0..60).map(|i| f64::from(i % 7) * 0.01 - 0.03).collect();
        for method in Rolling::ALL {
            let before = forecasts(&returns, method, 50, &[0.95]).unwrap();
            returns[59] = -0.9;
            let after = forecasts(&returns, method, 50, &[0.95]).unwrap();
            assert_eq!(before, after);
            let found = backtests(&returns, method, 50, &[0.95]).unwrap();
            assert_eq!(found[0].exceptions.last(), Some(&59));
        }
    }
}
