//! A version that runs in the shadow of the one that serves, and how the two compare.

use std::sync::Arc;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::identity::{Admin, User};
use crate::app::App;
use crate::services::live_runs::Comparison;
use crate::web::Problem;
use crate::web::extract::{Json, Path};
use crate::web::problem::ProblemDocument;

/// The routes of shadows.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(show, choose))
}

#[derive(Deserialize, ToSchema)]
struct ShadowBody {
    /// Number of a kept version; `null` for none.
    version: Option<u32>,
}

#[derive(Serialize, ToSchema)]
struct ShadowAnswer {
    /// The version in the shadow.
    version: Option<u32>,
    /// The live runs of the strategy.
    runs: Vec<ComparedRun>,
}

#[derive(Serialize, ToSchema)]
struct ComparedRun {
    /// Identifier of the live run.
    run: String,
    #[serde(flatten)]
    comparison: Comparison,
}

fn answer(app: &App, name: &str) -> axum::Json<ShadowAnswer> {
    let compared = app.live.comparisons(name).into_iter();
    axum::Json(ShadowAnswer {
        version: app.live.shadow(name),
        runs: compared
            .map(|(run, comparison)| ComparedRun { run, comparison })
            .collect(),
    })
}

/// How the version in the shadow compares with the one that serves.
#[utoipa::path(get, operation_id = "show_shadow", path = "/{name}/shadow", tag = "plugins", params(("name" = String, Path, description = "Name of the strategy")), responses(
    (status = 200, body = ShadowAnswer), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn show(
    State(app): State<Arc<App>>,
    _: User,
    Path(name): Path<String>,
) -> Result<axum::Json<ShadowAnswer>, Problem> {
    app.sandbox.versions(&name).await?;
    Ok(answer(&app, &name))
}

/// Lets a kept version run beside the one that serves, on the same bars of every live run.
/// Nothing comes of what it decides; differences are listed.
#[utoipa::path(post, operation_id = "choose_shadow", path = "/{name}/shadow", tag = "plugins", params(("name" = String, Path, description = "Name of the strategy")), request_body = ShadowBody, responses(
    (status = 200, body = ShadowAnswer), (status = 401, body = ProblemDocument), (status = 403, body = ProblemDocument), (status = 404, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn choose(
    State(app): State<Arc<App>>,
    _: Admin,
    Path(name): Path<String>,
    Json(body): Json<ShadowBody>,
) -> Result<axum::Json<ShadowAnswer>, Problem> {
    if body.version.is_some() {
        // It must be there and load; the session itself is not needed.
        drop(app.sandbox.work(&name, body.version).await?);
    }
    app.live.set_shadow(&name, body.version);
    Ok(answer(&app, &name))
}
