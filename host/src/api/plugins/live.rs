//! Strategies on live bars: begun, looked at, stopped, and gone through again.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use hyper::{StatusCode, header};
use sandbourse_wit::values::Instant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::identity::User;
use crate::app::App;
use crate::services::hub::Topic;
use crate::services::live_runs::{LiveRequest, LiveRun, LiveStatus, MOST_RUNNING};
use crate::services::store::StoreError;
use crate::web::Problem;
use crate::web::extract::{Json, Path};
use crate::web::problem::ProblemDocument;

/// Symbols of one live run.
const MOST_SYMBOLS: usize = 50;
/// How long a bar may be.
const INTERVALS: [&str; 6] = ["tick", "1s", "10s", "1m", "5m", "1h"];

/// The routes of live runs.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(begin))
        .routes(routes!(list))
        .routes(routes!(show, stop))
        .routes(routes!(log))
        .routes(routes!(replay))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LiveBody {
    /// Tickers, as many as the strategy takes.
    symbols: Vec<String>,
    /// Parameters by name; defaults where left out.
    #[serde(default)]
    settings: BTreeMap<String, f64>,
    /// `tick` (each price is a bar), `1s`, `10s`, `1m` (default), `5m` or `1h`.
    interval: Option<String>,
    /// Whether daily bars before the first price warm the strategy up (default; with `tick`).
    history: Option<bool>,
}

/// A strategy on live bars.
#[derive(Serialize, ToSchema)]
struct LiveAnswer {
    id: String,
    strategy: String,
    symbols: Vec<String>,
    #[schema(value_type = Object)]
    settings: BTreeMap<String, f64>,
    interval: String,
    started_at: Instant,
    #[serde(flatten)]
    status: LiveStatus,
}

impl From<LiveRun> for LiveAnswer {
    fn from(run: LiveRun) -> Self {
        Self {
            id: run.id,
            strategy: run.request.strategy,
            symbols: run.request.symbols,
            settings: run.request.settings,
            interval: run.request.interval,
            started_at: Instant {
                epoch_ms: run.started_ms,
            },
            status: run.status,
        }
    }
}

/// Runs a strategy on live bars. What it decides is published as signals.
#[utoipa::path(post, operation_id = "begin_live_run", path = "/{name}/run", tag = "plugins", params(("name" = String, Path, description = "Name of the strategy")), request_body = LiveBody, responses(
    (status = 201, body = LiveAnswer), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn begin(
    State(app): State<Arc<App>>,
    _: User,
    Path(name): Path<String>,
    Json(body): Json<LiveBody>,
) -> Result<(StatusCode, axum::Json<LiveAnswer>), Problem> {
    let request = checked(&app, name, body)?;
    let run = app.live.begin(request).await.map_err(broken)?;
    let run = run.ok_or_else(|| {
        Problem::unavailable(
            "too_many_live_runs",
            format!("{MOST_RUNNING} live runs go on, which is the most; stop one first."),
            std::time::Duration::from_secs(60),
        )
    })?;
    Ok((StatusCode::CREATED, axum::Json(run.into())))
}

fn checked(app: &App, name: String, body: LiveBody) -> Result<LiveRequest, Problem> {
    let settings = app.sandbox.complete_settings(&name, &body.settings)?;
    let interval = body.interval.unwrap_or_else(|| "1m".to_owned());
    let invalid = |field, kind, detail: String| Problem::invalid("body", field, kind, detail);
    if !INTERVALS.contains(&interval.as_str()) {
        let detail = format!("`{interval}` is not one of {}", INTERVALS.join(", "));
        return Err(invalid("interval", "unknown_word", detail));
    }
    let strategy = app.sandbox.active_strategy(&name);
    let descriptor = strategy.as_ref().and_then(|version| version.descriptor());
    if descriptor.is_some_and(|descriptor| descriptor.needs_account) {
        let detail = "needs an account, which live runs do not have".to_owned();
        return Err(invalid("strategy", "needs_account", detail));
    }
    let (least, most) = descriptor.map_or((1, MOST_SYMBOLS), |descriptor| {
        let most = (descriptor.max_symbols as usize).min(MOST_SYMBOLS);
        (descriptor.min_symbols as usize, most)
    });
    let mut symbols = Vec::new();
    for symbol in body.symbols {
        let topic = Topic::prices(&symbol)
            .map_err(|cause| invalid("symbols", "bad_symbol", cause.to_string()))?;
        symbols.extend(topic.symbol().map(str::to_owned));
    }
    if !(least..=most).contains(&symbols.len()) {
        let detail = format!(
            "has {} symbols; {name} takes {least} to {most}",
            symbols.len()
        );
        return Err(invalid("symbols", "wrong_count", detail));
    }
    Ok(LiveRequest {
        strategy: name,
        symbols,
        settings,
        interval,
        history: body.history.unwrap_or(true),
    })
}

