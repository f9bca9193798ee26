//! How well a model would have done, each forecast made with what was known then.

use super::models::Model;
use super::predictive::Predictive;
use crate::binomial::two_sided_p;
use crate::moments::{mean, spread};
use crate::normal;

/// Bars before the first origin, so that the first forecast rests on a year.
const FIRST_ORIGIN: usize = 252;
/// Forecasts needed for figures that mean anything.
const LEAST_FORECASTS: usize = 20;
/// z of a central 90 % interval.
const LEVEL: f64 = 0.9;

/// A model against the random walk, on outcomes that it had not seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evaluation {
    /// Forecasts behind the figures, none overlapping another.
    pub n: usize,
    /// Mean absolute error of the model, in logarithmic return.
    pub mae_model: f64,
    /// Mean absolute error of "the price stays".
    pub mae_random_walk: f64,
    /// `1 - mae_model / mae_random_walk`.
    pub mae_skill: f64,
    /// One-sided p-value that the model's errors are not smaller (Diebold and Mariano 1995).
    pub mae_p: f64,
    /// Share of forecasts with the right direction; one without a direction counts half.
    pub hit_rate: f64,
    /// Share of the commoner direction: what naming it always would have hit.
    pub base_rate: f64,
    /// Two-sided binomial p-value of the hits against [`Self::base_rate`]; 1 when the model
    /// names no direction.
    pub hit_rate_p: f64,
    /// Share of outcomes inside the 90 % interval.
    pub coverage_90: f64,
}

/// Origins that are `horizon` bars apart, so that outcomes do not overlap, the last one
/// with a known outcome; the first after a year or a quarter of the history.
pub fn origins(bars: usize, horizon: usize) -> Vec<usize> {
    let first = FIRST_ORIGIN.max(bars / 4);
    let Some(last) = bars.checked_sub(horizon + 1) else {
        return Vec::new();
    };
    let mut found: Vec<usize> = (0..)
        .map_while(|k| last.checked_sub(k * horizon.max(1)))
        .take_while(|at| *at >= first)
        .collect();
    found.reverse();
    found
}

/// Measures a model over the history; none when the history is too short.
pub fn evaluate(model: Model, log_prices: &[f64], horizon: usize) -> Option<Evaluation> {
    let origins = origins(log_prices.len(), horizon);
    let forecasts = model.forecasts(log_prices, horizon, &origins);
    let judged: Vec<(Predictive, f64)> = origins
        .iter()
        .zip(forecasts)
        .filter_map(|(origin, forecast)| {
            Some((
                forecast?,
                log_prices[origin + horizon] - log_prices[*origin],
            ))
        })
        .collect();
    (judged.len() >= LEAST_FORECASTS)
        .then(|| judge(&judged))
        .flatten()
}

fn judge(judged: &[(Predictive, f64)]) -> Option<Evaluation> {
    let errors: Vec<f64> = judged
        .iter()
        .map(|(forecast, outcome)| (outcome - forecast.centre).abs())
        .collect();
    let baseline: Vec<f64> = judged.iter().map(|(_, outcome)| outcome.abs()).collect();
    let (mae_model, mae_random_walk) = (mean(&errors).ok()?, mean(&baseline).ok()?);
    if mae_random_walk == 0.0 {
        return None;
    }
    let (hit_rate, base_rate, hit_rate_p) = hits(judged);
    Some(Evaluation {
        n: judged.len(),
        mae_model,
        mae_random_walk,
        mae_skill: 1.0 - mae_model / mae_random_walk,
        mae_p: smaller_error_p(&errors, &baseline),
        hit_rate,
        base_rate,
        hit_rate_p,
        coverage_90: covered(judged),
    })
}

/// Outcomes do not overlap, so their losses are taken as independent.
fn smaller_error_p(errors: &[f64], baseline: &[f64]) -> f64 {
    let gains: Vec<f64> = baseline
        .iter()
        .zip(errors)
        .map(|(base, error)| base - error)
        .collect();
    match (mean(&gains), spread(&gains, 1)) {
        (Ok(gain), Ok(deviation)) => {
            1.0 - normal::probability(gain / deviation * (gains.len() as f64).sqrt())
        }
        _ => 1.0,
    }
}

/// Hit rate, share of the commoner direction and p-value; outcomes without a move are no
/// evidence either way.
fn hits(judged: &[(Predictive, f64)]) -> (f64, f64, f64) {
    let moved: Vec<_> = judged
        .iter()
        .filter(|(_, outcome)| *outcome != 0.0)
        .collect();
    if moved.is_empty() {
        return (0.5, 0.5, 1.0);
    }
    let count = |test: fn(f64, f64) -> bool| {
        moved
            .iter()
            .filter(|(forecast, outcome)| test(forecast.centre, *outcome))
            .count()
    };
    let right = count(|centre, outcome| centre * outcome > 0.0);
    let directed = count(|centre, _| centre != 0.0);
    let ups = count(|_, outcome| outcome > 0.0);
    let n = moved.len() as f64;
    let rate = (right as f64 + 0.5 * (moved.len() - directed) as f64) / n;
    let base = ups.max(moved.len() - ups) as f64 / n;
    (rate, base, two_sided_p(right, directed, base))
}

fn covered(judged: &[(Predictive, f64)]) -> f64 {
    let half = normal::quantile(0.5 + 0.5 * LEVEL);
    let inside = |(forecast, outcome): &&(Predictive, f64)| {
        (outcome - forecast.centre).abs() <= half * forecast.spread
    };
    judged.iter().filter(inside).count() as f64 / judged.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(n: usize) -> Vec<f64> {
        let (mut state, mut price) = (7_u64, 4.0);
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            price += ((state >> 33) as f64 / (1_u64 << 31) as f64 - 0.5) * 0.04;
            price
        };
        (0..n).map(|_| next()).collect()
    }

    #[test]
    fn origins_do_not_overlap_and_end_with_a_known_outcome() {
        let found = origins(1_000, 20);
        assert_eq!(found.last(), Some(&979));
        assert!(found.windows(2).all(|pair| pair[1] - pair[0] == 20));
        assert!(found[0] >= 252);
        assert!(origins(100, 5).is_empty());
    }

    #[test]
    fn the_random_walk_has_no_skill_over_itself() {
        let found = evaluate(Model::RandomWalk, &walk(1_500), 1).unwrap();
        assert_eq!(
            (found.mae_skill, found.hit_rate, found.hit_rate_p),
            (0.0, 0.5, 1.0)
        );
        assert!(found.mae_p >= 0.5);
    }

    #[test]
    fn on_noise_no_model_looks_significant_and_intervals_cover() {
        for model in Model::ALL {
            let found = evaluate(model, &walk(2_500), 1).unwrap();
            assert!(found.mae_p > 0.01, "{model:?} {found:?}");
            assert!(
                (0.85..=0.97).contains(&found.coverage_90),
                "{model:?} {found:?}"
            );
        }
    }

    #[test]
    fn a_short_history_is_not_judged() {
        assert_eq!(evaluate(Model::Drift, &walk(200), 1), None);
        assert_eq!(evaluate(Model::Drift, &walk(1_000), 60), None);
    }
}
