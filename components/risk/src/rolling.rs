//! `rolling`: figures over every window of the last so many days.

use sandbourse_kernels::measure::{Measure, Undefined};
use sandbourse_kernels::rolling::{beside, over};
use sandbourse_kernels::{benchmark, drawdown, moments, ratios, returns};

use crate::bindings::exports::sandbourse::platform::risk_group::{
    Column, RollingQuery, RollingReport,
};
use crate::bindings::sandbourse::platform::types::{Convention, Failure};
use crate::conventions::{choice, choices};
use crate::failures::{invalid, within};
use crate::history::{self, Common, Returns};
use crate::market::Market;
use crate::terms::Terms;

const STATED: &[(&str, &str)] = &[
    ("name", "sandbourse"),
    ("returns", "simple daily: r[t] = p[t] / p[t-1] - 1"),
    ("risk_free_daily", "f = (1 + risk_free)^(1/Y) - 1"),
    ("window", "the last so many returns, the day's own included"),
    (
        "benchmark_window",
        "the last so many returns from one day that both have to the next",
    ),
];

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
    let benchmark = history::benchmark(market, &query.scope, &terms)?;
    if let Some(other) = &benchmark {
        columns.extend(compared(&found, &prices.beside(other), window));
    }
    Ok(RollingReport {
        symbol: prices.symbol,
        period: found.span(),
        window: query.window,
        time: found.time[window - 1..].to_vec(),
        columns,
        conventions: stated(&terms),
        source: prices.source,
        benchmark_source: benchmark.map(|other| other.source),
    })
}

fn stated(terms: &Terms) -> Vec<Convention> {
    let mut all = vec![
        choice("year_length", &terms.year.to_string()),
        choice("risk_free_annual", &terms.rate.annual.to_string()),
    ];
    all.extend(choices(STATED));
    all
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

/// Windows of as many days that both have; one stands at its last day.
fn compared(asset: &Returns, common: &Common, window: usize) -> Vec<Column> {
    let (r, b) = (&common.asset, &common.benchmark);
    let placed = |measured: Vec<Measure>| {
        let mut at_day = vec![Err(Undefined::InsufficientData); asset.values.len()];
        let days = common.time.iter().skip(window - 1);
        for (day, measure) in days.zip(measured) {
            if let Ok(place) = asset.time.binary_search(day) {
                at_day[place] = measure;
            }
        }
        at_day.split_off(window - 1)
    };
    vec![
        column(
            ["beta", "Beta", "ratio", "cov(r, b) / var(b)"],
            placed(beside(r, b, window, benchmark::beta)),
        ),
        column(
            [
                "correlation",
                "Correlation with the benchmark",
                "ratio",
                "cov(r, b) / (std(r) * std(b))",
            ],
            placed(beside(r, b, window, moments::correlation)),
        ),
    ]
}

fn column([name, title, unit, formula]: [&str; 4], measured: Vec<Measure>) -> Column {
    let missing = measured.iter().find_map(|measure| measure.err());
    Column {
        name: name.into(),
        title: title.into(),
        unit: unit.into(),
        formula: formula.into(),
        values: measured.into_iter().map(Result::ok).collect(),
        undefined: missing.map(|reason| reason.code().into()),
    }
}
