//! `/api/v1/backtest`: sample data, strategies, runs.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use sandbourse_wit::values::Instant;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{
    BarsAnswer, Conventions, Meta, Reasons, Values, conventions, instants, values,
};
use super::cached::{Cached, Ttl};
use super::failure::placed;
use super::identity::Reader;
use crate::app::App;
use crate::sandbox::groups::Answered;
use crate::sandbox::groups::backtest::{Finding, RunReport, StrategyInfo, Trade};
use crate::web::Problem;
use crate::web::extract::{Json, Query};
use crate::web::problem::ProblemDocument;

mod run_request;
use run_request::RunBody;

/// The routes of this group.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(sample_data))
        .routes(routes!(strategies))
        .routes(routes!(run))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SampleParams {
    /// Ticker.
    symbol: String,
    /// `5d` … `10y`, `ytd` or `max` (default `1y`).
    period: Option<String>,
}

/// Bars to try a strategy on.
#[utoipa::path(get, path = "/sample-data", tag = "backtesting", params(SampleParams), responses(
    (status = 200, body = BarsAnswer), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
async fn sample_data(
    State(app): State<Arc<App>>,
    _: Reader,
    Query(params): Query<SampleParams>,
    cached: Cached,
) -> Result<Response, Problem> {
    let period = params.period.unwrap_or_else(|| "1y".to_owned());
    let sandbox = Arc::clone(&app.sandbox);
    cached
        .json(&app, Ttl::History, async move {
            Ok(BarsAnswer::from(
                sandbox
                    .sample(params.symbol, period)
                    .await
                    .map_err(placed("query", &[]))?,
            ))
        })
        .await
}

#[derive(Serialize, ToSchema)]
struct StrategiesAnswer {
    strategies: Vec<StrategyInfo>,
}

/// The strategies at hand, with their parameters.
#[utoipa::path(get, path = "/strategies", tag = "backtesting", responses((status = 200, body = StrategiesAnswer)))]
async fn strategies(
    State(app): State<Arc<App>>,
    _: Reader,
) -> Result<axum::Json<StrategiesAnswer>, Problem> {
    Ok(axum::Json(StrategiesAnswer {
        strategies: app.sandbox.strategies().await?,
    }))
}

#[derive(Serialize, ToSchema)]
struct RunAnswer {
    /// Identifies this run.
    id: String,
    start: Instant,
    end: Instant,
    /// Values by name; `null` where one is undefined.
    stats: Values,
    /// Why a statistic is `null`.
    undefined: Reasons,
    trades: Vec<Trade>,
    equity: Curve,
    /// The same cash in the symbol from the first bar.
    buy_and_hold: Curve,
    /// What a careful reviewer would remark.
    findings: Vec<Finding>,
    meta: RunMeta,
}

#[derive(Serialize, ToSchema)]
struct Curve {
    time: Vec<Instant>,
    value: Vec<f64>,
}

#[derive(Serialize, ToSchema)]
struct RunMeta {
    #[serde(flatten)]
    origin: Meta,
    /// Choices that the result rests on.
    convention: Conventions,
    /// SHA-256 of the component that ran, hex.
    component_digest: String,
    /// SHA-256 of the bars, hex.
    data_digest: String,
    /// SHA-256 of settings, data and figures, hex: the same on replay.
    result_hash: String,
}

/// Runs one strategy over one symbol's history.
#[utoipa::path(post, path = "/run", tag = "backtesting", request_body = RunBody, responses(
    (status = 200, body = RunAnswer), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
async fn run(
    State(app): State<Arc<App>>,
    _: Reader,
    Json(body): Json<RunBody>,
) -> Result<axum::Json<RunAnswer>, Problem> {
    let request = body.into_request()?;
    let report = app
        .sandbox
        .backtest(request)
        .await
        .map_err(placed("body", &[]))?;
    Ok(axum::Json(report.into()))
}

impl From<Answered<RunReport>> for RunAnswer {
    fn from(answered: Answered<RunReport>) -> Self {
        let Answered {
            value: report,
            component,
            digest,
        } = answered;
        let (stats, undefined) = values(report.stats);
        let time = instants(&report.equity_time);
        Self {
            id: uuid::Uuid::now_v7().to_string(),
            start: report.start,
            end: report.end,
            stats,
            undefined,
            trades: report.trades,
            buy_and_hold: Curve {
                time: time.clone(),
                value: report.hold_value,
            },
            equity: Curve {
                time,
                value: report.equity_value,
            },
            findings: report.findings,
            meta: RunMeta {
                origin: Meta::new(report.source, component),
                convention: conventions(report.conventions),
                component_digest: digest,
                data_digest: report.data_digest,
                result_hash: report.result_hash,
            },
        }
    }
}
