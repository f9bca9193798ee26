//! The answer: figures, their definitions, the conventions behind them.

use sandbourse_kernels::measure::finite;

use crate::bindings::exports::sandbourse::platform::risk_group::{
    Definition, MetricsQuery, MetricsReport, Span,
};
use crate::bindings::sandbourse::platform::types::{Figure, Series};
use crate::bindings::sandbourse::platform::values::Instant;
use crate::conventions::{Convention, Metric};
use crate::inputs::Inputs;

/// Measures everything that the convention lists.
pub fn compose(
    query: &MetricsQuery,
    series: Series,
    convention: Convention,
    inputs: &Inputs,
) -> MetricsReport {
    MetricsReport {
        period: span(inputs),
        figures: convention
            .metrics()
            .map(|metric| figure(metric, inputs))
            .collect(),
        definitions: convention.metrics().map(definition).collect(),
        benchmark: query.benchmark.clone(),
        conventions: convention.stated(query),
        symbol: series.symbol,
        source: series.source,
    }
}

fn span(inputs: &Inputs) -> Span {
    let first = inputs
        .time
        .first()
        .copied()
        .or(inputs.first_price)
        .unwrap_or_default();
    let last = inputs.time.last().copied().unwrap_or(first);
    Span {
        start: Instant { epoch_ms: first },
        end: Instant { epoch_ms: last },
        n: u32::try_from(inputs.returns.len()).unwrap_or(u32::MAX),
    }
}

fn figure(metric: &Metric, inputs: &Inputs) -> Figure {
    // Products of measures may leave the finite range although each of them is inside.
    let measured = (metric.measure)(inputs).and_then(finite);
    Figure {
        name: metric.name.into(),
        value: measured.ok(),
        undefined: measured.err().map(|reason| reason.code().into()),
    }
}

fn definition(metric: &Metric) -> Definition {
    Definition {
        name: metric.name.into(),
        title: metric.title.into(),
        unit: metric.unit.into(),
        formula: metric.formula.into(),
    }
}
