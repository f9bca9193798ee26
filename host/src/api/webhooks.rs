//! `/api/v1/webhooks`: signals in; endpoints and deliveries of what goes out.

use std::sync::Arc;

use axum::extract::State;
use hyper::{HeaderMap, StatusCode};
use sandbourse_wit::types::Signal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::failure::placed;
use super::identity::{Reader, User};
use crate::app::App;
use crate::sandbox::groups::webhook::{Incoming, Receipt};
use crate::web::Problem;
use crate::web::extract::{Path, Query, Raw, from_json, require_json};
use crate::web::problem::ProblemDocument;

mod alert;
mod records;
mod signature;

use records::{
    DeliveriesAnswer, EndpointAnswer, EndpointBody, EndpointsAnswer, NewEndpointAnswer,
    store_failed,
};
use signature::{Claim, IDEMPOTENCY_KEY, tradingview_path};

const MAX_DELIVERIES: u32 = 500;

/// The routes of this group.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(receive_signal))
        .routes(routes!(tradingview))
        .routes(routes!(endpoints, register))
        .routes(routes!(unregister))
        .routes(routes!(deliveries))
        .routes(routes!(replay))
}

/// A trading signal.
#[derive(Deserialize, ToSchema)]
struct SignalBody {
    /// Ticker.
    symbol: String,
    /// From -1 (sell) over 0 (hold) to 1 (buy).
    signal: f64,
    /// From 0 to 1.
    confidence: f64,
    /// Who says so.
    source: String,
}

#[derive(Serialize, ToSchema)]
struct ReceivedAnswer {
    /// Always `received`.
    status: &'static str,
    /// Identifier of the signal.
    id: String,
    /// As it was stored.
    signal: Signal,
}

impl From<Receipt> for ReceivedAnswer {
    fn from(receipt: Receipt) -> Self {
        Self {
            status: "received",
            id: receipt.id,
            signal: receipt.signal,
        }
    }
}

/// Takes a signal: validated, stored, sent to WebSocket clients and receivers, counted.
/// With `WEBHOOK_SECRET` set the body must be signed, in `X-Signature` or by Standard Webhooks.
#[utoipa::path(post, path = "/signals", tag = "webhooks", request_body = SignalBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated call harmless")), responses(
    (status = 200, body = ReceivedAnswer), (status = 401, body = ProblemDocument), (status = 409, description = "This delivery was taken before", body = ProblemDocument), (status = 422, body = ProblemDocument)))]
