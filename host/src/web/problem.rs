//! RFC 9457 problem documents. A handler returns a [`Problem`]; the gate fills
//! in `instance` and `trace_id` and writes the body.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use hyper::{HeaderMap, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

/// One fault in the caller's input.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldError {
    /// Where: `["query", "period"]`, `["body", "symbol"]`, `["path", "symbol"]`.
    pub loc: Vec<String>,
    /// What is wrong and what would be right.
    pub msg: String,
    /// Machine-readable kind, for example `missing` or `out_of_range`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// A refusal or failure, before the gate knows which request it belongs to.
#[derive(Clone, Debug)]
pub struct Problem {
    /// HTTP status, 4xx or 5xx.
    pub status: StatusCode,
    /// snake_case word that programs match on.
    pub code: String,
    /// One sentence for a person.
    pub detail: String,
    /// The input fields at fault.
    pub errors: Vec<FieldError>,
    /// When to try again.
    pub retry_after: Option<Duration>,
}

/// The document as it is sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// A name for the kind of problem, `urn:sandbourse:problem:{code}`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// One sentence for a person.
    pub detail: String,
    /// The path that was asked for.
    pub instance: String,
    /// snake_case word that programs match on.
    pub code: String,
    /// Identifier of this request in the log.
    pub trace_id: String,
    /// The input fields at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

impl Problem {
    /// A problem with this status, code and sentence.
    pub fn new(status: StatusCode, code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            status,
            code: code.into(),
            detail: detail.into(),
            errors: Vec::new(),
            retry_after: None,
        }
    }

    /// 404: nothing of that name.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", detail)
    }

    /// 401: who is asking?
    pub fn unauthorized(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", detail)
    }

    /// 403: known, but not allowed.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// 503: try again later.
    pub fn unavailable(
        code: impl Into<String>,
        detail: impl Into<String>,
        retry_after: Duration,
    ) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail)
        }
    }

    /// 500 with fixed words; the cause belongs in the log, not in the answer.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "The server failed to answer; the log has the cause under this trace_id.",
        )
    }

    /// 422 about one field: `place` is `query`, `path` or `body`.
    pub fn invalid(place: &str, field: &str, kind: &str, msg: impl Into<String>) -> Self {
        let msg = msg.into();
        let named = if field.is_empty() { place } else { field };
        let detail = format!("{named}: {msg}");
        Self {
            errors: vec![FieldError::new(place, field, kind, msg)],
            ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_input", detail)
        }
    }

    /// The document for one request.
    pub fn document(&self, instance: &str, trace_id: &str) -> ProblemDocument {
        ProblemDocument {
            kind: format!("urn:sandbourse:problem:{}", self.code),
            title: self.status.canonical_reason().unwrap_or("Error").to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            instance: instance.to_owned(),
            code: self.code.clone(),
            trace_id: trace_id.to_owned(),
            errors: self.errors.clone(),
        }
    }

    /// The headers that go with it.
    pub fn headers(&self, headers: &mut HeaderMap) {
        headers.insert(
            header::CONTENT_TYPE,
            header::HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(
            header::CACHE_CONTROL,
            header::HeaderValue::from_static("no-store"),
        );
        if let Some(after) = self.retry_after {
            let seconds = after.as_millis().div_ceil(1000).max(1) as u64;
            headers.insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
        }
        if self.code == "unknown_method" {
            let known = "GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS";
            headers.insert(header::ALLOW, header::HeaderValue::from_static(known));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(
                header::WWW_AUTHENTICATE,
                header::HeaderValue::from_static("Bearer realm=\"sandbourse\""),
            );
        }
    }
}

impl FieldError {
    /// A fault in `field` of `place` (`query`, `path` or `body`); dots lead to inner
    /// fields, and an empty `field` means the place as a whole.
    pub fn new(place: &str, field: &str, kind: &str, msg: impl Into<String>) -> Self {
        let inner = field.split('.').filter(|part| !part.is_empty());
        Self {
            loc: std::iter::once(place)
                .chain(inner)
                .map(str::to_owned)
                .collect(),
            msg: msg.into(),
            kind: kind.to_owned(),
        }
    }
}

impl IntoResponse for Problem {
    /// The body stays empty here: the gate finds the problem in the extensions
    /// and writes the document, because only it knows path and trace.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        self.headers(response.headers_mut());
        response.extensions_mut().insert(self);
        response
    }
}
