//! Whether the result could be luck, or knowledge of the future.

use sandbourse_kernels::calendar::{civil::Date, day_of};
use sandbourse_kernels::{moments, sharpe};

use super::{Case, warning};
use crate::bindings::exports::sandbourse::platform::backtest_group::Finding;
use crate::chunks::Conduct;

/// Probability that the Sharpe ratio is above 0 from which it is taken seriously.
const CONFIDENT: f64 = 0.95;
/// Trades for each parameter below which a fit explains itself.
const TRADES_PER_PARAMETER: f64 = 10.0;
/// Share of the gain that one calendar year may bring.
const ONE_YEAR: f64 = 0.8;
/// Days of returns below which a half says nothing.
const HALF: usize = 120;

/// The strategy knows what it cannot know.
pub fn conduct(case: &Case<'_>) -> Option<Finding> {
    misconduct(case.conduct)
}

/// What is to be said of the way in which a strategy decides.
pub fn misconduct(conduct: Conduct) -> Option<Finding> {
    let (code, detail) = match conduct {
        Conduct::Proper | Conduct::NotAsked => return None,
        Conduct::LooksAhead => (
            "look_ahead",
            "The strategy decides otherwise when the same bars are handed to it in chunks: it looks ahead. None of these figures can be trusted.",
        ),
        Conduct::Remembers => (
            "hidden_state",
            "The strategy decides otherwise on the same bars when it has run before: it keeps something between runs.",
        ),
    };
    warning(code, detail.into())
}

/// The probabilistic Sharpe ratio (Bailey, López de Prado 2012) is low.
pub fn uncertain_sharpe(case: &Case<'_>) -> Option<Finding> {
    let probability = sharpe::probability_above(&case.daily, 0.0, 0.0).ok()?;
    if probability >= CONFIDENT {
        return None;
    }
    warning(
        "sharpe_uncertain",
        format!(
            "The probability that the true Sharpe ratio is above 0 is {:.0} %; 95 % are asked for.",
            probability * 100.0
        ),
    )
}

/// Many numbers to choose, few trades to choose them by.
pub fn many_parameters(case: &Case<'_>) -> Option<Finding> {
    let parameters = case.plan.descriptor.parameters.len();
    let trades = case.trades().len();
    if parameters < 2 || trades as f64 >= TRADES_PER_PARAMETER * parameters as f64 {
        return None;
    }
    warning(
        "many_parameters",
        format!(
            "{parameters} parameters and {trades} trades: a choice of settings may explain the result."
        ),
    )
}

/// One year made the result.
pub fn one_year(case: &Case<'_>) -> Option<Finding> {
    let (time, equity) = (case.plan.bars.time(), &case.run.equity);
    let total = equity.last()? - equity.first()?;
    // Times rise, so a year is done when the next begins.
    let mut years: Vec<f64> = Vec::new();
    let mut end = i64::MIN;
    for bar in 1..equity.len() {
        let day = day_of(time[bar]);
        if day >= end {
            end = Date::new(Date::of(day).year + 1, 1, 1).day_number();
            years.push(0.0);
        }
        if let Some(year) = years.last_mut() {
            *year += equity[bar] - equity[bar - 1];
        }
    }
    let best = years.iter().copied().fold(0.0, f64::max);
    if years.len() < 3 || total <= 0.0 || best / total <= ONE_YEAR {
        return None;
    }
    warning(
        "one_year_dominates",
        format!(
            "One year brought {:.0} % of the gain.",
            best / total * 100.0
        ),
    )
}

/// It worked once.
pub fn second_half(case: &Case<'_>) -> Option<Finding> {
    let (first, second) = case.daily.split_at(case.daily.len() / 2);
    if first.len() < HALF {
        return None;
    }
    let (before, after) = (moments::mean(first).ok()?, moments::mean(second).ok()?);
    if before <= 0.0 || after > 0.0 {
        return None;
    }
    warning(
        "second_half_loses",
        "The first half of the span earned, the second did not: what it lived on may be gone."
            .into(),
    )
}
