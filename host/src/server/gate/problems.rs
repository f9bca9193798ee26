//! Writes problem documents: those that handlers return as [`Problem`], and in the
//! place of the bare errors that router and extractors answer by themselves.

use axum::body::Body;
use axum::response::Response;
use hyper::{StatusCode, header};

use crate::web::Problem;
use crate::web::request::TraceId;

/// Gives an error answer its document; others pass unchanged.
pub fn write(mut response: Response, path: &str, trace: &TraceId) -> Response {
    if !response.status().is_client_error() && !response.status().is_server_error() {
        return response;
    }
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if has_a_body_of_its_own(&response) => return response,
        None => {
            let problem = bare(response.status(), path);
            problem.headers(response.headers_mut());
            problem
        }
    };
    let document = serde_json::to_vec(&problem.document(path, trace.as_str())).unwrap_or_default();
    response.headers_mut().remove(header::CONTENT_LENGTH);
    *response.body_mut() = Body::from(document);
    response
}

/// Pages and JSON are somebody's intention; plain text is an extractor's complaint.
fn has_a_body_of_its_own(response: &Response) -> bool {
    let kind = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| !kind.starts_with("text/plain"))
}

fn bare(status: StatusCode, path: &str) -> Problem {
    let (code, detail) = match status {
        StatusCode::NOT_FOUND => ("not_found", format!("There is nothing at `{path}`.")),
        StatusCode::METHOD_NOT_ALLOWED => (
            "method_not_allowed",
            format!("`{path}` exists, but not for this method; see Allow."),
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            "body_too_large",
            "The body is larger than this route takes.".to_owned(),
        ),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => (
            "unsupported_media_type",
            "Content-Type: this route expects application/json.".to_owned(),
        ),
        StatusCode::BAD_REQUEST => (
            "malformed_request",
            "The request could not be understood.".to_owned(),
        ),
        StatusCode::INTERNAL_SERVER_ERROR => return Problem::internal(),
        other => (
            "refused",
            other
                .canonical_reason()
                .unwrap_or("The request was refused.")
                .to_owned(),
        ),
    };
    Problem::new(status, code, detail)
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;
    use http_body_util::BodyExt;

    use super::*;

    async fn written(response: Response) -> (hyper::HeaderMap, serde_json::Value) {
        let response = write(response, "/x", &TraceId("t1".into()));
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        (
            parts.headers,
            serde_json::from_slice(&bytes).unwrap_or_default(),
        )
    }

    #[tokio::test]
    async fn a_problem_gets_its_path_and_trace() {
        let (headers, document) = written(Problem::not_found("no such run").into_response()).await;
        assert_eq!(headers["content-type"], "application/problem+json");
        assert_eq!(document["instance"], "/x");
        assert_eq!(document["trace_id"], "t1");
        assert_eq!(document["detail"], "no such run");
    }

    #[tokio::test]
    async fn a_bare_error_becomes_a_document_and_keeps_its_headers() {
        let bare = (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET")]).into_response();
        let (headers, document) = written(bare).await;
        assert_eq!(headers["allow"], "GET");
        assert_eq!(document["code"], "method_not_allowed");
        assert_eq!(document["status"], 405);
    }

    #[tokio::test]
    async fn an_answer_that_is_no_error_passes() {
        let (headers, _) = written("fine".into_response()).await;
        assert_eq!(headers["content-type"], "text/plain; charset=utf-8");
    }
}
