//! `GET /risk/metrics/{ticker}`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use crate::api::answer::MetricsAnswer;
use crate::api::cached::{Cached, Ttl};
use crate::api::failure::placed;
use crate::api::identity::Reader;
use crate::app::App;
use crate::sandbox::groups::risk::MetricsQuery;
use crate::sandbox::groups::risk_types::Terms;
use crate::web::Problem;
use crate::web::extract::{Path, Query};
use crate::web::problem::ProblemDocument;

scoped!(query MetricsParams {
    /// Ticker to compare with, for example `SPX`.
    benchmark: Option<String>,
    /// A yearly rate as a fraction: `0.02` is 2 % (default 0).
    risk_free: Option<f64>,
    /// Periods of a year (default 252).
    year_length: Option<f64>,
    /// Whose names and definitions: `sandbourse` (default), `quantstats`, `empyrical`, `pyfolio` or `backtesting`.
    convention: Option<String>,
    /// How many strategies were tried before this one was chosen, for the deflated Sharpe ratio (default 1).
    trials: Option<u32>,
});

/// The usual risk figures of one symbol, over a year unless another period is given.
#[utoipa::path(get, path = "/metrics/{ticker}", tag = "risk", params(("ticker" = String, Path, description = "Ticker"), MetricsParams), responses(
    (status = 200, body = MetricsAnswer), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn metrics(
    State(app): State<Arc<App>>,
    _: Reader,
    Path(ticker): Path<String>,
    Query(params): Query<MetricsParams>,
    cached: Cached,
) -> Result<Response, Problem> {
    let query = MetricsQuery {
        symbol: ticker,
        scope: params.scope()?,
        terms: Terms {
            benchmark: params.benchmark,
            risk_free: params.risk_free.unwrap_or(0.0),
            year_length: params.year_length,
            convention: params.convention,
            trials: params.trials,
        },
    };
    let sandbox = Arc::clone(&app.sandbox);
    cached
        .json(&app, Ttl::Computed, async move {
            let found = sandbox.metrics(query).await;
            let found = found.map_err(placed("query", &[("symbol", "ticker")]))?;
            Ok(MetricsAnswer::from(found))
        })
        .await
}
