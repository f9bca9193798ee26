//! `metrics`: every figure of a convention, with its definition and what stands beside it.

mod periods;

use sandbourse_kernels::distribution::histogram;
use sandbourse_kernels::figures::inputs::Inputs;
use sandbourse_kernels::figures::{Metric, warnings};

use crate::bindings::exports::sandbourse::platform::risk_group::{
    Distribution, MetricsQuery, MetricsReport,
};
use crate::bindings::sandbourse::platform::risk_types::{Definition, Warning};
use crate::bindings::sandbourse::platform::types::{Failure, Figure, Source};
use crate::falls::deepest;
use crate::figures::table;
use crate::history;
use crate::market::Market;
use crate::terms::Terms;

/// Falls that the answer lists.
const WORST: usize = 10;
/// Answers a query.
pub fn report(market: &impl Market, query: &MetricsQuery) -> Result<MetricsReport, Failure> {
    let terms = Terms::of(&query.terms)?;
    market.count("reports");
    let led = history::led(market, &query.scope, &query.symbol, "symbol")?;
    let benchmark = history::benchmark(market, &query.scope, &terms)?;
    let (symbol, source) = (led.prices.symbol.clone(), led.prices.source.clone());
    let inputs = terms.inputs(led.prices, benchmark.as_ref()).led(led.before);
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
    let row = |metric: &Metric| {
        let about = [metric.name, metric.title, metric.unit, metric.formula];
        (about, metric.of(inputs))
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
    let names: Vec<&str> = figures.iter().map(|figure| figure.name.as_str()).collect();
    let found = warnings::of(inputs, &names).into_iter();
    found.map(Warning::from).collect()
}

impl From<warnings::Warning> for Warning {
    fn from(warning: warnings::Warning) -> Self {
        Self {
            code: warning.code.into(),
            detail: warning.detail,
            about: warning.about,
        }
    }
}
