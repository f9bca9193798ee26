//! Endpoints and deliveries as clients see them.

use hyper::StatusCode;
use sandbourse_wit::values::Instant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::services::outbox::{CONFIGURED, Delivery, Endpoint, EndpointError, NewEndpoint};
use crate::services::store::StoreError;
use crate::web::Problem;

/// A receiver to register.
#[derive(Deserialize, ToSchema)]
pub struct EndpointBody {
    /// Where events are sent; https, and not a private address.
    pub url: String,
    /// Signs what is sent; made up when left out.
    pub secret: Option<String>,
    /// What it is for.
    pub description: Option<String>,
}

/// A registered receiver.
#[derive(Serialize, ToSchema)]
pub struct EndpointAnswer {
    id: String,
    url: String,
    description: String,
    created_at: Instant,
    /// `environment` when `WEBHOOK_URL` describes it, else `registered`.
    origin: &'static str,
    /// Why nothing is sent there.
    disabled_reason: Option<String>,
    /// Since when every attempt has failed.
    failing_since: Option<Instant>,
}

/// Every receiver.
#[derive(Serialize, ToSchema)]
pub struct EndpointsAnswer {
    /// Oldest first.
    pub endpoints: Vec<EndpointAnswer>,
    /// Where TradingView sends its alerts; `null` without `WEBHOOK_SECRET`.
    pub tradingview_path: Option<String>,
}

/// A receiver as registered.
#[derive(Serialize, ToSchema)]
pub struct NewEndpointAnswer {
    #[serde(flatten)]
    endpoint: EndpointAnswer,
    /// Signs what is sent there; shown only now.
    secret: String,
}

/// One event on its way to one receiver.
#[derive(Serialize, ToSchema)]
pub struct DeliveryAnswer {
    id: String,
    event_id: String,
    /// `signal.created` or `prediction.created`.
    event_type: String,
    endpoint_id: String,
    /// `pending`, `delivered` or `dead`.
    state: String,
    attempts: i64,
    /// When the next attempt is due, while pending.
    next_attempt_at: Option<Instant>,
    last_status: Option<i64>,
    last_error: Option<String>,
    /// How long the last attempt took, in milliseconds.
    last_took_ms: Option<i64>,
    created_at: Instant,
    updated_at: Instant,
}

/// Deliveries.
#[derive(Serialize, ToSchema)]
pub struct DeliveriesAnswer {
    /// Newest first.
    pub deliveries: Vec<DeliveryAnswer>,
}

const fn at(epoch_ms: i64) -> Instant {
    Instant { epoch_ms }
}

impl From<Endpoint> for EndpointAnswer {
    fn from(endpoint: Endpoint) -> Self {
        let origin = if endpoint.id == CONFIGURED {
            CONFIGURED
        } else {
            "registered"
        };
        Self {
            id: endpoint.id,
            url: endpoint.url,
            description: endpoint.description,
            created_at: at(endpoint.created_ms),
            origin,
            disabled_reason: endpoint.disabled_reason,
            failing_since: endpoint.failing_since_ms.map(at),
        }
    }
}

impl From<NewEndpoint> for NewEndpointAnswer {
    fn from(made: NewEndpoint) -> Self {
        Self {
            endpoint: made.endpoint.into(),
            secret: made.secret,
        }
    }
}

impl From<Delivery> for DeliveryAnswer {
    fn from(delivery: Delivery) -> Self {
        let pending = delivery.state == "pending";
        Self {
            id: delivery.id,
            event_id: delivery.event_id,
            event_type: delivery.kind,
            endpoint_id: delivery.endpoint_id,
            state: delivery.state,
            attempts: delivery.attempts,
            next_attempt_at: pending.then(|| at(delivery.next_ms)),
            last_status: delivery.last_status,
            last_error: delivery.last_error,
            last_took_ms: delivery.last_took_ms,
            created_at: at(delivery.created_ms),
            updated_at: at(delivery.updated_ms),
        }
    }
}

/// The database failed: the client may try again, the log has the cause.
pub fn store_failed(error: StoreError) -> Problem {
    tracing::error!(%error, "The database failed");
    Problem::unavailable(
        "store_unavailable",
        "The database did not answer; try again.",
        std::time::Duration::from_secs(5),
    )
}

/// Why a receiver was not registered.
pub fn not_registered(error: EndpointError) -> Problem {
    let detail = format!("{error}");
    match error {
        EndpointError::Store(cause) => store_failed(cause),
        EndpointError::TooMany => Problem::new(StatusCode::CONFLICT, "too_many_endpoints", detail),
        EndpointError::Secret => Problem::invalid("body", "secret", "bad_secret", detail),
        _ => Problem::invalid("body", "url", "bad_url", detail),
    }
}
