//! `metrics`: every figure of a convention, with its definition and what stands beside it.

mod periods;

use sandbourse_kernels::distribution::histogram;

use crate::bindings::exports::sandbourse::platform::risk_group::{
    Definition, Distribution, MetricsQuery, MetricsReport, Warning,
};
use crate::bindings::sandbourse::platform::types::{Failure, Figure, Source};
use crate::conventions::Metric;
use crate::falls::deepest;
use crate::figures::{definition, figure};
use crate::history;
use crate::inputs::Inputs;
use crate::market::Market;
use crate::terms::Terms;

/// Falls that the answer lists.
const WORST: usize = 10;
/// Below a year of days, annual figures say little.
const SHORT: usize = 252;

/// Answers a query.
pub fn report(market: &impl Market, query: &MetricsQuery) -> Result<MetricsReport, Failure> {
    let terms = Terms::of(&query.terms)?;
    market.count("reports");
    let prices = history::prices(market, &query.scope, &query.symbol, "symbol")?;
    let benchmark = terms
        .benchmark
        .as_deref()
        .map(|symbol| history::prices(market, &query.scope, symbol, "benchmark"));
    let benchmark = benchmark.transpose()?;
    let (symbol, source) = (prices.symbol.clone(), prices.source.clone());
    let inputs = Inputs::new(prices, benchmark.as_ref(), &terms);
    Ok(compose(symbol, source, &terms, &inputs))
}

/// Measures everything that the convention lists.
pub fn compose(symbol: String, source: Source, terms: &Terms, inputs: &Inputs) -> MetricsReport {
    let metrics = || terms.convention.metrics();
    let figures: Vec<Figure> = metrics()
        .map(|metric| figure(metric.name, (metric.measure)(inputs)))
        .collect();
    MetricsReport {
        symbol,
        period: history::span(&inputs.time, inputs.first_price),
        warnings: warnings(inputs, &figures),
        figures,
        definitions: metrics().map(defined).collect(),
        period_returns: periods::returns(inputs, terms.convention),
        months: periods::months(inputs),
        years: periods::years(inputs),
        distribution: distribution(inputs),
        drawdowns: deepest(&inputs.episodes, &inputs.time, WORST),
        benchmark: terms.benchmark.clone(),
        conventions: terms.stated(),
        source,
    }
}

fn defined(metric: &Metric) -> Definition {
    definition([metric.name, metric.title, metric.unit, metric.formula])
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

fn warnings(inputs: &Inputs, figures: &[Figure]) -> Vec<Warning> {
    let mut found = Vec::new();
    if inputs.returns.len() < SHORT {
        let annual = ["cagr", "sharpe", "sortino", "volatility"];
        let about = figures.iter().map(|figure| &figure.name);
        let about = about.filter(|name| annual.contains(&name.as_str()));
        found.push(Warning {
            code: "short_history".into(),
            detail: format!(
                "{} returns are less than a year: annual figures rest on little.",
                inputs.returns.len()
            ),
            about: about.cloned().collect(),
        });
    }
    found
}
