//! Which route answered: the router knows, the gate counts, and this carries the
//! pattern from one to the other.

use std::sync::{Arc, OnceLock};

use axum::extract::MatchedPath;
use hyper::Request;

/// Left in a request's extensions by the gate, filled in by the router.
#[derive(Clone, Default)]
pub struct RouteSlot(Arc<OnceLock<MatchedPath>>);

impl RouteSlot {
    /// The pattern, for example `/api/v1/data/bars/{symbol}`; `unmatched` when no
    /// route was found, so that unknown paths cannot make up metric labels.
    pub fn name(&self) -> &str {
        self.0.get().map_or("unmatched", MatchedPath::as_str)
    }
}

/// Runs inside the router, after routing.
pub fn remember<B>(request: Request<B>) -> Request<B> {
    if let (Some(slot), Some(path)) = (
        request.extensions().get::<RouteSlot>(),
        request.extensions().get::<MatchedPath>(),
    ) {
        let _ = slot.0.set(path.clone());
    }
    request
}

/// The method as a label: a closed set.
pub fn method_label(method: &hyper::Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "PATCH" => "PATCH",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}
