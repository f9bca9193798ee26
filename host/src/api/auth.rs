//! `/api/v1/auth`: login, refresh, logout, API keys.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use hyper::StatusCode;
use sandbourse_wit::values::Instant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::identity::{User, refused};
use crate::app::App;
use crate::services::accounts::LoginError;
use crate::services::tokens::{ApiKey, Proof, TokenPair};
use crate::web::Problem;
use crate::web::extract::{Json, Path};
use crate::web::problem::ProblemDocument;
use crate::web::request::ClientAddress;

const LABEL_CHARS: usize = 100;

/// The routes of this group.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(login))
        .routes(routes!(refresh))
        .routes(routes!(logout))
        .routes(routes!(me))
        .routes(routes!(list_keys, create_key))
        .routes(routes!(delete_key))
}

#[derive(Deserialize, ToSchema)]
struct Credentials {
    username: String,
    password: String,
}

#[derive(Serialize, ToSchema)]
struct TokenAnswer {
    /// Sent as `Authorization: Bearer`.
    access_token: String,
    /// Always `bearer`.
    token_type: &'static str,
    /// Life of the access token in seconds.
    expires_in: u64,
    /// Exchanged once for the next pair.
    refresh_token: String,
}

impl From<TokenPair> for TokenAnswer {
    fn from(pair: TokenPair) -> Self {
        Self {
            access_token: pair.access_token,
            token_type: "bearer",
            expires_in: pair.expires_in,
            refresh_token: pair.refresh_token,
        }
    }
}

/// Exchanges a user name and password for tokens.
#[utoipa::path(post, path = "/login", tag = "auth", request_body = Credentials, responses(
    (status = 200, body = TokenAnswer), (status = 401, body = ProblemDocument), (status = 422, body = ProblemDocument), (status = 429, body = ProblemDocument)))]
async fn login(
    State(app): State<Arc<App>>,
    Extension(client): Extension<ClientAddress>,
    Json(body): Json<Credentials>,
) -> Result<axum::Json<TokenAnswer>, Problem> {
    let account = app
        .accounts
        .login(&body.username, &body.password, client.group)
        .await
        .map_err(login_refused)?;
    let pair = app.tokens.issue(&account).await.map_err(refused)?;
    Ok(axum::Json(pair.into()))
}

fn login_refused(error: LoginError) -> Problem {
    match error {
        LoginError::Refused => Problem::unauthorized("User name or password is wrong."),
        LoginError::Throttled(wait) => Problem {
            retry_after: Some(wait),
            ..Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_logins",
                format!("{error}."),
            )
        },
        LoginError::Hashing(_) | LoginError::Store(_) => {
            tracing::error!(%error, "A login could not be checked");
            Problem::internal()
        }
    }
}

#[derive(Deserialize, ToSchema)]
struct RefreshBody {
    refresh_token: String,
}

/// Exchanges a refresh token for the next pair. A token that is used twice ends its session.
#[utoipa::path(post, path = "/refresh", tag = "auth", request_body = RefreshBody, responses((status = 200, body = TokenAnswer), (status = 401, body = ProblemDocument)))]
async fn refresh(
    State(app): State<Arc<App>>,
    Json(body): Json<RefreshBody>,
) -> Result<axum::Json<TokenAnswer>, Problem> {
    let pair = app
        .tokens
        .refresh(&body.refresh_token)
        .await
        .map_err(refused)?;
    Ok(axum::Json(pair.into()))
}

/// Ends the session of the access token that is sent.
#[utoipa::path(post, path = "/logout", tag = "auth", responses((status = 204), (status = 401, body = ProblemDocument)), security(("bearer" = [])))]
async fn logout(State(app): State<Arc<App>>, User(identity): User) -> Result<StatusCode, Problem> {
    app.tokens.logout(&identity).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, ToSchema)]
struct MeAnswer {
    username: String,
    /// `admin` or `user`.
    role: &'static str,
    /// `token` or `api_key`.
    proof: &'static str,
    /// When the access token ends; `null` for an API key.
    expires_at: Option<Instant>,
}