#[derive(Serialize, ToSchema)]
struct LiveRunsAnswer {
    /// The newest first.
    runs: Vec<LiveAnswer>,
}

/// Strategies on live bars, those that have ended among them.
#[utoipa::path(get, operation_id = "list_live_runs", path = "/runs", tag = "plugins", responses((status = 200, body = LiveRunsAnswer), (status = 401, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn list(State(app): State<Arc<App>>, _: User) -> Result<axum::Json<LiveRunsAnswer>, Problem> {
    let runs = app.live.list().await.map_err(broken)?;
    Ok(axum::Json(LiveRunsAnswer {
        runs: runs.into_iter().map(Into::into).collect(),
    }))
}

/// One live run.
#[utoipa::path(get, operation_id = "show_live_run", path = "/runs/{id}", tag = "plugins", params(("id" = String, Path, description = "Identifier of the live run")), responses(
    (status = 200, body = LiveAnswer), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn show(
    State(app): State<Arc<App>>,
    _: User,
    Path(id): Path<String>,
) -> Result<axum::Json<LiveAnswer>, Problem> {
    Ok(axum::Json(run(&app, &id).await?.into()))
}

/// Stops a live run.
#[utoipa::path(delete, operation_id = "stop_live_run", path = "/runs/{id}", tag = "plugins", params(("id" = String, Path, description = "Identifier of the live run")), responses(
    (status = 204), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn stop(
    State(app): State<Arc<App>>,
    _: User,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    run(&app, &id).await?;
    if app.live.stop(&id) {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Problem::new(
        StatusCode::CONFLICT,
        "conflict",
        "The run has ended already.",
    ))
}

/// Everything that happened in a live run, one line of JSON each.
#[utoipa::path(get, operation_id = "live_run_log", path = "/runs/{id}/log", tag = "plugins", params(("id" = String, Path, description = "Identifier of the live run")), responses(
    (status = 200, content_type = "application/x-ndjson", body = String), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn log(
    State(app): State<Arc<App>>,
    _: User,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let run = run(&app, &id).await?;
    let text = tokio::fs::read(app.live.log_path(&run.id)).await;
    let mut response = Response::new(Body::from(text.unwrap_or_default()));
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("application/x-ndjson"),
    );
    Ok(response)
}

#[derive(Serialize, ToSchema)]
struct ReplayedAnswer {
    id: String,
    /// Whether the replay came to the same hash.
    same: bool,
    /// Of the replay.
    hash: String,
    /// Of the log.
    expected: String,
    /// Bars gone through.
    bars: u64,
    /// Versions that took over, or were taken back.
    swaps: u64,
}

/// Goes through a live run again: the same bars, the same versions at the same places.
#[utoipa::path(post, operation_id = "replay_live_run", path = "/runs/{id}/replay", tag = "plugins", params(("id" = String, Path, description = "Identifier of the live run")), responses(
    (status = 200, body = ReplayedAnswer), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn replay(
    State(app): State<Arc<App>>,
    _: User,
    Path(id): Path<String>,
) -> Result<axum::Json<ReplayedAnswer>, Problem> {
    let run = run(&app, &id).await?;
    let replayed = app.sandbox.replay(&app.live.log_path(&run.id)).await?;
    Ok(axum::Json(ReplayedAnswer {
        id: run.id,
        same: replayed.hash == replayed.expected,
        hash: replayed.hash,
        expected: replayed.expected,
        bars: replayed.bars,
        swaps: replayed.swaps,
    }))
}

async fn run(app: &App, id: &str) -> Result<LiveRun, Problem> {
    let run = app.live.get(id).await.map_err(broken)?;
    run.ok_or_else(|| {
        let shown: String = id.chars().take(64).collect();
        Problem::not_found(format!("There is no live run `{shown}`."))
    })
}

fn broken(error: StoreError) -> Problem {
    tracing::error!(%error, "The database failed");
    Problem::internal()
}
