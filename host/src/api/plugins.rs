//! `/api/v1/plugins`: components, their versions, and how one takes over.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State};
use hyper::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use super::identity::{Admin, User};
use crate::app::{App, Change};
use crate::sandbox::{ComponentInfo, Takeover, VersionInfo};
use crate::web::Problem;
use crate::web::extract::{Json, Path, Query, Raw};
use crate::web::problem::ProblemDocument;

/// The routes of this group; `upload_bytes` caps a component.
pub fn routes(upload_bytes: usize) -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show, upload).layer(DefaultBodyLimit::max(upload_bytes)))
        .routes(routes!(activate))
        .routes(routes!(rollback))
        .routes(routes!(delete_version))
}

#[derive(Serialize, ToSchema)]
struct PluginsAnswer {
    plugins: Vec<ComponentInfo>,
}

#[derive(Serialize, ToSchema)]
struct PluginAnswer {
    #[serde(flatten)]
    serving: ComponentInfo,
    /// Newest first.
    versions: Vec<VersionInfo>,
}

/// Every component that serves.
#[utoipa::path(get, path = "", tag = "plugins", responses((status = 200, body = PluginsAnswer), (status = 401, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn list(State(app): State<Arc<App>>, _: User) -> axum::Json<PluginsAnswer> {
    axum::Json(PluginsAnswer {
        plugins: app.sandbox.components(),
    })
}

/// One component: versions, digests, grant, resource use.
#[utoipa::path(get, path = "/{name}", tag = "plugins", params(("name" = String, Path, description = "Name of the component")), responses(
    (status = 200, body = PluginAnswer), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn show(
    State(app): State<Arc<App>>,
    _: User,
    Path(name): Path<String>,
) -> Result<axum::Json<PluginAnswer>, Problem> {
    let versions = app.sandbox.versions(&name).await?;
    let serving = app
        .sandbox
        .components()
        .into_iter()
        .find(|component| component.name == name);
    let serving = serving.ok_or_else(|| Problem::not_found(format!("`{name}` does not serve.")))?;
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
    Ok(axum::Json(app.change(&name, Change::Rollback).await?))
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
