//! Parts that several answers share: where a figure comes from, bars as columns,
//! figures as a map with reasons beside it.

use std::collections::BTreeMap;

use sandbourse_wit::types::{Columns, Convention, Figure, Series, Source};
use sandbourse_wit::values::{Adjustment, Instant};
use serde::Serialize;
use utoipa::ToSchema;

use crate::sandbox::groups::risk::{Definition, MetricsReport, Span};

/// Bars as columns of equal length, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct BarColumns {
    /// Session dates at midnight UTC.
    pub time: Vec<Instant>,
    /// First price of the bar.
    pub open: Vec<f64>,
    /// Highest price.
    pub high: Vec<f64>,
    /// Lowest price.
    pub low: Vec<f64>,
    /// Last price.
    pub close: Vec<f64>,
    /// Units traded.
    pub volume: Vec<f64>,
}

/// A price history with its origin.
#[derive(Debug, Serialize, ToSchema)]
pub struct BarsAnswer {
    /// Upper-case ticker.
    pub symbol: String,
    /// `1d`, `1wk` or `1mo`.
    pub interval: String,
    /// How prices were corrected.
    pub adjustment: Adjustment,
    /// The bars.
    pub bars: BarColumns,
    /// Where they come from.
    pub meta: Source,
}

/// Values by name; where one is `null`, the reason is in the map beside it.
pub type Values = BTreeMap<String, Option<f64>>;
/// Reason codes by name.
pub type Reasons = BTreeMap<String, String>;

/// The answer of `GET /risk/metrics/{ticker}`.
#[derive(Serialize, ToSchema)]
pub struct MetricsAnswer {
    symbol: String,
    period: Span,
    benchmark: Option<String>,
    /// Values by name; `null` where one is undefined.
    metrics: Values,
    /// Why a metric is `null`.
    undefined: Reasons,
    /// Choices that the values rest on.
    convention: BTreeMap<String, String>,
    /// What each metric means.
    definitions: Vec<Definition>,
    meta: Source,
}

impl From<Series> for BarsAnswer {
    fn from(series: Series) -> Self {
        Self {
            symbol: series.symbol,
            interval: series.interval,
            adjustment: series.adjustment,
            bars: series.columns.into(),
            meta: series.source,
        }
    }
}

impl From<MetricsReport> for MetricsAnswer {
    fn from(report: MetricsReport) -> Self {
        let (metrics, undefined) = values(report.figures);
        Self {
            symbol: report.symbol,
            period: report.period,
            benchmark: report.benchmark,
            metrics,
            undefined,
            convention: conventions(report.conventions),
            definitions: report.definitions,
            meta: report.source,
        }
    }
}

impl From<Columns> for BarColumns {
    fn from(columns: Columns) -> Self {
        Self {
            time: instants(&columns.time),
            open: columns.open,
            high: columns.high,
            low: columns.low,
            close: columns.close,
            volume: columns.volume,
        }
    }
}

/// Epoch milliseconds as instants, which serialise as RFC 3339.
pub fn instants(epoch_ms: &[i64]) -> Vec<Instant> {
    epoch_ms
        .iter()
        .map(|&epoch_ms| Instant { epoch_ms })
        .collect()
}

/// Splits figures into values and reasons.
pub fn values(figures: Vec<Figure>) -> (Values, Reasons) {
    let mut values = Values::new();
    let mut reasons = Reasons::new();
    for figure in figures {
        let finite = figure.value.filter(|value| value.is_finite());
        if finite.is_none() {
            reasons.insert(
                figure.name.clone(),
                figure.undefined.unwrap_or_else(|| "not_finite".to_owned()),
            );
        }
        values.insert(figure.name, finite);
    }
    (values, reasons)
}

/// Conventions by name.
pub fn conventions(list: Vec<Convention>) -> BTreeMap<String, String> {
    list.into_iter()
        .map(|convention| (convention.name, convention.value))
        .collect()
}
