//! `/api/v1/monitoring`: the dashboard's figures.

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::identity::User;
use crate::app::App;
use crate::sandbox::groups::data::ProviderState;
use crate::sandbox::{ComponentInfo, Occupancy};
use crate::services::events::EventKind;
use crate::services::hub::HubFigures;
use crate::services::rate_limit::LimiterFigures;
use crate::services::response_cache::CacheFigures;
use crate::services::traffic::RouteFigures;
use crate::web::Problem;
use crate::web::problem::ProblemDocument;

/// Predictions that the dashboard shows.
const PREDICTIONS: u32 = 20;

/// The routes of this group.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(dashboard))
}

#[derive(Serialize, ToSchema)]
struct DashboardAnswer {
    /// The latest predictions, newest first.
    predictions: Vec<Value>,
    api_performance: ApiPerformance,
    websocket_stats: HubFigures,
    cache_stats: CacheFigures,
    rate_limit_stats: LimiterFigures,
    components: Vec<ComponentInfo>,
    sandbox: Occupancy,
    providers: Vec<ProviderState>,
    /// Long work under way; this version has none.
    jobs: Vec<Value>,
}

#[derive(Serialize, ToSchema)]
struct ApiPerformance {
    /// Since the start, in seconds.
    uptime_seconds: u64,
    requests: u64,
    client_errors: u64,
    server_errors: u64,
    routes: Vec<RouteFigures>,
}

/// How the service is doing.
#[utoipa::path(get, path = "/dashboard", tag = "monitoring", responses((status = 200, body = DashboardAnswer), (status = 401, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn dashboard(
    State(app): State<Arc<App>>,
    _: User,
) -> Result<axum::Json<DashboardAnswer>, Problem> {
    let events = app
        .events
        .recent(EventKind::Prediction, PREDICTIONS)
        .await
        .unwrap_or_default();
    // A `data` component that is down is one of the things to be shown, not a reason to show nothing.
    let providers = app.providers().await;
    let providers = providers.unwrap_or_else(|_| app.stream_states());
    Ok(axum::Json(DashboardAnswer {
        predictions: events.into_iter().map(|event| event.data).collect(),
        api_performance: ApiPerformance::of(app.uptime().as_secs(), app.traffic.figures()),
        websocket_stats: app.hub.figures(),
        cache_stats: app.responses.figures(),
        rate_limit_stats: app.limiter.figures(),
        components: app.sandbox.components(),
        sandbox: app.sandbox.occupancy(),
        providers,
        jobs: Vec::new(),
    }))
}

impl ApiPerformance {
    fn of(uptime_seconds: u64, routes: Vec<RouteFigures>) -> Self {
        let total = |pick: fn(&RouteFigures) -> u64| routes.iter().map(pick).sum();
        Self {
            uptime_seconds,
            requests: total(|route| route.requests),
            client_errors: total(|route| route.client_errors),
            server_errors: total(|route| route.server_errors),
            routes,
        }
    }
}
