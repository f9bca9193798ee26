//! `/runs`: backtests that were run, their tables, their report, and their replay.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use hyper::header;
use sandbourse_wit::values::Instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::report;
use super::run_request::RunBody;
use crate::api::failure::placed;
use crate::api::identity::Reader;
use crate::app::App;
use crate::services::backtest_runs::RunRecord;
use crate::services::store::StoreError;
use crate::web::Problem;
use crate::web::extract::{Path, Query};
use crate::web::problem::ProblemDocument;

/// Runs of one list.
const LISTED: u32 = 50;
const MOST_LISTED: u32 = 500;

/// The routes of runs.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(trades))
        .routes(routes!(equity))
        .routes(routes!(page))
        .routes(routes!(replay))
}

/// The database failed; the cause goes to the log.
pub fn broken(error: StoreError) -> Problem {
    tracing::error!(%error, "The database failed");
    Problem::internal()
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Only runs of this strategy.
    strategy: Option<String>,
    /// 1 to 500 (default 50).
    limit: Option<u32>,
}

#[derive(Serialize, ToSchema)]
struct RunsAnswer {
    /// The newest first.
    runs: Vec<ListedRun>,
}

/// A run in a list.
#[derive(Serialize, ToSchema)]
struct ListedRun {
    id: String,
    created_at: Instant,
    strategy: String,
    version: u32,
    result_hash: String,
    /// `symbols`, `settings`, `start`, `end` and a few figures.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    summary: Value,
}

impl From<RunRecord> for ListedRun {
    fn from(record: RunRecord) -> Self {
        Self {
            id: record.id,
            created_at: Instant {
                epoch_ms: record.created_ms,
            },
            strategy: record.strategy,
            version: record.version,
            result_hash: record.result_hash,
            summary: record.summary,
        }
    }
}

/// Backtests that were run; the newest 500 are kept.
#[utoipa::path(get, operation_id = "list_runs", path = "/runs", tag = "backtesting", params(ListParams), responses((status = 200, body = RunsAnswer), (status = 422, body = ProblemDocument)))]
async fn list(
    State(app): State<Arc<App>>,
    _: Reader,
    Query(params): Query<ListParams>,
) -> Result<axum::Json<RunsAnswer>, Problem> {
    let limit = params.limit.unwrap_or(LISTED);
    if !(1..=MOST_LISTED).contains(&limit) {
        let detail = format!("is {limit}, but must be from 1 to {MOST_LISTED}");
        return Err(Problem::invalid("query", "limit", "out_of_range", detail));
    }
    let runs = app.runs.list(params.strategy.as_deref(), limit).await;
    Ok(axum::Json(RunsAnswer {
        runs: runs.map_err(broken)?.into_iter().map(Into::into).collect(),
    }))
}

/// One run: its answer, and the request that led to it.
#[utoipa::path(get, operation_id = "show_run", path = "/runs/{id}", tag = "backtesting", params(("id" = String, Path, description = "Identifier of the run")), responses(
    (status = 200, body = Object), (status = 404, body = ProblemDocument)))]
async fn show(
    State(app): State<Arc<App>>,
    _: Reader,
    Path(id): Path<String>,
) -> Result<axum::Json<Value>, Problem> {
    let record = record(&app, &id).await?;
    let mut answer = answer(&app, &id).await?;
    answer["request"] = record.request;
    answer["created_at"] = serde_json::json!(Instant {
        epoch_ms: record.created_ms
    });
    Ok(axum::Json(answer))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TableParams {
    /// `json` (default) or `csv`.
    format: Option<String>,
}

/// The trades of a run.
#[utoipa::path(get, operation_id = "run_trades", path = "/runs/{id}/trades", tag = "backtesting", params(("id" = String, Path, description = "Identifier of the run"), TableParams), responses(
    (status = 200, body = Object), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
async fn trades(
    State(app): State<Arc<App>>,
    _: Reader,
    Path(id): Path<String>,
    Query(params): Query<TableParams>,
) -> Result<Response, Problem> {
    let trades = answer(&app, &id).await?["trades"].take();
    let rows = trades.as_array().cloned().unwrap_or_default();
    table(&params, "trades", rows)
}

/// The equity of a run after every bar.
#[utoipa::path(get, operation_id = "run_equity", path = "/runs/{id}/equity", tag = "backtesting", params(("id" = String, Path, description = "Identifier of the run"), TableParams), responses(
    (status = 200, body = Object), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
async fn equity(
    State(app): State<Arc<App>>,
    _: Reader,
    Path(id): Path<String>,
    Query(params): Query<TableParams>,
) -> Result<Response, Problem> {
    let answer = answer(&app, &id).await?;
    let column = |curve: &str, name: &str| answer[curve][name].as_array().cloned();
    let time = column("equity", "time").unwrap_or_default();
    let value = column("equity", "value").unwrap_or_default();
    let hold = column("buy_and_hold", "value").unwrap_or_default();
    let rows = time.into_iter().zip(value).zip(hold);
    let rows = rows.map(|((time, value), hold)| {
        serde_json::json!({ "time": time, "value": value, "buy_and_hold": hold })
    });
    table(&params, "equity", rows.collect())
}

/// One self-contained page about a run.
#[utoipa::path(get, operation_id = "run_report", path = "/runs/{id}/report", tag = "backtesting", params(("id" = String, Path, description = "Identifier of the run")), responses(
    (status = 200, content_type = "text/html", body = String), (status = 404, body = ProblemDocument)))]
