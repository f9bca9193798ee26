//! The prediction: forecast, intervals, skill and trust.

use sandbourse_kernels::forecast::evaluation::Evaluation;
use sandbourse_kernels::forecast::models::Model;
use sandbourse_kernels::forecast::predictive::Predictive;

use crate::bindings::sandbourse::platform::types::{Failure, Interval, Prediction, Series, Skill};
use crate::bindings::sandbourse::platform::values::{Direction, Instant};
use crate::choice::{Choice, choose, trust};
use crate::failures::invalid;
use crate::history::{self, History};
use crate::query::Checked;

/// Coverages of the intervals that every answer carries.
const LEVELS: [f64; 4] = [0.5, 0.8, 0.9, 0.95];
/// Probabilities of a rise closer to a half than this name no direction.
const UNDECIDED: f64 = 0.005;

/// Answers the query from the series.
pub fn predict(checked: &Checked, series: Series) -> Result<Prediction, Failure> {
    let history = history::usable(&series.columns, &series.symbol)?;
    let choice = choose(checked.model, &history.log_price, checked.horizon);
    let origin = history.log_price.len() - 1;
    let forecast = choice
        .model
        .forecasts(&history.log_price, checked.horizon, &[origin]);
    match forecast.first().copied().flatten() {
        Some(forecast) => Ok(compose(checked, series, &history, (&choice, forecast))),
        None => Err(too_short(choice.model, &series.symbol, origin + 1)),
    }
}

/// The same forecast from the same data is one event, however often it is asked for.
pub fn key(prediction: &Prediction) -> String {
    let Prediction {
        symbol,
        model,
        horizon,
        as_of,
        ..
    } = prediction;
    format!(
        "prediction:{symbol}:{model}:{horizon}:{}:{}",
        as_of.epoch_ms, prediction.last_price
    )
}

fn compose(
    checked: &Checked,
    series: Series,
    history: &History,
    (choice, forecast): (&Choice, Predictive),
) -> Prediction {
    let (level, reason) = trust(choice);
    let last = Instant {
        epoch_ms: history.time.last().copied().unwrap_or_default(),
    };
    let expected_return = forecast.median_return();
    Prediction {
        symbol: series.symbol,
        direction: direction(forecast.p_up()),
        p_up: forecast.p_up(),
        expected_return,
        price: history.last_price * (1.0 + expected_return),
        last_price: history.last_price,
        horizon: u32::try_from(checked.horizon).unwrap_or(u32::MAX),
        intervals: LEVELS
            .iter()
            .map(|level| interval(&forecast, history.last_price, *level))
            .collect(),
        model: choice.model.name().into(),
        trained_until: last,
        n_train: u32::try_from(history.time.len()).unwrap_or(u32::MAX),
        baseline_skill: choice.evaluation.map(|found| skill(&found)),
        trust: level.into(),
        trust_reason: reason,
        as_of: last,
        meta: series.source,
    }
}

fn direction(p_up: f64) -> Direction {
    if (p_up - 0.5).abs() < UNDECIDED {
        Direction::Flat
    } else if p_up > 0.5 {
        Direction::Up
    } else {
        Direction::Down
    }
}

fn interval(forecast: &Predictive, last_price: f64, level: f64) -> Interval {
    let (low, high) = forecast.interval(level);
    Interval {
        level,
        lower: last_price * low.exp(),
        upper: last_price * high.exp(),
        method: "lognormal".into(),
    }
}

fn skill(found: &Evaluation) -> Skill {
    Skill {
        n: u32::try_from(found.n).unwrap_or(u32::MAX),
        mae_model: found.mae_model,
        mae_random_walk: found.mae_random_walk,
        mae_skill: found.mae_skill,
        hit_rate: found.hit_rate,
        hit_rate_p: found.hit_rate_p,
        coverage_p90: found.coverage_90,
    }
}

fn too_short(model: Model, symbol: &str, bars: usize) -> Failure {
    let detail = format!(
        "{symbol} has {bars} bars; {} needs {} with prices that move.",
        model.name(),
        model.min_bars()
    );
    invalid("symbol", "insufficient_data", detail)
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
