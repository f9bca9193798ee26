//! `/api/v1/risk`: what a holding has cost its owner in sleep.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use sandbourse_wit::values::Adjustment;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::MetricsAnswer;
use super::cached::{Cached, Ttl};
use super::failure::placed;
use super::identity::Reader;
use crate::app::App;
use crate::sandbox::groups::risk::MetricsQuery;
use crate::web::extract::{Path, Query};
use crate::web::problem::ProblemDocument;
use crate::web::{Problem, dates};

/// The routes of this group.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(metrics))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MetricsParams {
    /// `1mo` … `10y`, `ytd` or `max`, counted back from the last bar (default `1y`).
    period: Option<String>,
    /// First date or RFC 3339 time; wins over `period`.
    start: Option<String>,
    /// Last date or RFC 3339 time, included.
    end: Option<String>,
    /// Ticker to compare with, for example `SPX`.
    benchmark: Option<String>,
    /// A yearly rate as a fraction: `0.02` is 2 % (default 0).
    risk_free: Option<f64>,
    /// Whose names and definitions: `sandbourse` (default), `quantstats` or `empyrical`.
    convention: Option<String>,
    /// `raw`, `split` or `all` (default).
    #[param(value_type = Option<Adjustment>)]
    adjustment: Option<String>,
}

/// The usual risk figures of one symbol.
#[utoipa::path(get, path = "/metrics/{ticker}", tag = "risk", params(("ticker" = String, Path, description = "Ticker"), MetricsParams), responses(
    (status = 200, body = MetricsAnswer), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
async fn metrics(
    State(app): State<Arc<App>>,
    _: Reader,
    Path(ticker): Path<String>,
    Query(params): Query<MetricsParams>,
    cached: Cached,
) -> Result<Response, Problem> {
    let query = MetricsQuery {
        symbol: ticker,
        start: dates::start(("query", "start"), params.start.as_deref())?,
        end: dates::end(("query", "end"), params.end.as_deref())?,
        period: params.period,
        benchmark: params.benchmark,
        risk_free: params.risk_free.unwrap_or(0.0),
        adjustment: dates::word("adjustment", params.adjustment.as_deref(), Adjustment::All)?,
        convention: params.convention,
    };
    let sandbox = Arc::clone(&app.sandbox);
    cached
        .json(&app, Ttl::Computed, async move {
            Ok(MetricsAnswer::from(
                sandbox
                    .metrics(query)
                    .await
                    .map_err(placed("query", &[("symbol", "ticker")]))?,
            ))
        })
        .await
}