async fn page(
    State(app): State<Arc<App>>,
    _: Reader,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let record = record(&app, &id).await?;
    let page = report::page(&record, &answer(&app, &id).await?);
    let mut response = text("text/html; charset=utf-8", page);
    let policy = header::HeaderValue::from_static(report::POLICY);
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

#[derive(Serialize, ToSchema)]
struct ReplayAnswer {
    id: String,
    /// Whether the run came to the same result, bit for bit.
    same: bool,
    result_hash: String,
    /// The result hash of the run that is kept.
    expected: String,
    /// What is not as it was: `data_digest`, `strategy`, `component_digest`, `stats`, `trades`.
    differences: Vec<String>,
}

/// Runs a kept run again, on the same version of its strategy, and compares.
#[utoipa::path(post, operation_id = "replay_run", path = "/runs/{id}/replay", tag = "backtesting", params(("id" = String, Path, description = "Identifier of the run")), responses(
    (status = 200, body = ReplayAnswer), (status = 404, body = ProblemDocument)))]
async fn replay(
    State(app): State<Arc<App>>,
    _: Reader,
    Path(id): Path<String>,
) -> Result<axum::Json<ReplayAnswer>, Problem> {
    let record = record(&app, &id).await?;
    let before = answer(&app, &id).await?;
    let body: RunBody = serde_json::from_value(record.request).map_err(|_| Problem::internal())?;
    let mut request = body.into_request()?;
    request.version = Some(record.version);
    let report = app.sandbox.backtest(request).await;
    let report = report.map_err(placed("body", &[]))?;
    let result_hash = report.value.result_hash.clone();
    let again = serde_json::to_value(super::run_answer::RunAnswer::from(report));
    let again = again.map_err(|_| Problem::internal())?;
    Ok(axum::Json(ReplayAnswer {
        id,
        same: result_hash == record.result_hash,
        differences: differences(&before, &again),
        result_hash,
        expected: record.result_hash,
    }))
}

fn differences(before: &Value, again: &Value) -> Vec<String> {
    let places = [
        ("data_digest", "/meta/data_digest"),
        ("strategy", "/meta/strategy"),
        ("component_digest", "/meta/component_digest"),
        ("stats", "/stats"),
        ("trades", "/trades"),
        ("equity", "/equity"),
    ];
    let differs = |(_, place): &&(&str, &str)| before.pointer(place) != again.pointer(place);
    let names = places.iter().filter(differs).map(|(name, _)| *name);
    names.map(str::to_owned).collect()
}

async fn record(app: &App, id: &str) -> Result<RunRecord, Problem> {
    let record = app.runs.get(id).await.map_err(broken)?;
    record.ok_or_else(|| unknown(id))
}

async fn answer(app: &App, id: &str) -> Result<Value, Problem> {
    let text = app.runs.answer(id).await.map_err(broken)?;
    let text = text.ok_or_else(|| unknown(id))?;
    serde_json::from_slice(&text).map_err(|_| Problem::internal())
}

fn unknown(id: &str) -> Problem {
    let shown: String = id.chars().take(64).collect();
    Problem::not_found(format!(
        "There is no run `{shown}`; the newest 500 are kept."
    ))
}

/// Rows of equal fields, as JSON or as CSV.
fn table(params: &TableParams, name: &str, rows: Vec<Value>) -> Result<Response, Problem> {
    match params.format.as_deref() {
        None | Some("json") => {
            let mut body = serde_json::Map::new();
            body.insert(name.to_owned(), rows.into());
            let body = Value::Object(body).to_string();
            Ok(text("application/json", body))
        }
        Some("csv") => {
            let csv = csv_of(&rows).map_err(|_| Problem::internal())?;
            Ok(text("text/csv; charset=utf-8", csv))
        }
        Some(other) => Err(Problem::invalid(
            "query",
            "format",
            "unknown_word",
            format!("`{other}` is not one of json, csv"),
        )),
    }
}

fn csv_of(rows: &[Value]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names: Vec<&String> = rows
        .first()
        .and_then(Value::as_object)
        .map(|row| row.keys().collect())
        .unwrap_or_default();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    writer.write_record(&names)?;
    for row in rows {
        writer.write_record(names.iter().map(|name| match &row[name.as_str()] {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }))?;
    }
    writer
        .into_inner()
        .map_err(|cause| csv::Error::from(cause.into_error()))
}

/// An answer of a media type.
pub fn text(kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    response
}
