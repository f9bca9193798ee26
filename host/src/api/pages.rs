//! The web app and the API's documentation pages, served from the binary.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Method, StatusCode, Uri};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::web::Problem;

/// What `npm run build` made; empty when the binary was built without npm.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../frontend/dist"]
struct Assets;

/// Hashed file names never change their content.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

const WITHOUT_APP: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sandbourse</title>\
<h1>Sandbourse</h1><p>This binary was built without the web app (npm was missing). The API is complete: see \
<a href=\"/openapi.json\">/openapi.json</a>.</p></html>";

/// The reference pages draw their icons from data addresses.
const DOCS_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);
/// Redoc also writes two style elements, known by their digests: an empty one and
/// one that is fixed for the version in `frontend/package-lock.json`.
const REDOC_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' data:; \
     style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='; \
     object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);

/// Routes of pages.
pub fn routes<S: Clone + Send + Sync + 'static>() -> axum::Router<S> {
    axum::Router::new()
        .route(
            "/docs",
            get(|headers: HeaderMap| async move { reference(&headers, "docs.html", DOCS_POLICY) }),
        )
        .route(
            "/redoc",
            get(
                |headers: HeaderMap| async move { reference(&headers, "redoc.html", REDOC_POLICY) },
            ),
        )
        .route("/docs/", get(|| async { Redirect::permanent("/docs") }))
        .route(
            "/assets/{*path}",
            get(|headers: HeaderMap, Path(path): Path<String>| async move {
                asset(&headers, &format!("assets/{path}"), FOREVER)
            }),
        )
}

/// Whether the web app is inside this binary.
pub fn has_app() -> bool {
    Assets::get("index.html").is_some()
}

/// Everything that no route matches: a file of the web app, its start page for
/// paths of its own, and a problem for what looks like the API.
pub async fn fallback(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    if path == "/api" || path.starts_with("/api/") {
        return Problem::not_found(format!(
            "There is no `{method} {path}`; /openapi.json lists every call."
        ))
        .into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            format!("{method} is not possible here."),
        )
        .into_response();
    }
    let name = path.trim_start_matches('/');
    if !name.is_empty() && Assets::get(name).is_some() {
        return asset(&headers, name, REVALIDATE);
    }
    if name
        .rsplit('/')
        .next()
        .is_some_and(|last| last.contains('.'))
    {
        return Problem::not_found(format!("There is no file `{path}`.")).into_response();
    }
    page(&headers, "index.html")
}

fn reference(headers: &HeaderMap, name: &str, policy: HeaderValue) -> Response {
    if Assets::get(name).is_none() {
        let detail = "This binary was built without its reference pages (npm was missing); /openapi.json has the description.";
        return Problem::not_found(detail).into_response();
    }
    let mut response = page(headers, name);
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

fn page(headers: &HeaderMap, name: &str) -> Response {
    if Assets::get(name).is_some() {
        return asset(headers, name, REVALIDATE);
    }
    (
        [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        WITHOUT_APP,
    )
        .into_response()
}

fn asset(headers: &HeaderMap, name: &str, caching: HeaderValue) -> Response {
    let Some(file) = Assets::get(name) else {
        return Problem::not_found(format!("There is no file `/{name}`.")).into_response();
    };
    let tag = etag(&file);
    let known = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        file.data.into_owned().into_response()
    };
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(name)));
    answer.insert(header::CACHE_CONTROL, caching);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.insert(header::ETAG, tag);
    }
    response
}

fn etag(file: &EmbeddedFile) -> String {
    let digest: String = file
        .metadata
        .sha256_hash()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{digest}\"")
}

/// The media type by file name; the web app has no other kinds.
fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
