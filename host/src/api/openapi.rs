//! The OpenAPI document: what heads it, and how it is served.

use std::sync::Arc;

use axum::response::IntoResponse;
use hyper::{Method, StatusCode, Uri, header};
use utoipa::Modify;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::web::Problem;

/// What the document says before its paths.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Sandbourse",
        description = "Market data, risk, prediction and backtesting from sandboxed WebAssembly components. \
            Times are RFC 3339 in UTC; a figure without a value is `null` beside a reason code; errors are \
            problem documents (RFC 9457). Live prices: WebSocket at `/api/v1/ws` and `/api/v1/ws/prices/{symbol}`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    tags(
        (name = "operations", description = "Health, figures, what is loaded"),
        (name = "auth", description = "Login, tokens, API keys"),
        (name = "data", description = "Quotes, bars, macro series, symbols"),
        (name = "risk", description = "Risk figures"),
        (name = "predictions", description = "Forecasts"),
        (name = "models", description = "The models behind forecasts"),
        (name = "backtesting", description = "Strategies on history"),
        (name = "webhooks", description = "Signals in, events out"),
        (name = "monitoring", description = "The dashboard"),
        (name = "plugins", description = "Components and their versions"),
    ),
    modifiers(&Security)
)]
struct Head;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        components.add_security_scheme(
            "api_key",
            SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("X-API-Key"))),
        );
    }
}

/// The head of the document, to which routers add their paths.
pub fn head() -> utoipa::openapi::OpenApi {
    Head::openapi()
}

/// The document as JSON text; ends with a line break, as files do.
pub fn text(document: &utoipa::openapi::OpenApi) -> String {
    document
        .to_pretty_json()
        .map(|json| json + "\n")
        .unwrap_or_default()
}

/// Serves the document.
pub async fn serve(document: Arc<str>) -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, "application/json"),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        document.to_string(),
    )
}

/// A route that exists, asked in a way that does not.
pub async fn wrong_method(method: Method, uri: Uri) -> Problem {
    let detail = format!(
        "{method} is not possible on `{}`; the Allow header lists what is.",
        uri.path()
    );
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
}
