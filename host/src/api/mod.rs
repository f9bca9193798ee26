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
use futures_util::FutureExt;
use hyper::HeaderMap;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::sandbox::groups::backtest::Study as Question;
use crate::sandbox::{CallError, Sandbox};
use crate::services::studies::Study;
use crate::services::tokens::Identity;
use crate::web::Problem;

/// The OpenAPI document as JSON text; needs no running service.
pub fn openapi_text() -> String {
    openapi::text(&described(0).into_openapi())
}

/// The question in a kept study.
///
/// # Errors
/// What is wrong with it.
pub fn read_study(study: &Study) -> Result<(Question, usize), String> {
    backtest::read(study)
}

/// Every route, in one table.
pub fn router(app: Arc<App>) -> Router {
    let (router, document) = described(app.config.sandbox.upload_bytes).split_for_parts();
    let document: Arc<str> = openapi::text(&document).into();
    #[cfg(feature = "bench")]
    let router = router.nest("/bench", bench::routes());
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
    let (listing, quoting) = (Arc::clone(&app.sandbox), Arc::clone(&app.sandbox));
    let list = move || listed_symbols(Arc::clone(&listing)).boxed();
    let quote = move |symbol| has_quote(Arc::clone(&quoting), symbol).boxed();
    let (door, tokens) = (Arc::clone(app), app.tokens.clone());
    ws::Live {
        hub: app.hub.clone(),
        enabled: app.config.websocket_enabled,
        origins: app.config.server.cors_origins.clone().into(),
        symbols: Arc::new(ws::Symbols::new(list, quote)),
        access: ws::Access {
            required: app.config.auth.require_auth,
            identify: Arc::new(move |headers, ticket| {
                visitor(Arc::clone(&door), headers, ticket).boxed()
            }),
            has_ended: Arc::new(move |identity| tokens.has_ended(identity)),
        },
    }
}

async fn listed_symbols(sandbox: Arc<Sandbox>) -> Result<Vec<String>, CallError> {
    let listed = sandbox.symbols().await?;
    Ok(listed.into_iter().map(|entry| entry.symbol).collect())
}

async fn has_quote(sandbox: Arc<Sandbox>, symbol: String) -> Result<(), CallError> {
    sandbox.quotes(vec![symbol]).await.map(drop)
}

async fn visitor(
    app: Arc<App>,
    headers: HeaderMap,
    ticket: Option<String>,
) -> Result<Option<Identity>, Problem> {
    match ticket {
        Some(ticket) => app
            .tokens
            .redeem(&ticket)
            .map(Some)
            .map_err(identity::refused),
        None => identity::identify(&headers, &app).await,
    }
}

/// The routes that the OpenAPI document describes.
fn described(upload_bytes: usize) -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(openapi::head())
        .merge(health::routes())
        .nest("/api/v1/auth", auth::routes().merge(ws::ticket::routes()))
        .nest("/api/v1/data", data::routes())
        .nest("/api/v1/risk", risk::routes())
        .nest("/api/v1/predictions", predictions::routes())
        .nest("/api/v1/models", predictions::model_routes())
        .nest("/api/v1/backtest", backtest::routes())
        .nest("/api/v1/webhooks", webhooks::routes())
        .nest("/api/v1/monitoring", monitoring::routes())
        .nest("/api/v1/plugins", plugins::routes(upload_bytes))
}
