//! Work that takes long: what may be asked, how far it is, and what came out.

mod bodies;
mod follow;
mod provenance;
mod result;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use hyper::StatusCode;
use hyper::header::{self, HeaderValue};
use sandbourse_wit::values::Instant;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::runs::broken;
use crate::api::failure::placed;
use crate::api::identity::User;
use crate::app::App;
use crate::services::studies::{Progress, Row, State as StudyState, Study, WithNames};
use crate::web::Problem;
use crate::web::extract::{Json, Path, Query};
use crate::web::problem::ProblemDocument;

pub use bodies::read;
use bodies::{MonteCarloBody, SweepBody, WalkForwardBody};
use provenance::JobMeta;
use result::ResultAnswer;

/// Studies of one list.
const LISTED: u32 = 100;

/// The routes of studies.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(sweep))
        .routes(routes!(walk_forward))
        .routes(routes!(monte_carlo))
        .routes(routes!(list))
        .routes(routes!(show, cancel))
        .routes(routes!(follow::events))
        .routes(routes!(results))
}

/// A study as clients see it.
#[derive(Serialize, ToSchema)]
pub struct JobAnswer {
    id: String,
    /// `sweep`, `walk_forward` or `monte_carlo`.
    kind: String,
    state: StudyState,
    created_at: Instant,
    started_at: Option<Instant>,
    finished_at: Option<Instant>,
    /// Since it started.
    elapsed_ms: Option<i64>,
    /// Units of work that were done: combinations, windows or paths.
    done: u64,
    /// Units of work altogether, once they are planned.
    total: Option<u64>,
    /// Units that failed.
    failed: u64,
    rate_per_second: Option<f64>,
    eta_ms: Option<u64>,
    /// The best rows so far.
    best: Vec<Row>,
    /// `code`, `detail` and `field`.
    #[schema(value_type = Option<Object>)]
    error: Option<Value>,
    /// The body that began it.
    #[schema(value_type = Object)]
    request: Value,
    /// What it rests on, once it is planned.
    meta: Option<JobMeta>,
    /// What came out.
    result: Option<ResultAnswer>,
}

impl JobAnswer {
    fn new(app: &App, study: Study) -> Self {
        let progress = app
            .studies
            .follow(&study.id)
            .map(|now| now.borrow().clone());
        let total = study.plan.as_ref().and_then(|plan| plan["units"].as_u64());
        let until = study.finished_ms.unwrap_or_else(|| app.clock.now_ms());
        let done = match (study.state, &progress) {
            (StudyState::Done, _) => total.unwrap_or(0),
            (_, Some(progress)) => progress.done,
            _ => study.done,
        };
        let failed = progress
            .as_ref()
            .map_or(study.failed, |progress| progress.failed);
        let instant = |epoch_ms| Instant { epoch_ms };
        Self {
            elapsed_ms: study.started_ms.map(|started| until - started),
            eta_ms: progress.as_ref().and_then(eta),
            failed,
            rate_per_second: progress.as_ref().and_then(|now| now.rate_per_second),
            best: progress.map(|progress| progress.best).unwrap_or_default(),
            done,
            total,
            created_at: instant(study.created_ms),
            started_at: study.started_ms.map(instant),
            finished_at: study.finished_ms.map(instant),
            meta: JobMeta::of(&study),
            id: study.id,
            kind: study.kind,
            state: study.state,
            error: study.error,
            request: study.request,
            result: study.result.and_then(ResultAnswer::of),
        }
    }
}

fn eta(progress: &Progress) -> Option<u64> {
    let rate = progress.rate_per_second.filter(|rate| *rate > 0.0)?;
    let left = progress.total.saturating_sub(progress.done);
    Some((left as f64 / rate * 1e3) as u64)
}

type Accepted = (
    StatusCode,
    [(header::HeaderName, HeaderValue); 1],
    axum::Json<JobAnswer>,
);

async fn begin(app: &App, kind: &str, request: Value) -> Result<Accepted, Problem> {
    let id = app.studies.enqueue(kind, &request).await.map_err(broken)?;
    let Some(id) = id else {
        return Err(Problem::unavailable(
            "too_many_jobs",
            "A hundred jobs wait or run; cancel one, or try again later.",
            std::time::Duration::from_secs(30),
        ));
    };
    let study = study(app, &id).await?;
    let place = format!("/api/v1/backtest/jobs/{id}");
    let place = HeaderValue::from_str(&place).map_err(|_| Problem::internal())?;
    Ok((
        StatusCode::ACCEPTED,
        [(header::LOCATION, place)],
        axum::Json(JobAnswer::new(app, study)),
    ))
}

/// Runs a strategy with every combination of its parameters, or with some by chance.
#[utoipa::path(post, path = "/sweep", tag = "backtesting", request_body = SweepBody, responses(
    (status = 202, body = JobAnswer), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn sweep(
    State(app): State<Arc<App>>,
    _: User,
    Json(body): Json<SweepBody>,
) -> Result<Accepted, Problem> {
    let request = kept(&body)?;
    plan(&app, body.into_question()?).await?;
    begin(&app, "sweep", request).await
}

