//! Answers of reading routes: from the response cache when it has one, with
//! `ETag`, `Age` and `X-Cache`.

use std::future::Future;
use std::time::Duration;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::response::Response;
use bytes::Bytes;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{HeaderMap, StatusCode};
use serde::Serialize;

use crate::app::App;
use crate::services::response_cache::{Entry, Failure, Origin};
use crate::web::Problem;

const X_CACHE: HeaderName = HeaderName::from_static("x-cache");

/// How long answers stay fresh, by kind of route.
#[derive(Clone, Copy, Debug)]
pub enum Ttl {
    /// Prices of now.
    Quotes,
    /// Figures computed from prices.
    Computed,
    /// Price histories and lists.
    History,
    /// Macro series, which change once a month.
    Slow,
}

impl Ttl {
    const fn duration(self) -> Duration {
        Duration::from_secs(
            60 * match self {
                Self::Quotes => 5,
                Self::Computed | Self::History => 10,
                Self::Slow => 15,
            },
        )
    }
}

/// The question as the cache knows it: path and parameters in a fixed order.
pub struct Cached {
    key: String,
    known: Option<HeaderValue>,
}

impl<S: Sync> FromRequestParts<S> for Cached {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let mut pairs: Vec<_> =
            form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).collect();
        pairs.sort();
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        Ok(Self {
            key: format!("{}?{query}", parts.uri.path()),
            known: parts.headers.get(header::IF_NONE_MATCH).cloned(),
        })
    }
}

impl Cached {
    /// Answers with JSON, computing it only when no fresh answer is kept.
    ///
    /// # Errors
    /// The computation's problem.
    pub async fn json<T: Serialize>(
        self,
        app: &App,
        ttl: Ttl,
        compute: impl Future<Output = Result<T, Problem>>,
    ) -> Result<Response, Problem> {
        let body = async {
            let answer = compute.await?;
            serde_json::to_vec(&answer)
                .map(Bytes::from)
                .map_err(|cause| {
                    tracing::error!(%cause, "An answer could not be written as JSON");
                    Problem::internal()
                })
        };
        let (entry, origin) = app
            .responses
            .get_or_compute(&self.key, ttl.duration(), body)
            .await?;
        let audience = if app.config.auth.require_auth {
            "private"
        } else {
            "public"
        };
        let mut response = match origin {
            Origin::Stale => Response::new(Body::from(warned(&entry.body))),
            Origin::Hit | Origin::Miss => self.fresh(&entry),
        };
        describe(response.headers_mut(), &entry, origin, audience);
        Ok(response)
    }

    fn fresh(&self, entry: &Entry) -> Response {
        let known = self
            .known
            .as_ref()
            .is_some_and(|known| matches(known, &entry.etag));
        let body = if known {
            Body::empty()
        } else {
            Body::from(entry.body.clone())
        };
        let mut response = Response::new(body);
        *response.status_mut() = if known {
            StatusCode::NOT_MODIFIED
        } else {
            StatusCode::OK
        };
        response
    }
}

/// A stale answer says so in its `meta` too, where readers of figures look.
fn warned(body: &Bytes) -> Bytes {
    let Ok(serde_json::Value::Object(mut answer)) = serde_json::from_slice(body) else {
        return body.clone();
    };
    let meta = answer
        .entry("meta")
        .or_insert_with(|| serde_json::json!({}));
    meta["warning"] = "No source answered; this is the last answer that was had.".into();
    serde_json::to_vec(&answer).map_or_else(|_| body.clone(), Bytes::from)
}

fn matches(known: &HeaderValue, etag: &str) -> bool {
    let tags = known.to_str().unwrap_or_default();
    tags.trim() == "*"
        || tags
            .split(',')
            .any(|tag| tag.trim().trim_start_matches("W/") == etag)
}

fn describe(headers: &mut HeaderMap, entry: &Entry, origin: Origin, audience: &str) {
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(
        X_CACHE,
        HeaderValue::from_static(match origin {
            Origin::Hit => "hit",
            Origin::Miss => "miss",
            Origin::Stale => "stale",
        }),
    );
    headers.insert(header::AGE, HeaderValue::from(entry.age().as_secs()));
    let caching = format!("{audience}, max-age={}", entry.fresh_for().as_secs());
    // What says that it is stale differs from what the tag names.
    let tag = if origin == Origin::Stale {
        ""
    } else {
        entry.etag.as_str()
    };
    for (name, value) in [
        (header::CACHE_CONTROL, caching.as_str()),
        (header::ETAG, tag),
    ] {
        if let Some(value) = HeaderValue::from_str(value)
            .ok()
            .filter(|value| !value.is_empty())
        {
            headers.insert(name, value);
        }
    }
    if audience == "private" {
        headers.insert(
            header::VARY,
            HeaderValue::from_static("Authorization, X-API-Key"),
        );
    }
    if origin == Origin::Stale {
        headers.insert(
            header::WARNING,
            HeaderValue::from_static("110 - \"Response is Stale\""),
        );
    }
}

impl Failure for Problem {
    fn is_passing(&self) -> bool {
        self.status.is_server_error()
    }
}
