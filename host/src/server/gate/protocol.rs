//! Third in the gate: requests that are too large or mean different things to
//! different readers are refused before anything acts on them.

use hyper::http::request::Parts;
use hyper::http::uri::Authority;
use hyper::{HeaderMap, Method, StatusCode, Version, header};

use crate::server::inspector::Fault;
use crate::server::limits;
use crate::web::Problem;

/// Checks what the parser let through.
///
/// # Errors
/// 400 for an ambiguous request, 413, 414 and 431 for one that is too large, 405 for
/// a method that no route will ever have.
pub fn check(head: &Parts, fault: Option<Fault>) -> Result<(), Problem> {
    framing(fault)?;
    size(head)?;
    method(&head.method)?;
    names(&head.headers)?;
    host(head)?;
    declared_length(head)
}

/// Bytes that a body of this request may have: only component uploads are large.
pub fn body_limit(head: &Parts) -> u64 {
    if is_upload(head) {
        limits::UPLOAD_BODY
    } else {
        limits::BODY
    }
}

/// Whether this is the upload of a component.
pub fn is_upload(head: &Parts) -> bool {
    head.method == Method::PUT && head.uri.path().starts_with("/api/v1/plugins/")
}

fn framing(fault: Option<Fault>) -> Result<(), Problem> {
    fault.map_or(Ok(()), |fault| Err(malformed(fault.detail())))
}

fn size(head: &Parts) -> Result<(), Problem> {
    let target = head
        .uri
        .path_and_query()
        .map_or(0, |target| target.as_str().len());
    if target > limits::URI_BYTES {
        let detail = format!(
            "The path and query have {target} bytes, allowed are {}.",
            limits::URI_BYTES
        );
        return Err(Problem::new(
            StatusCode::URI_TOO_LONG,
            "uri_too_long",
            detail,
        ));
    }
    let bytes: usize = head
        .headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if head.headers.len() > limits::HEADERS || bytes > limits::HEADER_BYTES {
        let detail = format!(
            "{} header lines with {bytes} bytes, allowed are {} lines with {} bytes.",
            head.headers.len(),
            limits::HEADERS,
            limits::HEADER_BYTES
        );
        return Err(Problem::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "headers_too_large",
            detail,
        ));
    }
    Ok(())
}

fn method(method: &Method) -> Result<(), Problem> {
    let known = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::PATCH,
        Method::OPTIONS,
    ];
    if known.contains(method) {
        return Ok(());
    }
    let detail = format!("The method `{method}` is not used by any route.");
    Err(Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "unknown_method",
        detail,
    ))
}

/// Proxies that turn `-` into `_` (or drop such names) would let a client set a
/// header that the proxy believes to own.
fn names(headers: &HeaderMap) -> Result<(), Problem> {
    match headers.keys().find(|name| name.as_str().contains('_')) {
        Some(name) => Err(malformed(&format!(
            "The header name `{name}` contains an underscore."
        ))),
        None => Ok(()),
    }
}

/// Exactly one host, and the same wherever it is given (RFC 9112, section 3.2).
fn host(head: &Parts) -> Result<(), Problem> {
    let mut lines = head.headers.get_all(header::HOST).iter();
    let (line, second) = (lines.next(), lines.next());
    if second.is_some() {
        return Err(malformed("Host is given more than once."));
    }
    let named = line.map(|value| value.to_str().unwrap_or("\0"));
    let valid = |text: &&str| {
        text.parse::<Authority>()
            .is_ok_and(|authority| !authority.as_str().contains('@'))
    };
    match (named, head.uri.authority()) {
        (Some(host), _) if !valid(&host) => Err(malformed("Host is not a host name.")),
        (Some(host), Some(target)) if !target.as_str().eq_ignore_ascii_case(host) => Err(
            malformed("Host differs from the host of the request target."),
        ),
        (None, None) if head.version == Version::HTTP_11 => Err(malformed("Host is required.")),
        (None, None) if head.version == Version::HTTP_2 => {
            Err(malformed("`:authority` or Host is required."))
        }
        _ => Ok(()),
    }
}

/// Refuses by the announced length, so that nobody waits for the bytes.
fn declared_length(head: &Parts) -> Result<(), Problem> {
    let declared = head
        .headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    match declared {
        Some(length) if length > body_limit(head) => Err(too_large(body_limit(head))),
        _ => Ok(()),
    }
}

/// 413, naming the limit.
pub fn too_large(limit: u64) -> Problem {
    let detail = format!("The body is larger than the {limit} bytes that this route takes.");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
}

fn malformed(detail: &str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "malformed_request", detail)
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    fn status(
        build: impl FnOnce(hyper::http::request::Builder) -> hyper::http::request::Builder,
    ) -> u16 {
        let (head, ()) = build(Request::builder().uri("/info"))
            .body(())
            .unwrap()
            .into_parts();
        check(&head, None).map_or_else(|problem| problem.status.as_u16(), |()| 200)
    }

    #[test]
    fn a_plain_request_passes() {
        assert_eq!(
            status(|request| request.header("host", "localhost:8000")),
            200
        );
        assert_eq!(status(|request| request.version(Version::HTTP_10)), 200);
        assert_eq!(
            status(|request| request.version(Version::HTTP_2).uri("http://a/info")),
            200
        );
    }

    #[test]
    fn a_host_must_be_given_once_and_agree_with_the_target() {
        assert_eq!(status(|request| request), 400);
        assert_eq!(
            status(|request| request.header("host", "a").header("host", "a")),
            400
        );
        assert_eq!(
            status(|request| request.uri("http://a/").header("host", "b")),
            400
        );
        assert_eq!(status(|request| request.header("host", "u@a")), 400);
        assert_eq!(status(|request| request.header("host", "")), 400);
        assert_eq!(
            status(|request| request.uri("http://A/").header("host", "a")),
            200
        );
    }

    #[test]
    fn heads_that_are_too_large_are_refused_by_kind() {
        let long = format!("/{}", "x".repeat(limits::URI_BYTES));
        assert_eq!(status(|request| request.header("host", "a").uri(long)), 414);
        let value = "x".repeat(limits::HEADER_BYTES);
        assert_eq!(
            status(|request| request.header("host", "a").header("x", value)),
            431
        );
        let many = |request| {
            (0..limits::HEADERS).fold(request, |request: hyper::http::request::Builder, n| {
                request.header(format!("x-{n}"), "1")
            })
        };
        assert_eq!(status(|request| many(request.header("host", "a"))), 431);
    }

    #[test]
    fn underscores_unknown_methods_and_framing_faults_are_refused() {
        assert_eq!(
            status(|request| request.header("host", "a").header("x_y", "1")),
            400
        );
        assert_eq!(
            status(|request| request.header("host", "a").method("TRACE")),
            405
        );
        let (head, ()) = Request::builder()
            .header("host", "a")
            .body(())
            .unwrap()
            .into_parts();
        assert_eq!(
            check(&head, Some(Fault::LengthAndEncoding))
                .unwrap_err()
                .status,
            400
        );
    }

    #[test]
    fn only_component_uploads_may_announce_a_large_body() {
        let large = (limits::BODY + 1).to_string();
        let put = |path: &'static str| {
            status(|request| {
                request
                    .method("PUT")
                    .uri(path)
                    .header("host", "a")
                    .header("content-length", &large)
            })
        };
        assert_eq!(put("/api/v1/plugins/risk"), 200);
        assert_eq!(put("/api/v1/other"), 413);
    }
}