/// Who the credentials belong to.
#[utoipa::path(get, path = "/me", tag = "auth", responses((status = 200, body = MeAnswer), (status = 401, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn me(User(identity): User) -> axum::Json<MeAnswer> {
    let (proof, expires_at) = match &identity.proof {
        Proof::Token { expires_ms, .. } => (
            "token",
            Some(Instant {
                epoch_ms: *expires_ms,
            }),
        ),
        Proof::ApiKey(_) => ("api_key", None),
    };
    axum::Json(MeAnswer {
        username: identity.username,
        role: identity.role.word(),
        proof,
        expires_at,
    })
}

#[derive(Serialize, ToSchema)]
struct KeyAnswer {
    /// Identifier, for deleting it.
    id: String,
    /// The first characters, for recognising it.
    prefix: String,
    label: String,
    created_at: Instant,
    /// To the minute; `null` when it never was used.
    last_used_at: Option<Instant>,
}

impl From<ApiKey> for KeyAnswer {
    fn from(key: ApiKey) -> Self {
        let at = |epoch_ms| Instant { epoch_ms };
        Self {
            id: key.id,
            prefix: key.prefix,
            label: key.label,
            created_at: at(key.created_ms),
            last_used_at: key.last_used_ms.map(at),
        }
    }
}

#[derive(Serialize, ToSchema)]
struct KeysAnswer {
    keys: Vec<KeyAnswer>,
}

/// The API keys of the caller's account.
#[utoipa::path(get, path = "/keys", tag = "auth", responses((status = 200, body = KeysAnswer), (status = 401, body = ProblemDocument)), security(("bearer" = [])))]
async fn list_keys(
    State(app): State<Arc<App>>,
    User(identity): User,
) -> Result<axum::Json<KeysAnswer>, Problem> {
    let keys = app
        .api_keys
        .list(&identity.account_id)
        .await
        .map_err(refused)?;
    Ok(axum::Json(KeysAnswer {
        keys: keys.into_iter().map(KeyAnswer::from).collect(),
    }))
}

#[derive(Deserialize, ToSchema)]
struct NewKeyBody {
    /// What to call it, up to 100 characters.
    label: String,
}

#[derive(Serialize, ToSchema)]
struct NewKeyAnswer {
    /// The key; it is shown only now.
    key: String,
    #[serde(flatten)]
    listed: KeyAnswer,
}

/// Makes an API key.
#[utoipa::path(post, path = "/keys", tag = "auth", request_body = NewKeyBody, responses(
    (status = 201, body = NewKeyAnswer), (status = 401, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)), security(("bearer" = [])))]
async fn create_key(
    State(app): State<Arc<App>>,
    User(identity): User,
    Json(body): Json<NewKeyBody>,
) -> Result<(StatusCode, axum::Json<NewKeyAnswer>), Problem> {
    let label = body.label.trim();
    if label.is_empty()
        || label.chars().count() > LABEL_CHARS
        || label.chars().any(char::is_control)
    {
        return Err(Problem::invalid(
            "body",
            "label",
            "bad_length",
            format!("needs 1 to {LABEL_CHARS} printable characters"),
        ));
    }
    let made = app
        .api_keys
        .create(&identity.account_id, label)
        .await
        .map_err(refused)?;
    let made = made.ok_or_else(|| {
        Problem::new(
            StatusCode::CONFLICT,
            "too_many_keys",
            "This account holds as many keys as it may; delete one first.",
        )
    })?;
    Ok((
        StatusCode::CREATED,
        axum::Json(NewKeyAnswer {
            key: made.key,
            listed: made.listed.into(),
        }),
    ))
}

/// Deletes an API key of the caller's account.
#[utoipa::path(delete, path = "/keys/{id}", tag = "auth", params(("id" = String, Path, description = "Identifier of the key")), responses(
    (status = 204), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument)), security(("bearer" = [])))]
async fn delete_key(
    State(app): State<Arc<App>>,
    User(identity): User,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let gone = app
        .api_keys
        .delete(&identity.account_id, &id)
        .await
        .map_err(refused)?;
    if gone {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found(format!("There is no key `{id}`.")))
    }
}
