//! `/api/v1/ws` and `/api/v1/ws/prices/{symbol}`: live messages over WebSockets.

mod access;
mod protocol;
mod session;
mod symbols;
pub mod ticket;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper::{HeaderMap, StatusCode, header};

use crate::services::hub::{Hub, Topic};
use crate::web::Problem;
use crate::web::extract::Query;

pub use access::Access;
use access::Door;
pub use symbols::Symbols;

/// Largest frame and largest message that a client may send, in bytes.
const FRAME: usize = 64 * 1024;
const MESSAGE: usize = 256 * 1024;
/// The library's own buffers are 128 KiB each, eagerly: 10,000 sockets would take 1.3 GB.
const READ_BUFFER: usize = 4 * 1024;
const WRITE_BUFFER: usize = 8 * 1024;
/// Unsent bytes of one socket; the default is no bound at all.
const UNSENT: usize = 512 * 1024;

/// What live connections need.
#[derive(Clone)]
pub struct Live {
    /// Where messages come from.
    pub hub: Hub,
    /// `WEBSOCKET_ENABLED`.
    pub enabled: bool,
    /// Origins besides our own whose pages may connect (`CORS_ORIGINS`).
    pub origins: Arc<[String]>,
    /// Asked before a price topic is subscribed to.
    pub symbols: Arc<Symbols>,
    /// Who may connect.
    pub access: Access,
}

/// The two routes.
pub fn router(live: Live) -> Router {
    Router::new()
        .route("/api/v1/ws", get(open))
        .route("/api/v1/ws/prices/{symbol}", get(open_prices))
        .with_state(live)
}

type Upgrade = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

async fn open(
    State(live): State<Live>,
    Query(door): Query<Door>,
    headers: HeaderMap,
    upgrade: Upgrade,
) -> Response {
    accept(live, (headers, door), upgrade, None).await
}

async fn open_prices(
    State(live): State<Live>,
    Path(symbol): Path<String>,
    Query(door): Query<Door>,
    headers: HeaderMap,
    upgrade: Upgrade,
) -> Response {
    match Topic::prices(&symbol) {
        Ok(topic) => accept(live, (headers, door), upgrade, Some(topic)).await,
        Err(cause) => {
            Problem::invalid("path", "symbol", "invalid", cause.to_string()).into_response()
        }
    }
}

async fn accept(
    live: Live,
    (headers, door): (HeaderMap, Door),
    upgrade: Upgrade,
    first: Option<Topic>,
) -> Response {
    let upgrade = match check(&live, &headers, upgrade) {
        Ok(upgrade) => upgrade,
        Err(problem) => return problem.into_response(),
    };
    // Last, so that a request which fails for another reason does not use up a ticket.
    let visitor = match live.access.admit(headers, door).await {
        Ok(visitor) => visitor,
        Err(problem) => return problem.into_response(),
    };
    let subscriber = live.hub.connect();
    upgrade
        .max_frame_size(FRAME)
        .max_message_size(MESSAGE)
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(UNSENT)
        .on_upgrade(move |socket| session::run(socket, subscriber, (live, visitor), first))
}

fn check(live: &Live, headers: &HeaderMap, upgrade: Upgrade) -> Result<WebSocketUpgrade, Problem> {
    if !live.enabled {
        let detail = "WebSocket connections are switched off (WEBSOCKET_ENABLED=false).";
        return Err(Problem::new(
            StatusCode::NOT_FOUND,
            "websocket_disabled",
            detail,
        ));
    }
    if !is_origin_allowed(live, headers) {
        let detail = "Pages of this origin may not connect; CORS_ORIGINS lists those that may.";
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "origin_not_allowed",
            detail,
        ));
    }
    if live.hub.closing().is_cancelled() {
        let detail = "The service is stopping.";
        return Err(Problem::unavailable(
            "stopping",
            detail,
            std::time::Duration::from_secs(5),
        ));
    }
    upgrade.map_err(|rejection| {
        let detail = format!("This address speaks WebSocket: {rejection}.");
        Problem::new(StatusCode::UPGRADE_REQUIRED, "upgrade_required", detail)
    })
}

/// Browsers send cookies and reach local addresses from any page, so pages of other
/// origins are turned away; programs send no origin.
fn is_origin_allowed(live: &Live, headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let own = origin.split_once("://").map(|(_, authority)| authority);
    let listed = |allowed: &String| allowed == "*" || allowed.trim_end_matches('/') == origin;
    (own.is_some() && own == host) || live.origins.iter().any(listed)
}