/// Seeks the best combination on one window and runs it on the next, window after window.
#[utoipa::path(post, path = "/walk-forward", tag = "backtesting", request_body = WalkForwardBody, responses(
    (status = 202, body = JobAnswer), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn walk_forward(
    State(app): State<Arc<App>>,
    _: User,
    Json(body): Json<WalkForwardBody>,
) -> Result<Accepted, Problem> {
    let request = kept(&body)?;
    plan(&app, body.into_question()?).await?;
    begin(&app, "walk_forward", request).await
}

/// Asks how a run could have gone, with its returns or trades drawn anew.
#[utoipa::path(post, path = "/monte-carlo", tag = "backtesting", request_body = MonteCarloBody, responses(
    (status = 202, body = JobAnswer), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn monte_carlo(
    State(app): State<Arc<App>>,
    _: User,
    Json(body): Json<MonteCarloBody>,
) -> Result<Accepted, Problem> {
    let request = kept(&body)?;
    plan(&app, body.into_question()?).await?;
    begin(&app, "monte_carlo", request).await
}

fn kept<T: Serialize>(body: &T) -> Result<Value, Problem> {
    serde_json::to_value(body).map_err(|_| Problem::internal())
}

/// What cannot be planned is refused now, not by a job that fails.
async fn plan(app: &App, question: crate::sandbox::groups::backtest::Study) -> Result<(), Problem> {
    let planned = app.sandbox.plan_study(question).await;
    planned.map(drop).map_err(placed("body", &[]))
}

#[derive(Serialize, ToSchema)]
struct JobsAnswer {
    /// The newest first, without their results.
    jobs: Vec<JobAnswer>,
}

/// Jobs that wait, run or have ended; 200 of the last kind are kept.
#[utoipa::path(get, operation_id = "list_jobs", path = "/jobs", tag = "backtesting", responses((status = 200, body = JobsAnswer), (status = 401, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn list(State(app): State<Arc<App>>, _: User) -> Result<axum::Json<JobsAnswer>, Problem> {
    let studies = app.studies.list(LISTED).await.map_err(broken)?;
    let jobs = studies.into_iter();
    Ok(axum::Json(JobsAnswer {
        jobs: jobs.map(|study| JobAnswer::new(&app, study)).collect(),
    }))
}

/// One job.
#[utoipa::path(get, operation_id = "show_job", path = "/jobs/{id}", tag = "backtesting", params(("id" = String, Path, description = "Identifier of the job")), responses(
    (status = 200, body = JobAnswer), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn show(
    State(app): State<Arc<App>>,
    _: User,
    Path(id): Path<String>,
) -> Result<axum::Json<JobAnswer>, Problem> {
    let study = study(&app, &id).await?;
    Ok(axum::Json(JobAnswer::new(&app, study)))
}

/// Gives a job up.
#[utoipa::path(delete, operation_id = "cancel_job", path = "/jobs/{id}", tag = "backtesting", params(("id" = String, Path, description = "Identifier of the job")), responses(
    (status = 204), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn cancel(
    State(app): State<Arc<App>>,
    _: User,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let study = study(&app, &id).await?;
    if app.studies.cancel(&id).await.map_err(broken)? {
        return Ok(StatusCode::NO_CONTENT);
    }
    let detail = format!("The job is {} already.", study.state.word());
    Err(Problem::new(StatusCode::CONFLICT, "conflict", detail))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ResultsParams {
    /// `json` (default) or `csv`.
    format: Option<String>,
}

/// Every row of a job so far: settings and figures as columns.
#[utoipa::path(get, operation_id = "job_results", path = "/jobs/{id}/results", tag = "backtesting", params(("id" = String, Path, description = "Identifier of the job"), ResultsParams), responses(
    (status = 200, body = Object), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn results(
    State(app): State<Arc<App>>,
    _: User,
    Path(id): Path<String>,
    Query(params): Query<ResultsParams>,
) -> Result<Response, Problem> {
    study(&app, &id).await?;
    match params.format.as_deref() {
        None | Some("json") => as_json(&app, &id).await,
        Some("csv") => as_csv(&app, &id).await,
        Some(other) => Err(Problem::invalid(
            "query",
            "format",
            "unknown_word",
            format!("`{other}` is not one of json, csv"),
        )),
    }
}

async fn as_json(app: &App, id: &str) -> Result<Response, Problem> {
    let mut table = crate::services::studies::Table::default();
    for first in app.studies.parts(id).await.map_err(broken)? {
        if let Some(part) = app.studies.part(id, first).await.map_err(broken)? {
            table.append(part.table);
        }
    }
    let columns = table
        .columns
        .into_iter()
        .map(|column| (column.name, json!(column.values)));
    let columns: serde_json::Map<String, Value> = columns.collect();
    Ok(axum::Json(json!({ "columns": columns })).into_response())
}

async fn as_csv(app: &App, id: &str) -> Result<Response, Problem> {
    let mut text = Vec::new();
    let mut with_names = WithNames::Yes;
    for first in app.studies.parts(id).await.map_err(broken)? {
        if let Some(part) = app.studies.part(id, first).await.map_err(broken)? {
            let written = part.table.write_csv(with_names, &mut text);
            written.map_err(|_| Problem::internal())?;
            with_names = WithNames::No;
        }
    }
    let mut response = Response::new(Body::from(text));
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

async fn study(app: &App, id: &str) -> Result<Study, Problem> {
    let study = app.studies.get(id).await.map_err(broken)?;
    study.ok_or_else(|| {
        let shown: String = id.chars().take(64).collect();
        Problem::not_found(format!("There is no job `{shown}`."))
    })
}
