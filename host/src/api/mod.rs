//! One file per group of routes: decode, one call, encode.

mod answer;
mod auth;
mod backtest;
#[cfg(feature = "bench")]
mod bench;
mod cached;
mod data;
mod failure;
mod health;
mod identity;
mod monitoring;
mod openapi;
pub mod pages;
mod plugins;
mod predictions;
mod risk;
mod webhooks;
pub mod ws;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The OpenAPI document as JSON text; needs no running service.
pub fn openapi_text() -> String {
    openapi::text(&described(0).into_openapi())
}

/// Every route, in one table.
pub fn router(app: Arc<App>) -> Router {
    let (router, document) = described(app.config.sandbox.upload_bytes).split_for_parts();
    let document: Arc<str> = openapi::text(&document).into();
    router
        .route(
            "/openapi.json",
            get(move || openapi::serve(Arc::clone(&document))),
        )
        .merge(pages::routes())
        .fallback(pages::fallback)
        .method_not_allowed_fallback(openapi::wrong_method)
        .with_state(Arc::clone(&app))
        .merge(ws::router(live(&app)))
        // Only for clients that ask for it, and not for what is too small to gain.
        .layer(CompressionLayer::new().gzip(true))
}

/// What the WebSockets need of the running service.
fn live(app: &Arc<App>) -> ws::Live {
    let sandbox = Arc::clone(&app.sandbox);
    ws::Live {
        hub: app.hub.clone(),
        enabled: app.config.websocket_enabled,
        origins: app.config.server.cors_origins.clone().into(),
        known_symbol: Arc::new(move |symbol| {
            let sandbox = Arc::clone(&sandbox);
            Box::pin(async move { sandbox.quotes(vec![symbol]).await.is_ok() })
        }),
    }
}

/// The routes that the OpenAPI document describes.
fn described(upload_bytes: usize) -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(openapi::head())
        .merge(health::routes())
        .nest("/api/v1/auth", auth::routes())
        .nest("/api/v1/data", data::routes())
        .nest("/api/v1/risk", risk::routes())
        .nest("/api/v1/predictions", predictions::routes())
        .nest("/api/v1/models", predictions::model_routes())
        .nest("/api/v1/backtest", backtest::routes())
        .nest("/api/v1/webhooks", webhooks::routes())
        .nest("/api/v1/monitoring", monitoring::routes())
        .nest("/api/v1/plugins", plugins::routes(upload_bytes))
}
