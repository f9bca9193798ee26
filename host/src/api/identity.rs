//! Who asks: extractors that a handler names when it needs to know.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use hyper::http::request::Parts;
use hyper::{HeaderMap, header};

use crate::app::App;
use crate::services::accounts::Role;
use crate::services::tokens::{Identity, TokenError};
use crate::web::Problem;

/// Anyone, or anyone with a login when `REQUIRE_AUTH` is set. Wrong credentials
/// are refused either way: nobody should think that they are in when they are not.
pub struct Reader;

/// Someone with a login.
pub struct User(pub Identity);

/// Someone with the admin role.
pub struct Admin;

impl FromRequestParts<Arc<App>> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        match identify(&parts.headers, app).await? {
            None if app.config.auth.require_auth => Err(login_needed()),
            _ => Ok(Self),
        }
    }
}

impl FromRequestParts<Arc<App>> for User {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        identify(&parts.headers, app)
            .await?
            .map(Self)
            .ok_or_else(login_needed)
    }
}

impl FromRequestParts<Arc<App>> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let User(identity) = User::from_request_parts(parts, app).await?;
        match identity.role {
            Role::Admin => Ok(Self),
            Role::User => Err(Problem::forbidden("This needs the admin role.")),
        }
    }
}

/// Who sends these headers; nobody when they hold no credentials.
///
/// # Errors
/// 401 for wrong credentials.
pub async fn identify(headers: &HeaderMap, app: &App) -> Result<Option<Identity>, Problem> {
    if let Some(key) = headers.get("x-api-key") {
        let key = key.to_str().map_err(|_| unreadable("X-API-Key"))?;
        return app.api_keys.identify(key).await.map(Some).map_err(refused);
    }
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let value = value.to_str().map_err(|_| unreadable("Authorization"))?;
    let token = value
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let (_, token) = token.ok_or_else(|| {
        Problem::unauthorized("Authorization must be `Bearer` and an access token.")
    })?;
    app.tokens.identify(token.trim()).map(Some).map_err(refused)
}

fn login_needed() -> Problem {
    Problem::unauthorized(
        "This needs a login: send `Authorization: Bearer` with a token of POST /api/v1/auth/login, or `X-API-Key`.",
    )
}

fn unreadable(name: &str) -> Problem {
    Problem::unauthorized(format!("{name} is not readable text."))
}

/// Why a token or key is not accepted, as an answer.
pub fn refused(error: TokenError) -> Problem {
    match error {
        TokenError::Invalid | TokenError::Expired | TokenError::Reused => {
            Problem::unauthorized(format!("{error}."))
        }
        TokenError::Backend | TokenError::Store(_) => {
            tracing::error!(%error, "A token could not be checked");
            Problem::internal()
        }
    }
}
