//! Decoding of path, query and body whose refusals are problem documents that
//! name the field.

use axum::body::Bytes;
use axum::extract::path::ErrorKind;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use hyper::{HeaderMap, StatusCode, header, http::request::Parts};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use super::Problem;

/// The parameters of the path as `T`.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(found)) => Ok(Self(found)),
            Err(PathRejection::FailedToDeserializePathParams(cause)) => {
                Err(misread(cause.into_kind()))
            }
            Err(_) => Err(Problem::internal()),
        }
    }
}

fn misread(cause: ErrorKind) -> Problem {
    match cause {
        ErrorKind::InvalidUtf8InPathParam { key } => {
            Problem::invalid("path", &key, "not_utf8", "does not decode to UTF-8 text")
        }
        ErrorKind::ParseErrorAtKey {
            key,
            value,
            expected_type,
        } => {
            let detail = format!("`{value}` is not a {expected_type}");
            Problem::invalid("path", &key, "invalid", detail)
        }
        other => Problem::invalid("path", "", "invalid", other.to_string()),
    }
}

/// A query string as `T`; unknown parameters are ignored, wrong ones named.
pub struct Query<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let text = parts.uri.query().unwrap_or_default();
        if percent_decode_str(text).decode_utf8().is_err() {
            return Err(Problem::invalid(
                "query",
                "",
                "not_utf8",
                "does not decode to UTF-8 text",
            ));
        }
        let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(text.as_bytes()));
        named(serde_path_to_error::deserialize(pairs), "query").map(Self)
    }
}

/// A JSON body as `T`.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        require_json(request.headers())?;
        let body = read(request, state).await?;
        from_json(&body).map(Self)
    }
}

/// Checks that a body says it is JSON.
///
/// # Errors
/// 415 with what came instead.
pub fn require_json(headers: &HeaderMap) -> Result<(), Problem> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if is_json(kind) {
        return Ok(());
    }
    let detail = format!("Content-Type: expected application/json, got `{kind}`.");
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported_media_type",
        detail,
    ))
}

/// A body as it came, within the size limit of the route.
pub struct Raw(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        read(request, state).await.map(Self)
    }
}

async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state)
        .await
        .map_err(|rejection| match rejection {
            BytesRejection::FailedToBufferBody(cause)
                if cause.status() == StatusCode::PAYLOAD_TOO_LARGE =>
            {
                Problem::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "body_too_large",
                    "The body is larger than this route accepts.",
                )
            }
            other => Problem::new(
                StatusCode::BAD_REQUEST,
                "unreadable_body",
                format!("The body could not be read: {other}."),
            ),
        })
}

fn is_json(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
        || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// Parses JSON text, naming the place of the first fault.
pub fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let text = std::str::from_utf8(body).map_err(|cause| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "not_utf8",
            format!("The body is not UTF-8: {cause}."),
        )
    })?;
    let value: serde_json::Value = serde_json::from_str(text).map_err(|cause| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "bad_json",
            format!("The body is not valid JSON: {cause}."),
        )
    })?;
    if !value.is_object() {
        return Err(Problem::invalid(
            "body",
            "",
            "not_an_object",
            "expected a JSON object",
        ));
    }
    named(serde_path_to_error::deserialize(value), "body")
}

/// Turns serde's sentence into a problem that names the field.
fn named<T, E: std::fmt::Display>(
    result: Result<T, serde_path_to_error::Error<E>>,
    place: &str,
) -> Result<T, Problem> {
    result.map_err(|error| {
        let outer = dotted(error.path());
        let message = error.into_inner().to_string();
        let quoted = message.split('`').nth(1).unwrap_or_default();
        let inner = format!("{outer}.{quoted}");
        if message.starts_with("missing field") {
            Problem::invalid(
                place,
                inner.trim_start_matches('.'),
                "missing",
                "is required",
            )
        } else if message.starts_with("duplicate field") {
            let field = inner.trim_start_matches('.');
            Problem::invalid(place, field, "duplicate", "is given more than once")
        } else {
            Problem::invalid(place, &outer, "invalid", message)
        }
    })
}

/// `settings.fast`, `symbols.0`; empty at the top.
fn dotted(path: &serde_path_to_error::Path) -> String {
    let parts: Vec<String> = path
        .iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(index.to_string()),
            Segment::Map { key } => Some(key.clone()),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect();
    parts.join(".")
}
