//! `/api/v1/plugins`: components, their versions, how one takes over, and strategies that run.

mod live;
mod shadow;

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State};
use hyper::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use super::answer::DescriptorAnswer;
use super::identity::{Admin, User};
use crate::app::{App, Change};
use crate::sandbox::{ComponentInfo, Entry, Takeover, VersionInfo};
use crate::web::Problem;
use crate::web::extract::{Json, Path, Query, Raw};
use crate::web::problem::ProblemDocument;

/// The routes of this group; `upload_bytes` caps a component.
pub fn routes(upload_bytes: usize) -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show, upload, remove).layer(DefaultBodyLimit::max(upload_bytes)))
        .routes(routes!(logs))
        .merge(shadow::routes())
        .merge(live::routes())
        .routes(routes!(activate))
        .routes(routes!(rollback))
        .routes(routes!(delete_version))
}

#[derive(Serialize, ToSchema)]
struct PluginsAnswer {
    /// The endpoint groups first.
    plugins: Vec<ListedPlugin>,
}

/// A component that serves, and what a strategy says about itself.
#[derive(Serialize, ToSchema)]
struct ListedPlugin {
    #[serde(flatten)]
    serving: ComponentInfo,
    descriptor: Option<DescriptorAnswer>,
}

fn listed(app: &App, serving: ComponentInfo) -> ListedPlugin {
    let strategy = app.sandbox.active_strategy(&serving.name);
    let descriptor = strategy.as_ref().and_then(|version| version.descriptor());
    ListedPlugin {
        descriptor: descriptor.map(Into::into),
        serving,
    }
}

#[derive(Serialize, ToSchema)]
struct PluginAnswer {
    #[serde(flatten)]
    serving: ListedPlugin,
    /// Newest first.
    versions: Vec<VersionInfo>,
}

/// Every component that serves.
#[utoipa::path(get, operation_id = "list_plugins", path = "", tag = "plugins", responses((status = 200, body = PluginsAnswer), (status = 401, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn list(State(app): State<Arc<App>>, _: User) -> axum::Json<PluginsAnswer> {
    let serving = app.sandbox.plugins().into_iter();
    axum::Json(PluginsAnswer {
        plugins: serving.map(|component| listed(&app, component)).collect(),
    })
}

/// One component: versions, digests, grant, resource use.
#[utoipa::path(get, operation_id = "show_plugin", path = "/{name}", tag = "plugins", params(("name" = String, Path, description = "Name of the component")), responses(
    (status = 200, body = PluginAnswer), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn show(
    State(app): State<Arc<App>>,
    _: User,
    Path(name): Path<String>,
) -> Result<axum::Json<PluginAnswer>, Problem> {
    let versions = app.sandbox.versions(&name).await?;
    let serving = app
        .sandbox
        .plugins()
        .into_iter()
        .find(|component| component.name == name);
    let serving = serving.ok_or_else(|| Problem::not_found(format!("`{name}` does not serve.")))?;
    let serving = listed(&app, serving);
    Ok(axum::Json(PluginAnswer { serving, versions }))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UploadParams {
    /// Whether the version serves at once (default `false`).
    activate: Option<bool>,
}

/// Takes a new version of a component: raw WebAssembly, verified, compiled and tried
/// before any client sees it. What fails is refused, and the old version serves on.
#[utoipa::path(put, path = "/{name}", tag = "plugins", params(("name" = String, Path, description = "Name of the component"), UploadParams),
    request_body(content = Vec<u8>, content_type = "application/wasm"), responses(
    (status = 201, body = VersionInfo), (status = 401, body = ProblemDocument), (status = 403, body = ProblemDocument),
    (status = 404, body = ProblemDocument), (status = 413, body = ProblemDocument), (status = 422, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn upload(
    State(app): State<Arc<App>>,
    _: Admin,
    Path(name): Path<String>,
    Query(params): Query<UploadParams>,
    Raw(bytes): Raw,
) -> Result<(StatusCode, axum::Json<VersionInfo>), Problem> {
    let takeover = match params.activate {
        Some(true) => Takeover::AtOnce,
        Some(false) | None => Takeover::Later,
    };
    let version = app.change(&name, Change::Upload(bytes, takeover)).await?;
    Ok((StatusCode::CREATED, axum::Json(version)))
}

#[derive(Deserialize, ToSchema)]
struct ActivateBody {
    /// Number of a kept version.
    version: u32,
}

/// Lets a kept version serve; running calls finish on the old one.
#[utoipa::path(post, path = "/{name}/activate", tag = "plugins", params(("name" = String, Path, description = "Name of the component")), request_body = ActivateBody, responses(
    (status = 200, body = VersionInfo), (status = 401, body = ProblemDocument), (status = 403, body = ProblemDocument), (status = 404, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn activate(
    State(app): State<Arc<App>>,
    _: Admin,
    Path(name): Path<String>,
    Json(body): Json<ActivateBody>,
) -> Result<axum::Json<VersionInfo>, Problem> {
    Ok(axum::Json(
        app.change(&name, Change::Activate(body.version)).await?,
    ))
}

/// Lets the version serve that served before.
#[utoipa::path(post, path = "/{name}/rollback", tag = "plugins", params(("name" = String, Path, description = "Name of the component")), responses(
    (status = 200, body = VersionInfo), (status = 401, body = ProblemDocument), (status = 403, body = ProblemDocument), (status = 409, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn rollback(
    State(app): State<Arc<App>>,
    _: Admin,
    Path(name): Path<String>,
) -> Result<axum::Json<VersionInfo>, Problem> {
    Ok(axum::Json(
        app.change(&name, Change::Rollback { from: None }).await?,
    ))
}

#[derive(Deserialize)]
struct KeptVersion {
    name: String,
    version: u32,
}

/// Forgets a version that does not serve.
#[utoipa::path(delete, path = "/{name}/versions/{version}", tag = "plugins", params(("name" = String, Path, description = "Name of the component"), ("version" = u32, Path, description = "Number of the version")), responses(
    (status = 204), (status = 401, body = ProblemDocument), (status = 403, body = ProblemDocument), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn delete_version(
    State(app): State<Arc<App>>,
    _: Admin,
    Path(kept): Path<KeptVersion>,
) -> Result<StatusCode, Problem> {
    app.sandbox.delete_version(&kept.name, kept.version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets a strategy with all its versions. What came with the binary stays.
#[utoipa::path(delete, operation_id = "remove_plugin", path = "/{name}", tag = "plugins", params(("name" = String, Path, description = "Name of the strategy")), responses(
    (status = 204), (status = 401, body = ProblemDocument), (status = 403, body = ProblemDocument), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn remove(
    State(app): State<Arc<App>>,
    _: Admin,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    app.sandbox.remove(&name).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, ToSchema)]
struct LogsAnswer {
    /// The last 500, oldest first.
    entries: Vec<Entry>,
}

/// What happened to a component: uploads, changes of version, and how its calls ended badly.
#[utoipa::path(get, operation_id = "plugin_logs", path = "/{name}/logs", tag = "plugins", params(("name" = String, Path, description = "Name of the component")), responses(
    (status = 200, body = LogsAnswer), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn logs(
    State(app): State<Arc<App>>,
    _: User,
    Path(name): Path<String>,
) -> Result<axum::Json<LogsAnswer>, Problem> {
    let entries = app.sandbox.journal(&name)?;
    Ok(axum::Json(LogsAnswer { entries }))
}
