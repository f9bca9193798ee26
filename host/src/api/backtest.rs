//! `/api/v1/backtest`: sample data, strategies, runs and studies.

mod report;
mod run_answer;
mod run_request;
mod runs;
mod statistics;
mod studies;

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{BarsAnswer, DescriptorAnswer};
use super::cached::{Cached, Ttl};
use super::failure::placed;
use super::identity::Reader;
use crate::app::App;
use crate::services::backtest_runs::NewRun;
use crate::web::Problem;
use crate::web::extract::{Json, Query};
use crate::web::problem::ProblemDocument;

use run_answer::{RunAnswer, summary};
use run_request::RunBody;
pub use studies::read;

/// The routes of this group.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(sample_data))
        .routes(routes!(strategies))
        .routes(routes!(run))
        .merge(runs::routes())
        .merge(studies::routes())
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
    strategies: Vec<ListedStrategy>,
}

/// A strategy that can be run.
#[derive(Serialize, ToSchema)]
struct ListedStrategy {
    /// Its name in requests.
    plugin: String,
    /// The version that serves.
    active_version: u32,
    /// SHA-256 of that version, hex.
    digest: String,
    #[serde(flatten)]
    descriptor: DescriptorAnswer,
}

/// The strategies at hand, with their parameters.
#[utoipa::path(get, path = "/strategies", tag = "backtesting", responses((status = 200, body = StrategiesAnswer)))]
async fn strategies(State(app): State<Arc<App>>, _: Reader) -> axum::Json<StrategiesAnswer> {
    let serving = app.sandbox.active_strategies();
    let listed = serving.iter().filter_map(|version| {
        Some(ListedStrategy {
            plugin: version.component().to_string(),
            active_version: version.number(),
            digest: version.digest().to_owned(),
            descriptor: version.descriptor()?.into(),
        })
    });
    axum::Json(StrategiesAnswer {
        strategies: listed.collect(),
    })
}

/// Runs one strategy over the history of one or several symbols.
#[utoipa::path(post, path = "/run", tag = "backtesting", request_body = RunBody, responses(
    (status = 200, body = RunAnswer), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
async fn run(
    State(app): State<Arc<App>>,
    _: Reader,
    Json(body): Json<RunBody>,
) -> Result<Response, Problem> {
    let kept = serde_json::to_value(&body).map_err(|_| Problem::internal())?;
    let request = body.into_request()?;
    let symbols = request.symbols.clone();
    let report = app.sandbox.backtest(request).await;
    let report = report.map_err(placed("body", &[]))?;
    let summary = summary(&report.value, &symbols, &kept["settings"]);
    let answer = RunAnswer::from(report);
    // Once for both: whoever asked, and the database.
    let text = serde_json::to_vec(&answer).map_err(|_| Problem::internal())?;
    let text = Bytes::from(text);
    let run = NewRun {
        id: &answer.id,
        strategy: &answer.meta.strategy.name,
        version: answer.meta.strategy.version,
        result_hash: &answer.meta.result_hash,
        request: &kept,
        summary: &summary,
        answer: text.clone(),
    };
    app.runs.keep(run).await.map_err(runs::broken)?;
    Ok(runs::text("application/json", text))
}