async fn receive_signal(
    State(app): State<Arc<App>>,
    reader: Result<Reader, Problem>,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<axum::Json<ReceivedAnswer>, Problem> {
    // A signature says who asks; without one the rule of reading routes holds.
    if app.config.webhook.secret.is_none() {
        reader?;
    }
    require_json(&headers)?;
    // Goes on when the sender goes away: what was claimed must not stay half taken.
    let taken = tokio::spawn(async move { take(&app, &headers, &body).await });
    let receipt = taken.await.map_err(|_| Problem::internal())??;
    Ok(axum::Json(receipt.into()))
}

async fn take(app: &App, headers: &HeaderMap, body: &[u8]) -> Result<Receipt, Problem> {
    let claim = Claim::check(app, headers, body).await?;
    let signal: SignalBody = claim.or_release(from_json(body)).await?;
    let incoming = Incoming {
        symbol: signal.symbol,
        signal: signal.signal,
        confidence: signal.confidence,
        source: signal.source,
    };
    let key = signature::header(headers, IDEMPOTENCY_KEY)?.map(str::to_owned);
    let receipt = app.sandbox.receive(incoming, key).await;
    claim.or_release(receipt.map_err(placed("body", &[]))).await
}

/// Takes a TradingView alert, which cannot be signed: the path with its
/// token is shown by `GET /webhooks/endpoints`.
#[utoipa::path(post, path = "/tradingview/{token}", tag = "webhooks", params(("token" = String, Path, description = "Derived from `WEBHOOK_SECRET`")),
    request_body(content = String, content_type = "application/json", description = "The alert as JSON; `text/plain` is taken too"), responses(
    (status = 200, body = ReceivedAnswer), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
async fn tradingview(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    Raw(body): Raw,
) -> Result<axum::Json<ReceivedAnswer>, Problem> {
    signature::check_token(&app, &token)?;
    let receipt = app
        .sandbox
        .alert(alert::fields(&body)?, None)
        .await
        .map_err(placed("body", &[]))?;
    Ok(axum::Json(receipt.into()))
}

/// Who gets every signal and prediction.
#[utoipa::path(get, path = "/endpoints", tag = "webhooks", responses((status = 200, body = EndpointsAnswer), (status = 401, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn endpoints(
    State(app): State<Arc<App>>,
    _: User,
) -> Result<axum::Json<EndpointsAnswer>, Problem> {
    let endpoints = app.outbox.endpoints().await.map_err(store_failed)?;
    Ok(axum::Json(EndpointsAnswer {
        endpoints: endpoints.into_iter().map(EndpointAnswer::from).collect(),
        tradingview_path: app.config.webhook.secret.as_ref().map(tradingview_path),
    }))
}

/// Registers a receiver. Its secret is shown only now.
#[utoipa::path(post, path = "/endpoints", tag = "webhooks", request_body = EndpointBody, responses(
    (status = 201, body = NewEndpointAnswer), (status = 401, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn register(
    State(app): State<Arc<App>>,
    _: User,
    crate::web::extract::Json(body): crate::web::extract::Json<EndpointBody>,
) -> Result<(StatusCode, axum::Json<NewEndpointAnswer>), Problem> {
    let made = app
        .outbox
        .register(
            &body.url,
            body.secret,
            body.description.as_deref().unwrap_or_default(),
        )
        .await;
    Ok((
        StatusCode::CREATED,
        axum::Json(made.map_err(records::not_registered)?.into()),
    ))
}

/// Deletes a receiver and what waits for it.
#[utoipa::path(delete, path = "/endpoints/{id}", tag = "webhooks", params(("id" = String, Path, description = "Identifier of the receiver")), responses(
    (status = 204), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn unregister(
    State(app): State<Arc<App>>,
    _: User,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let gone = app.outbox.unregister(&id).await.map_err(store_failed)?;
    if gone {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found(format!(
            "There is no registered endpoint `{id}`."
        )))
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DeliveriesParams {
    /// `pending`, `delivered` or `dead`; all when left out.
    state: Option<String>,
    /// At most this many, up to 500 (default 100).
    limit: Option<u32>,
}

/// What was sent, what waits, and what was given up.
#[utoipa::path(get, path = "/deliveries", tag = "webhooks", params(DeliveriesParams), responses(
    (status = 200, body = DeliveriesAnswer), (status = 401, body = ProblemDocument), (status = 422, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn deliveries(
    State(app): State<Arc<App>>,
    _: User,
    Query(params): Query<DeliveriesParams>,
) -> Result<axum::Json<DeliveriesAnswer>, Problem> {
    if let Some(state) = params
        .state
        .as_deref()
        .filter(|state| !["pending", "delivered", "dead"].contains(state))
    {
        return Err(Problem::invalid(
            "query",
            "state",
            "unknown_word",
            format!("`{state}` is not one of pending, delivered, dead"),
        ));
    }
    let limit = params.limit.unwrap_or(100);
    if !(1..=MAX_DELIVERIES).contains(&limit) {
        return Err(Problem::invalid(
            "query",
            "limit",
            "out_of_range",
            format!("must be between 1 and {MAX_DELIVERIES}"),
        ));
    }
    let deliveries = app
        .outbox
        .deliveries(params.state.as_deref(), limit)
        .await
        .map_err(store_failed)?;
    Ok(axum::Json(DeliveriesAnswer {
        deliveries: deliveries
            .into_iter()
            .map(records::DeliveryAnswer::from)
            .collect(),
    }))
}

/// Sends a finished or dead delivery again.
#[utoipa::path(post, path = "/deliveries/{id}/replay", tag = "webhooks", params(("id" = String, Path, description = "Identifier of the delivery")), responses(
    (status = 202), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn replay(
    State(app): State<Arc<App>>,
    _: User,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let due = app.outbox.replay(&id).await.map_err(store_failed)?;
    if due {
        Ok(StatusCode::ACCEPTED)
    } else {
        Err(Problem::not_found(format!(
            "There is no finished delivery `{id}`."
        )))
    }
}
