//! `/health`, `/livez`, `/readyz`, `/info`, `/metrics`: is it alive, what is it,
//! how is it doing. None of them asks the outside world.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use hyper::{StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The version of the API, as the operations guide promises it.
const API_VERSION: &str = "1.0.0";
/// Groups of routes, in the words of the operations guide.
pub const ROUTERS: [&str; 10] = [
    "data",
    "risk",
    "models",
    "predictions",
    "backtesting",
    "webhooks",
    "auth",
    "websocket",
    "monitoring",
    "plugins",
];

/// The routes of this group.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(health))
        .routes(routes!(livez))
        .routes(routes!(readyz))
        .routes(routes!(info))
        .routes(routes!(metrics))
}

#[derive(Serialize, ToSchema)]
struct HealthAnswer {
    /// `healthy`, or `degraded` when a component or the database is down.
    status: &'static str,
    /// Models that the active `predict` component has.
    models_loaded: usize,
    /// Open WebSocket connections.
    active_connections: usize,
    /// Whether figures are collected.
    metrics_collector: bool,
    /// What is down.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    degraded: Vec<String>,
}

/// Whether the service works.
#[utoipa::path(get, path = "/health", tag = "operations", responses((status = 200, body = HealthAnswer)))]
async fn health(State(app): State<Arc<App>>) -> axum::Json<HealthAnswer> {
    let degraded = app.degraded().await;
    axum::Json(HealthAnswer {
        status: if degraded.is_empty() {
            "healthy"
        } else {
            "degraded"
        },
        models_loaded: app.sandbox.models_loaded(),
        active_connections: app.hub.figures().connections,
        metrics_collector: true,
        degraded,
    })
}

/// Whether the process lives.
#[utoipa::path(get, path = "/livez", tag = "operations", responses((status = 200, body = String)))]
async fn livez() -> &'static str {
    "alive"
}

/// Whether new requests should come here.
#[utoipa::path(get, path = "/readyz", tag = "operations", responses((status = 200, body = String), (status = 503, body = String)))]
async fn readyz(State(app): State<Arc<App>>) -> Response {
    if app.is_draining() {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining").into_response();
    }
    "ready".into_response()
}

#[derive(Serialize, ToSchema)]
struct InfoAnswer {
    api_version: &'static str,
    /// Version of the program.
    version: &'static str,
    routers_loaded: Vec<&'static str>,
    /// Listed only when something that loaded provides it.
    capabilities: Vec<&'static str>,
    websocket: WebSocketInfo,
    monitoring: MonitoringInfo,
    components: Vec<ComponentSummary>,
    /// Whether prices may be simulated.
    demo_data: bool,
}

#[derive(Serialize, ToSchema)]
struct WebSocketInfo {
    enabled: bool,
    connections: usize,
}

#[derive(Serialize, ToSchema)]
struct MonitoringInfo {
    enabled: bool,
}

#[derive(Serialize, ToSchema)]
struct ComponentSummary {
    name: String,
    version: u32,
    /// SHA-256 of the component, hex.
    digest: String,
    world: String,
}

/// What this service is made of.
#[utoipa::path(get, path = "/info", tag = "operations", responses((status = 200, body = InfoAnswer)))]
async fn info(State(app): State<Arc<App>>) -> axum::Json<InfoAnswer> {
    let components = app.sandbox.components();
    let websocket = app.config.websocket_enabled;
    axum::Json(InfoAnswer {
        api_version: API_VERSION,
        version: env!("CARGO_PKG_VERSION"),
        routers_loaded: ROUTERS
            .into_iter()
            .filter(|name| websocket || *name != "websocket")
            .collect(),
        capabilities: app.sandbox.capabilities(),
        websocket: WebSocketInfo {
            enabled: websocket,
            connections: app.hub.figures().connections,
        },
        monitoring: MonitoringInfo { enabled: true },
        components: components
            .into_iter()
            .map(|component| ComponentSummary {
                name: component.name,
                version: component.version,
                digest: component.digest,
                world: component.world,
            })
            .collect(),
        demo_data: app.config.demo_data,
    })
}

/// Figures for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "operations", responses((status = 200, body = String, content_type = "text/plain")))]
async fn metrics(State(app): State<Arc<App>>) -> Response {
    (
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        app.prometheus(),
    )
        .into_response()
}
