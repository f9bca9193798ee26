//! `GET /risk/var/{ticker}`: value at risk by several methods, and whether it held.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use sandbourse_wit::values::Instant;
use serde::Serialize;
use utoipa::ToSchema;

use super::{listed, numbers};
use crate::api::answer::{Conventions, Meta, Reasons, Values, conventions, instants, values};
use crate::api::cached::{Cached, Ttl};
use crate::api::failure::placed;
use crate::api::identity::Reader;
use crate::app::App;
use crate::sandbox::groups::Answered;
use crate::sandbox::groups::risk::{RiskLevel, VarBacktest, VarQuery, VarReport};
use crate::sandbox::groups::risk_types::{Definition, Span, Warning};
use crate::web::Problem;
use crate::web::extract::{Path, Query};
use crate::web::problem::ProblemDocument;

scoped!(query VarParams {
    /// Of `historical`, `normal`, `cornish_fisher`, `ewma`, `garch`, `monte_carlo`, separated by commas (default all).
    methods: Option<String>,
    /// Above 0.5 and below 1, up to ten, separated by commas (default `0.95,0.99`).
    confidence: Option<String>,
    /// Days, 1 to 250 (default 1).
    horizon: Option<u32>,
    /// Returns in the window of the back-test, 30 to 2520 (default 250).
    window: Option<u32>,
});

/// The answer of `GET /risk/var/{ticker}`.
#[derive(Serialize, ToSchema)]
struct VarAnswer {
    symbol: String,
    period: Span,
    levels: Vec<RiskLevel>,
    /// What the forecasts of each day would have been worth.
    backtests: Vec<BacktestAnswer>,
    warnings: Vec<Warning>,
    definitions: Vec<Definition>,
    convention: Conventions,
    meta: Meta,
}

/// A value at risk put to the test on every day of the history.
#[derive(Serialize, ToSchema)]
struct BacktestAnswer {
    method: String,
    confidence: f64,
    /// Returns that each forecast rests on.
    window: u32,
    /// Days on which a forecast met its outcome.
    days: u32,
    exceptions: u32,
    /// `days * (1 - confidence)`.
    expected: f64,
    /// Likelihood ratios and p-values of Kupiec's and Christoffersen's tests.
    tests: Values,
    /// Why a test is `null`.
    undefined: Reasons,
    /// Days without an exception after days without one; `n01`: with one after days without one.
    n00: u32,
    n01: u32,
    n10: u32,
    n11: u32,
    /// `green`, `yellow` or `red` by Basel's rule over the last 250 days; 99 % only.
    zone: Option<String>,
    /// Days of the exceptions.
    exception_time: Vec<Instant>,
}

/// How much one symbol may lose, and how often that forecast was wrong.
#[utoipa::path(get, path = "/var/{ticker}", tag = "risk", params(("ticker" = String, Path, description = "Ticker"), VarParams), responses(
    (status = 200, body = VarAnswer), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn value_at_risk(
    State(app): State<Arc<App>>,
    _: Reader,
    Path(ticker): Path<String>,
    Query(params): Query<VarParams>,
    cached: Cached,
) -> Result<Response, Problem> {
    let query = VarQuery {
        symbol: ticker,
        scope: params.scope()?,
        methods: listed(params.methods.as_deref()),
        confidence: numbers("confidence", params.confidence.as_deref())?,
        horizon: params.horizon.unwrap_or(1),
        window: params.window.unwrap_or(250),
    };
    let sandbox = Arc::clone(&app.sandbox);
    cached
        .json(&app, Ttl::Computed, async move {
            let found = sandbox.value_at_risk(query).await;
            let found = found.map_err(placed("query", &[("symbol", "ticker")]))?;
            Ok(VarAnswer::from(found))
        })
        .await
}

impl From<Answered<VarReport>> for VarAnswer {
    fn from(answered: Answered<VarReport>) -> Self {
        let report = answered.value;
        Self {
            symbol: report.symbol,
            period: report.period,
            levels: report.levels,
            backtests: report
                .backtests
                .into_iter()
                .map(BacktestAnswer::from)
                .collect(),
            warnings: report.warnings,
            definitions: report.definitions,
            convention: conventions(report.conventions),
            meta: Meta::new(report.source, answered.component),
        }
    }
}

impl From<VarBacktest> for BacktestAnswer {
    fn from(test: VarBacktest) -> Self {
        let (tests, undefined) = values(test.figures);
        Self {
            method: test.method,
            confidence: test.confidence,
            window: test.window,
            days: test.days,
            exceptions: test.exceptions,
            expected: test.expected,
            tests,
            undefined,
            n00: test.n00,
            n01: test.n01,
            n10: test.n10,
            n11: test.n11,
            zone: test.zone,
            exception_time: instants(&test.exception_time),
        }
    }
}
