//! `stress`: what past crises, factor moves and own scenarios would do to a portfolio.

mod shocks;
mod windows;

use sandbourse_kernels::measure::Undefined;

use crate::bindings::sandbourse::platform::risk_types::{StressQuery, StressReport};
use crate::bindings::sandbourse::platform::types::Failure;
use crate::conventions::choices;
use crate::factors::{self, Model, whole_months};
use crate::failures::invalid;
use crate::holdings::Held;
use crate::market::Market;

/// Scenarios, shocks and own windows of one query.
const MOST: usize = 50;

const STATED: &[(&str, &str)] = &[
    (
        "windows",
        "from the close at or before the first day to the close at or before the last; only windows that lie inside the common history",
    ),
    (
        "factor_shocks",
        "linear: sum of beta times move; betas of months for Fama-French factors, of days, all at once, for symbols",
    ),
    (
        "scenarios",
        "what is not named stays, or follows by its betas of days where `spread` says so",
    ),
    (
        "effects",
        "weight times return; they add up to the portfolio's",
    ),
];

/// Answers a query.
pub fn report(market: &impl Market, query: &StressQuery) -> Result<StressReport, Failure> {
    let errors = factors::errors(query.lags)?;
    for (field, count) in [
        ("own_windows", query.own_windows.len()),
        ("factor_shocks", query.factor_shocks.len()),
        ("scenarios", query.scenarios.len()),
    ] {
        if count > MOST {
            let detail = format!("{field} has {count} entries, at most {MOST} are answered.");
            return Err(invalid(field, "too_many", detail));
        }
    }
    let chosen = windows::chosen(query)?;
    let held = Held::fetch(market, &query.scope, &query.holdings, query.rebalance)?;
    let model = Model::fetch(market).ok();
    let fit = match &model {
        Some(model) => {
            let first = held.assets.dates.first().copied().unwrap_or_default();
            let months = whole_months(held.time(), &held.returns, first);
            model.beside(&months).fit(errors)
        }
        None => Err(Undefined::InsufficientData),
    };
    let shocks = shocks::factors(market, query, &held, model.as_ref())?;
    let scenarios = shocks::scenarios(market, query, &held)?;
    let (figures, definitions) = match &fit {
        Ok(fit) => factors::figures(fit),
        Err(_) => (Vec::new(), Vec::new()),
    };
    let mut conventions: Vec<_> = choices(STATED).collect();
    conventions.extend(factors::stated(query.lags));
    Ok(StressReport {
        windows: windows::results(&chosen, &held),
        shocks,
        scenarios,
        regression: fit.as_ref().map(factors::coefficients).unwrap_or_default(),
        regression_undefined: fit.as_ref().err().map(|reason| reason.code().into()),
        regression_figures: figures,
        definitions: windows::definitions()
            .into_iter()
            .chain(definitions)
            .collect(),
        conventions,
        sources: held.assets.sources,
    })
}
