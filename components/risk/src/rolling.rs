//! `rolling`: figures over every window of the last so many days.

use sandbourse_kernels::measure::Measure;
use sandbourse_kernels::rolling::{beside, over};
use sandbourse_kernels::{benchmark, drawdown, moments, ratios, returns};

use crate::bindings::exports::sandbourse::platform::risk_group::{
    Column, RollingQuery, RollingReport,
};
use crate::bindings::sandbourse::platform::types::Failure;
use crate::failures::{invalid, within};
use crate::history::{self, Returns};
use crate::market::Market;
use crate::terms::Terms;

/// Answers a query.
pub fn report(market: &impl Market, query: &RollingQuery) -> Result<RollingReport, Failure> {
    let terms = Terms::of(&query.terms)?;
    within("window", query.window, 2..=2_520, "the returns of a window")?;
    let prices = history::prices(market, &query.scope, &query.symbol, "symbol")?;
    let found = prices.returns();
    let window = query.window as usize;
    if found.values.len() < window {
        let detail = format!(
            "window is {window}, but the period holds only {} returns: ask for a longer period or a shorter window.",
            found.values.len()
        );
        return Err(invalid("window", "insufficient_data", detail));
    }
    let mut columns = alone(&found.values, window, &terms);
    if let Some(symbol) = terms.benchmark.as_deref() {
        let other = history::prices(market, &query.scope, symbol, "benchmark")?.returns();
        columns.extend(compared(&found, &other, window));
    }
    Ok(RollingReport {
        symbol: prices.symbol,
        period: found.span(),
        window: query.window,
        time: found.time[window - 1..].to_vec(),
        columns,
        conventions: terms.stated(),
        source: prices.source,
    })
}

fn alone(r: &[f64], window: usize, terms: &Terms) -> Vec<Column> {
    let (year, rate) = (terms.year, terms.rate.period);
    vec![
        column(
            ["return", "Total return", "fraction", "prod(1 + r) - 1"],
            over(r, window, returns::cumulative),
        ),
        column(
            [
                "volatility",
                "Annual volatility",
                "fraction",
                "std(r, ddof 1) * sqrt(Y)",
            ],
            over(r, window, |r| ratios::volatility(r, year)),
        ),
        column(
            [
                "sharpe",
                "Sharpe ratio",
                "ratio",
                "mean(r - f) / std(r - f, ddof 1) * sqrt(Y)",
            ],
            over(r, window, |r| ratios::sharpe(r, rate, year)),
        ),
        column(
            [
                "sortino",
                "Sortino ratio",
                "ratio",
                "Y * mean(r - f) / downside_deviation",
            ],
            over(r, window, |r| ratios::sortino(r, rate, year)),
        ),
        column(
            [
                "max_drawdown",
                "Deepest drawdown",
                "fraction",
                "min(value / highest value so far - 1) in the window",
            ],
            over(r, window, |r| drawdown::deepest(&drawdown::of_returns(r))),
        ),
    ]
}

/// Windows of the asset's own days; a day that the benchmark lacks is left out of its window.
fn compared(asset: &Returns, other: &Returns, window: usize) -> Vec<Column> {
    let common = asset.on_days_of(other);
    let (r, b) = asset.paired(other);
    let placed = |measured: Vec<Measure>| {
        let mut at_day = vec![None; asset.values.len()];
        for (index, measure) in measured.into_iter().enumerate() {
            at_day[common[index + window - 1]] = measure.ok();
        }
        at_day.split_off(window - 1)
    };
    vec![
        named(
            ["beta", "Beta", "ratio", "cov(r, b) / var(b)"],
            placed(beside(&r, &b, window, benchmark::beta)),
        ),
        named(
            [
                "correlation",
                "Correlation with the benchmark",
                "ratio",
                "cov(r, b) / (std(r) * std(b))",
            ],
            placed(beside(&r, &b, window, moments::correlation)),
        ),
    ]
}

fn column(about: [&str; 4], measured: Vec<Measure>) -> Column {
    named(about, measured.into_iter().map(Result::ok).collect())
}

fn named([name, title, unit, formula]: [&str; 4], values: Vec<Option<f64>>) -> Column {
    Column {
        name: name.into(),
        title: title.into(),
        unit: unit.into(),
        formula: formula.into(),
        values,
    }
}
