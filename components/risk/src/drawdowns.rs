//! `drawdowns`: the curve, its distance from the highest value, and the deepest falls.

use sandbourse_kernels::drawdown;

use crate::bindings::exports::sandbourse::platform::risk_group::{DrawdownsQuery, DrawdownsReport};
use crate::bindings::sandbourse::platform::types::Failure;
use crate::conventions::{Convention, choices};
use crate::failures::within;
use crate::falls::deepest;
use crate::history;
use crate::market::Market;
use crate::metrics;
use crate::terms::Terms;

/// The figures of our own set that are about falls.
const NAMES: [&str; 6] = [
    "max_drawdown",
    "avg_drawdown",
    "max_drawdown_days",
    "avg_drawdown_days",
    "ulcer_index",
    "pain_index",
];

const STATED: &[(&str, &str)] = &[
    ("returns", "simple daily: r[t] = p[t] / p[t-1] - 1"),
    (
        "drawdown_start",
        "compounded curve that starts at 1 before the first return",
    ),
    (
        "drawdown_days",
        "calendar days from the first to the last day under the peak",
    ),
    ("signs", "losses negative"),
];

/// Answers a query.
pub fn report(market: &impl Market, query: &DrawdownsQuery) -> Result<DrawdownsReport, Failure> {
    within("top", query.top, 1..=100, "how many falls to list")?;
    let prices = history::prices(market, &query.scope, &query.symbol, "symbol")?;
    let (symbol, source) = (prices.symbol.clone(), prices.source.clone());
    let x = Terms::plain().inputs(prices, None);
    let about_falls = Convention::Sandbourse
        .metrics()
        .filter(|metric| NAMES.contains(&metric.name));
    let (figures, definitions) = metrics::rows(about_falls, &x);
    Ok(DrawdownsReport {
        symbol,
        period: history::span(&x.time, x.first_price),
        figures,
        definitions,
        drawdowns: deepest(&x.episodes, &x.time, query.top as usize),
        value: drawdown::curve(&x.returns),
        underwater: x.drawdowns,
        time: x.time,
        conventions: choices(STATED).collect(),
        source,
    })
}
