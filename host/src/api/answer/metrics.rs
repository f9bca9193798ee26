//! The answer of `GET /risk/metrics/{ticker}`, which the benchmarks give too.

use sandbourse_wit::types::Source;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Conventions, Meta, Reasons, Values, conventions, values};
use crate::sandbox::groups::Answered;
use crate::sandbox::groups::risk::{Distribution, MetricsReport, MonthReturn, YearReturn};
use crate::sandbox::groups::risk_types::{Definition, Drawdown, Span, Warning};

/// The answer of `GET /risk/metrics/{ticker}`.
#[derive(Serialize, ToSchema)]
pub struct MetricsAnswer {
    symbol: String,
    period: Span,
    benchmark: Option<String>,
    /// Values by name; `null` where one is undefined.
    metrics: Values,
    /// Why a metric or period return is `null`.
    undefined: Reasons,
    /// What a reader must know about values that are there all the same.
    warnings: Vec<Warning>,
    /// `mtd`, `ytd`, `3m`, `6m`, `1y`, and a year's growth over `3y`, `5y`, `10y` and `all_time`.
    period_returns: Values,
    months: Vec<MonthReturn>,
    years: Vec<YearReturn>,
    /// Returns counted into classes of equal width.
    distribution: Option<Distribution>,
    /// The ten deepest falls, deepest first.
    drawdowns: Vec<Drawdown>,
    /// Choices that the values rest on.
    convention: Conventions,
    /// What each metric means.
    definitions: Vec<Definition>,
    meta: Meta,
    /// Where the benchmark's prices come from.
    benchmark_source: Option<Source>,
}

impl From<Answered<MetricsReport>> for MetricsAnswer {
    fn from(answered: Answered<MetricsReport>) -> Self {
        let report = answered.value;
        let (metrics, mut undefined) = values(report.figures);
        let (period_returns, reasons) = values(report.period_returns);
        undefined.extend(reasons);
        Self {
            symbol: report.symbol,
            period: report.period,
            benchmark: report.benchmark,
            metrics,
            undefined,
            warnings: report.warnings,
            period_returns,
            months: report.months,
            years: report.years,
            distribution: report.distribution,
            drawdowns: report.drawdowns,
            convention: conventions(report.conventions),
            definitions: report.definitions,
            meta: Meta::new(report.source, answered.component),
            benchmark_source: report.benchmark_source,
        }
    }
}
