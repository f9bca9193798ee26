//! `GET /risk/drawdowns/{ticker}` and `GET /risk/rolling/{ticker}`: figures along time.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use sandbourse_wit::types::Source;
use sandbourse_wit::values::Instant;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::answer::{Conventions, Meta, Reasons, Values, conventions, instants, values};
use crate::api::cached::{Cached, Ttl};
use crate::api::failure::placed;
use crate::api::identity::Reader;
use crate::app::App;
use crate::sandbox::groups::Answered;
use crate::sandbox::groups::risk::{
    Column, DrawdownsQuery, DrawdownsReport, RollingQuery, RollingReport,
};
use crate::sandbox::groups::risk_types::{Definition, Drawdown, Span, Terms};
use crate::web::Problem;
use crate::web::extract::{Path, Query};
use crate::web::problem::ProblemDocument;

scoped!(query DrawdownsParams {
    /// How many of the deepest falls to list, 1 to 100 (default 10).
    top: Option<u32>,
});

/// The answer of `GET /risk/drawdowns/{ticker}`.
#[derive(Serialize, ToSchema)]
struct DrawdownsAnswer {
    symbol: String,
    period: Span,
    /// Values by name; `null` where one is undefined.
    metrics: Values,
    /// Why a metric is `null`.
    undefined: Reasons,
    /// Deepest first.
    drawdowns: Vec<Drawdown>,
    time: Vec<Instant>,
    /// Distance from the highest value so far after each day's return, at or below zero.
    underwater: Vec<f64>,
    /// What 1 has become after each day's return.
    value: Vec<f64>,
    convention: Conventions,
    definitions: Vec<Definition>,
    meta: Meta,
}

/// How deep and how long one symbol was under its highest value.
#[utoipa::path(get, path = "/drawdowns/{ticker}", tag = "risk", params(("ticker" = String, Path, description = "Ticker"), DrawdownsParams), responses(
    (status = 200, body = DrawdownsAnswer), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn drawdowns(
    State(app): State<Arc<App>>,
    _: Reader,
    Path(ticker): Path<String>,
    Query(params): Query<DrawdownsParams>,
    cached: Cached,
) -> Result<Response, Problem> {
    let query = DrawdownsQuery {
        symbol: ticker,
        scope: params.scope()?,
        top: params.top.unwrap_or(10),
    };
    let sandbox = Arc::clone(&app.sandbox);
    cached
        .json(&app, Ttl::Computed, async move {
            let found = sandbox.drawdowns(query).await;
            let found = found.map_err(placed("query", &[("symbol", "ticker")]))?;
            Ok(DrawdownsAnswer::from(found))
        })
        .await
}

impl From<Answered<DrawdownsReport>> for DrawdownsAnswer {
    fn from(answered: Answered<DrawdownsReport>) -> Self {
        let report = answered.value;
        let (metrics, undefined) = values(report.figures);
        Self {
            symbol: report.symbol,
            period: report.period,
            metrics,
            undefined,
            drawdowns: report.drawdowns,
            time: instants(&report.time),
            underwater: report.underwater,
            value: report.value,
            convention: conventions(report.conventions),
            definitions: report.definitions,
            meta: Meta::new(report.source, answered.component),
        }
    }
}

scoped!(query RollingParams {
    /// Returns in a window, 2 to 2520 (default 63, a quarter).
    window: Option<u32>,
    /// Ticker to compare with, for example `SPX`; adds `beta` and `correlation`.
    benchmark: Option<String>,
    /// A yearly rate as a fraction: `0.02` is 2 % (default 0).
    risk_free: Option<f64>,
    /// Periods of a year (default 252).
    year_length: Option<f64>,
});

/// The answer of `GET /risk/rolling/{ticker}`.
#[derive(Serialize, ToSchema)]
struct RollingAnswer {
    symbol: String,
    period: Span,
    /// Returns in a window.
    window: u32,
    /// Last days of the windows, from the first full one on.
    time: Vec<Instant>,
    columns: Vec<Column>,
    convention: Conventions,
    meta: Meta,
    /// Where the benchmark's prices come from.
    benchmark_source: Option<Source>,
}

/// Figures over every window of the last so many days.
#[utoipa::path(get, path = "/rolling/{ticker}", tag = "risk", params(("ticker" = String, Path, description = "Ticker"), RollingParams), responses(
    (status = 200, body = RollingAnswer), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn rolling(
    State(app): State<Arc<App>>,
    _: Reader,
    Path(ticker): Path<String>,
    Query(params): Query<RollingParams>,
    cached: Cached,
) -> Result<Response, Problem> {
    let query = RollingQuery {
        symbol: ticker,
        scope: params.scope()?,
        window: params.window.unwrap_or(63),
        terms: Terms {
            benchmark: params.benchmark,
            risk_free: params.risk_free.unwrap_or(0.0),
            year_length: params.year_length,
            convention: None,
            trials: None,
        },
    };
    let sandbox = Arc::clone(&app.sandbox);
    cached
        .json(&app, Ttl::Computed, async move {
            let found = sandbox.rolling(query).await;
            let found = found.map_err(placed("query", &[("symbol", "ticker")]))?;
            Ok(RollingAnswer::from(found))
        })
        .await
}

impl From<Answered<RollingReport>> for RollingAnswer {
    fn from(answered: Answered<RollingReport>) -> Self {
        let report = answered.value;
        Self {
            symbol: report.symbol,
            period: report.period,
            window: report.window,
            time: instants(&report.time),
            columns: report.columns,
            convention: conventions(report.conventions),
            meta: Meta::new(report.source, answered.component),
            benchmark_source: report.benchmark_source,
        }
    }
}
