//! An answer whose every part carries the same mark, so that a mixture shows.

use crate::bindings::exports::sandbourse::platform::risk_group::{Definition, MetricsReport, Span};
use crate::bindings::sandbourse::platform::types::{Convention, Figure, Source};
use crate::bindings::sandbourse::platform::values::Instant;

/// Figures in a marked answer.
const FIGURES: usize = 40;

/// A report that says `mark` wherever it can.
pub fn marked(symbol: &str, mark: &str) -> MetricsReport {
    let value = mark.parse().ok();
    MetricsReport {
        symbol: symbol.to_owned(),
        period: Span {
            start: Instant { epoch_ms: 0 },
            end: Instant { epoch_ms: 0 },
            n: mark.parse().unwrap_or_default(),
        },
        figures: (0..FIGURES)
            .map(|n| figure(&format!("mark_{n}"), value))
            .collect(),
        definitions: vec![definition(mark)],
        warnings: Vec::new(),
        period_returns: Vec::new(),
        months: Vec::new(),
        years: Vec::new(),
        distribution: None,
        drawdowns: Vec::new(),
        benchmark: Some(mark.to_owned()),
        conventions: vec![Convention {
            name: "mark".to_owned(),
            value: mark.to_owned(),
        }],
        source: source(mark),
        benchmark_source: None,
    }
}

/// A figure with or without a value.
pub fn figure(name: &str, value: Option<f64>) -> Figure {
    Figure {
        name: name.to_owned(),
        value,
        undefined: None,
    }
}

fn definition(mark: &str) -> Definition {
    Definition {
        name: mark.to_owned(),
        title: mark.to_owned(),
        unit: mark.to_owned(),
        formula: mark.to_owned(),
    }
}

fn source(mark: &str) -> Source {
    Source {
        provider: mark.to_owned(),
        delay: "historical".to_owned(),
        currency: mark.to_owned(),
        as_of: Instant { epoch_ms: 0 },
        stale: false,
        notice: Some(mark.to_owned()),
    }
}
