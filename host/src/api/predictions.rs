//! `/api/v1/predictions` and `/api/v1/models`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use sandbourse_wit::types::Prediction;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cached::{Cached, Ttl};
use super::failure::placed;
use super::identity::Reader;
use crate::app::App;
use crate::sandbox::groups::Answered;
use crate::sandbox::groups::predict::{ModelInfo, PredictQuery};
use crate::web::Problem;
use crate::web::extract::{Path, Query};
use crate::web::problem::ProblemDocument;

/// The routes of `/predictions`.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(quick_predict))
}

/// The routes of `/models`.
pub fn model_routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(models))
        .routes(routes!(model))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PredictParams {
    /// Ticker.
    symbol: String,
    /// Bars ahead, 1 to 60 (default 1).
    horizon: Option<u32>,
    /// Name of a model; the one with the best measured skill when left out.
    model: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct PredictionAnswer {
    #[serde(flatten)]
    prediction: Prediction,
    /// The version of the component that answered, for example `predict@3`.
    component: String,
}

impl From<Answered<Prediction>> for PredictionAnswer {
    fn from(answered: Answered<Prediction>) -> Self {
        Self {
            prediction: answered.value,
            component: answered.component,
        }
    }
}

/// A forecast, compared with the random walk.
#[utoipa::path(get, path = "/quick-predict", tag = "predictions", params(PredictParams), responses(
    (status = 200, body = PredictionAnswer), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
async fn quick_predict(
    State(app): State<Arc<App>>,
    _: Reader,
    Query(params): Query<PredictParams>,
    cached: Cached,
) -> Result<Response, Problem> {
    let query = PredictQuery {
        symbol: params.symbol,
        horizon: params.horizon.unwrap_or(1),
        model: params.model,
    };
    let sandbox = Arc::clone(&app.sandbox);
    cached
        .json(&app, Ttl::Computed, async move {
            let answered = sandbox.predict(query).await.map_err(placed("query", &[]))?;
            Ok(PredictionAnswer::from(answered))
        })
        .await
}

#[derive(Serialize, ToSchema)]
struct ModelsAnswer {
    models: Vec<ModelInfo>,
}

/// The models at hand.
#[utoipa::path(get, path = "", tag = "models", responses((status = 200, body = ModelsAnswer)))]
async fn models(
    State(app): State<Arc<App>>,
    _: Reader,
) -> Result<axum::Json<ModelsAnswer>, Problem> {
    Ok(axum::Json(ModelsAnswer {
        models: app.sandbox.models().await?,
    }))
}

/// One model.
#[utoipa::path(get, path = "/{name}", tag = "models", params(("name" = String, Path, description = "Name of the model")), responses(
    (status = 200, body = ModelInfo), (status = 404, body = ProblemDocument)))]
async fn model(
    State(app): State<Arc<App>>,
    _: Reader,
    Path(name): Path<String>,
) -> Result<axum::Json<ModelInfo>, Problem> {
    let models = app.sandbox.models().await?;
    let found = models.into_iter().find(|model| model.name == name);
    found.map(axum::Json).ok_or_else(|| {
        Problem::not_found(format!(
            "There is no model `{name}`; `GET /api/v1/models` lists them."
        ))
    })
}
