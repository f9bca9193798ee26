//! `POST /risk/optimize`: weights that are best in a stated sense.

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::Sources;
use super::optimize_body::OptimizeBody;
use crate::api::answer::{Conventions, Reasons, Values, conventions, values};
use crate::api::failure::placed;
use crate::api::identity::Reader;
use crate::app::App;
use crate::sandbox::groups::Answered;
use crate::sandbox::groups::risk_types::{
    Allocation, Definition, FrontierPoint, OptimizeReport, Span, Warning, Weight,
};
use crate::web::Problem;
use crate::web::extract::Json;
use crate::web::problem::ProblemDocument;

/// The answer of `POST /risk/optimize`.
#[derive(Serialize, ToSchema)]
pub struct OptimizeAnswer {
    objective: String,
    period: Span,
    /// In the order of the symbols asked for; they add up to 1.
    weights: Vec<Weight>,
    /// `expected_return`, `volatility`, `sharpe`, … a year.
    metrics: Values,
    undefined: Reasons,
    /// From the least volatility to the highest return; weights in the order of `weights`.
    frontier: Vec<FrontierPoint>,
    /// Whole units for the cash given.
    allocation: Option<Allocation>,
    warnings: Vec<Warning>,
    definitions: Vec<Definition>,
    convention: Conventions,
    meta: Sources,
}

/// Weights that are best in a stated sense, under bounds and group limits.
#[utoipa::path(post, path = "/optimize", tag = "risk", request_body = OptimizeBody, responses(
    (status = 200, body = OptimizeAnswer), (status = 404, body = ProblemDocument),
    (status = 422, description = "A field is wrong, or the constraints cannot hold together", body = ProblemDocument)))]
pub async fn optimize(
    State(app): State<Arc<App>>,
    _: Reader,
    Json(body): Json<OptimizeBody>,
) -> Result<axum::Json<OptimizeAnswer>, Problem> {
    let query = body.into_query()?;
    let found = app.sandbox.optimize(query).await;
    Ok(axum::Json(found.map_err(placed("body", &[]))?.into()))
}

impl From<Answered<OptimizeReport>> for OptimizeAnswer {
    fn from(answered: Answered<OptimizeReport>) -> Self {
        let report = answered.value;
        let (metrics, undefined) = values(report.figures);
        Self {
            objective: report.objective,
            period: report.period,
            weights: report.weights,
            metrics,
            undefined,
            frontier: report.frontier,
            allocation: report.allocation,
            warnings: report.warnings,
            definitions: report.definitions,
            convention: conventions(report.conventions),
            meta: Sources {
                sources: report.sources,
                component: answered.component,
            },
        }
    }
}
