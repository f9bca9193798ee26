//! `metrics`: every figure of a convention, with its definition and what stands beside it.

mod periods;

use sandbourse_kernels::distribution::histogram;
use sandbourse_kernels::measure::at_least;

use crate::bindings::exports::sandbourse::platform::risk_group::{
    Distribution, MetricsQuery, MetricsReport,
};
use crate::bindings::sandbourse::platform::risk_types::{Definition, Warning};
use crate::bindings::sandbourse::platform::types::{Failure, Figure, Source};
use crate::conventions::Metric;
use crate::falls::deepest;
use crate::figures::table;
use crate::history;
use crate::inputs::Inputs;
use crate::market::Market;
use crate::terms::Terms;
use crate::value_at_risk::warn;

/// Falls that the answer lists.
const WORST: usize = 10;
/// Below three quarters of a year of days, annual figures say little.
const SHORT: usize = 189;
/// Figures that extrapolate to a year, by the names of the conventions.
const ANNUAL: [&str; 10] = [
    "annual_return",
    "annual_volatility",
    "cagr",
    "return_ann_pct",
    "sharpe",
    "sharpe_ratio",
    "sortino",
    "sortino_ratio",
    "volatility",
    "volatility_ann_pct",
];

/// Answers a query.
pub fn report(market: &impl Market, query: &MetricsQuery) -> Result<MetricsReport, Failure> {
    let terms = Terms::of(&query.terms)?;
    market.count("reports");
    let led = history::led(market, &query.scope, &query.symbol, "symbol")?;
    let benchmark = history::benchmark(market, &query.scope, &terms)?;
    let (symbol, source) = (led.prices.symbol.clone(), led.prices.source.clone());
    let inputs = Inputs::led(led, benchmark.as_ref(), &terms);
    Ok(MetricsReport {
        benchmark_source: benchmark.map(|prices| prices.source),
        ..compose(symbol, source, &terms, &inputs)
    })
}

/// Measures everything that the convention lists.
pub fn compose(symbol: String, source: Source, terms: &Terms, inputs: &Inputs) -> MetricsReport {
    let (figures, definitions) = measured(terms, inputs);
    MetricsReport {
        symbol,
        period: history::span(&inputs.time, inputs.first_price),
        warnings: warnings(inputs, &figures),
        figures,
        definitions,
        period_returns: periods::returns(inputs, terms.convention),
        months: periods::months(inputs),
        years: periods::years(inputs),
        distribution: distribution(inputs),
        drawdowns: deepest(&inputs.episodes, &inputs.time, WORST),
        benchmark: terms.benchmark.clone(),
        conventions: terms.stated(),
        source,
        benchmark_source: None,
    }
}

/// The figures of a convention and what each of them means.
pub fn measured(terms: &Terms, inputs: &Inputs) -> (Vec<Figure>, Vec<Definition>) {
    rows(terms.convention.metrics(), inputs)
}

/// Some metrics and what each of them means.
pub fn rows<'m>(
    metrics: impl Iterator<Item = &'m Metric>,
    inputs: &Inputs,
) -> (Vec<Figure>, Vec<Definition>) {
    // Below two returns there is nothing to measure, whatever a formula would make of one.
    let enough = at_least(inputs.returns.len(), 2);
    let row = |metric: &Metric| {
        let about = [metric.name, metric.title, metric.unit, metric.formula];
        (about, enough.and_then(|()| (metric.measure)(inputs)))
    };
    table(&metrics.map(row).collect::<Vec<_>>())
}

fn distribution(inputs: &Inputs) -> Option<Distribution> {
    let found = histogram(&inputs.ascending).ok()?;
    Some(Distribution {
        lowest: found.lowest,
        width: found.width,
        counts: found.counts,
        normal: found.normal,
    })
}

/// What a reader must know about figures that are there all the same.
pub fn warnings(inputs: &Inputs, figures: &[Figure]) -> Vec<Warning> {
    let mut found = Vec::new();
    if inputs.returns.len() < SHORT {
        let is_annual = |name: &str| ANNUAL.contains(&name);
        let about = figures.iter().map(|figure| &figure.name);
        found.push(Warning {
            code: "short_history".into(),
            detail: format!(
                "Only {} returns: annual figures rest on little.",
                inputs.returns.len()
            ),
            about: about.filter(|name| is_annual(name)).cloned().collect(),
        });
    }
    for (name, caution) in inputs.cautions() {
        if figures.iter().any(|figure| figure.name == name) {
            warn(&mut found, caution, name);
        }
    }
    found
}
