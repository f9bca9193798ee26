//! Which other origins' pages may call the API: those on the operator's list.

use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};

use axum::response::{IntoResponse, Response};

use crate::web::Problem;

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, DELETE");
const REQUEST_HEADERS: HeaderValue = HeaderValue::from_static(
    "authorization, content-type, idempotency-key, if-none-match, x-api-key, x-request-id, last-event-id",
);
const ANSWER_HEADERS: HeaderValue = HeaderValue::from_static(
    "age, etag, location, ratelimit, ratelimit-policy, retry-after, x-cache, x-ratelimit-limit, \
     x-ratelimit-remaining, x-ratelimit-reset, x-request-id",
);
/// Browsers keep a preflight's answer for two hours at most.
const MAX_AGE: HeaderValue = HeaderValue::from_static("7200");

/// The list of allowed origins.
#[derive(Clone, Debug, Default)]
pub struct Cors {
    origins: Vec<HeaderValue>,
    any: bool,
}

impl Cors {
    /// Origins such as `https://app.example.com`; `*` allows every origin, but then
    /// without credentials.
    pub fn new<'a>(origins: impl IntoIterator<Item = &'a str>) -> Self {
        let origins: Vec<&str> = origins
            .into_iter()
            .map(|origin| origin.trim_end_matches('/'))
            .collect();
        Self {
            any: origins.contains(&"*"),
            origins: origins
                .iter()
                .filter_map(|origin| HeaderValue::from_str(origin).ok())
                .collect(),
        }
    }

    /// Answers a preflight request; others pass.
    ///
    /// # Errors
    /// The answer, when this was a preflight.
    pub fn preflight(&self, head: &Parts) -> Result<(), Box<Response>> {
        let asked = head
            .headers
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        let (true, Some(origin)) = (
            asked && head.method == Method::OPTIONS,
            head.headers.get(header::ORIGIN),
        ) else {
            return Ok(());
        };
        if !self.allows(origin) {
            let detail = "Pages of this origin may not call this service; CORS_ORIGINS lists those that may.";
            let problem = Problem::new(StatusCode::FORBIDDEN, "origin_not_allowed", detail);
            return Err(Box::new(problem.into_response()));
        }
        let headers = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, METHODS),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS),
            (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE),
        ];
        Err(Box::new((StatusCode::NO_CONTENT, headers).into_response()))
    }

    /// Whether pages of `origin` may read answers.
    pub fn allows(&self, origin: &HeaderValue) -> bool {
        self.any || self.origins.contains(origin)
    }

    /// Lets the page that asked read this answer, if it may.
    pub fn add(&self, origin: Option<&HeaderValue>, headers: &mut HeaderMap) {
        if self.any {
            headers.insert(
                header::ACCESS_CONTROL_ALLOW_ORIGIN,
                HeaderValue::from_static("*"),
            );
        } else if self.origins.is_empty() {
            return;
        } else {
            headers.append(header::VARY, HeaderValue::from_static("origin"));
            let Some(origin) = origin.filter(|origin| self.allows(origin)) else {
                return;
            };
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(
                header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
                HeaderValue::from_static("true"),
            );
        }
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, ANSWER_HEADERS);
        headers.insert(
            "cross-origin-resource-policy",
            HeaderValue::from_static("cross-origin"),
        );
    }
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    fn preflight(cors: &Cors, origin: &str) -> Option<u16> {
        let request = Request::options("/x")
            .header("origin", origin)
            .header("access-control-request-method", "POST");
        let (head, ()) = request.body(()).unwrap().into_parts();
        cors.preflight(&head)
            .err()
            .map(|answer| answer.status().as_u16())
    }

    fn answer(cors: &Cors, origin: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        cors.add(Some(&origin.parse().unwrap()), &mut headers);
        headers
    }

    #[test]
    fn a_listed_origin_may_call_with_credentials_and_another_may_not() {
        let cors = Cors::new(["https://app.example.com/"]);
        assert_eq!(preflight(&cors, "https://app.example.com"), Some(204));
        assert_eq!(preflight(&cors, "https://evil.example.com"), Some(403));
        let headers = answer(&cors, "https://app.example.com");
        assert_eq!(
            headers["access-control-allow-origin"],
            "https://app.example.com"
        );
        assert_eq!(headers["access-control-allow-credentials"], "true");
        let headers = answer(&cors, "https://evil.example.com");
        assert!(!headers.contains_key("access-control-allow-origin"));
        assert_eq!(headers["vary"], "origin");
    }

    #[test]
    fn a_star_never_comes_with_credentials() {
        let headers = answer(&Cors::new(["*", "https://a"]), "https://a");
        assert_eq!(headers["access-control-allow-origin"], "*");
        assert!(!headers.contains_key("access-control-allow-credentials"));
    }

    #[test]
    fn a_plain_options_request_is_left_to_the_router() {
        let (head, ()) = Request::options("/x").body(()).unwrap().into_parts();
        assert!(Cors::default().preflight(&head).is_ok());
        assert!(answer(&Cors::default(), "https://a").is_empty());
    }
}
