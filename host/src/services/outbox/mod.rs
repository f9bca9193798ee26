//! Sends recorded events to their receivers: at least once, signed over the
//! exact bytes, to checked addresses, and without following redirects.

mod deliveries;
mod endpoints;
mod schedule;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Response, Url};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::clock::Clock;
use crate::config::{Secret, WebhookConfig};
use crate::services::egress::{Dialer, forbidden};
use crate::services::signing;
use crate::services::store::{Store, StoreError};

pub use deliveries::{Delivery, Due};
pub use endpoints::{CONFIGURED, Endpoint, EndpointError, NewEndpoint};

/// Longest time for one attempt.
const ATTEMPT: Duration = Duration::from_secs(15);

/// How an attempt went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Status of the answer, when there was one.
    pub status: Option<u16>,
    /// Why it failed, without secrets.
    pub error: Option<String>,
    /// How long it took.
    pub took_ms: i64,
    /// How long the receiver asks to be left alone.
    pub retry_after_ms: Option<i64>,
}

impl Outcome {
    /// Whether the receiver took it.
    pub fn accepted(&self) -> bool {
        self.status
            .is_some_and(|status| (200..300).contains(&status))
    }

    /// Whether the receiver wants nothing more, ever.
    pub fn gone(&self) -> bool {
        self.status == Some(410)
    }
}

/// The outgoing webhooks; cheap to clone.
#[derive(Clone, Debug)]
pub struct Outbox {
    store: Store,
    clock: Clock,
    dialer: Dialer,
    wake: Arc<Notify>,
    /// Signs for the endpoint that the environment describes.
    secret: Secret,
    allow_private: bool,
}

impl Outbox {
    /// The outbox of `store`, with the configured endpoint brought up to date.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open(
        store: Store,
        clock: Clock,
        dialer: Dialer,
        config: &WebhookConfig,
    ) -> Result<Self, StoreError> {
        let outbox = Self {
            store,
            clock,
            dialer,
            wake: Arc::default(),
            secret: config.secret.clone().unwrap_or_default(),
            allow_private: config.allow_private,
        };
        outbox.settle_configured(config.url.as_ref()).await?;
        Ok(outbox)
    }

    /// Told whenever something may have become due.
    pub fn wake(&self) -> Arc<Notify> {
        Arc::clone(&self.wake)
    }

    /// Attempts one claimed delivery and writes down how it went.
    ///
    /// # Errors
    /// When the database fails; the delivery will then be attempted again.
    pub async fn attempt(&self, due: &Due) -> Result<Outcome, StoreError> {
        let begun = Instant::now();
        let mut outcome = match tokio::time::timeout(ATTEMPT, self.send(due)).await {
            Ok(Ok(answer)) => answered(&answer),
            Ok(Err(error)) => Outcome {
                error: Some(error),
                ..Outcome::default()
            },
            Err(_) => Outcome {
                error: Some("no answer in time".to_owned()),
                ..Outcome::default()
            },
        };
        outcome.took_ms = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.settle(due, &outcome).await?;
        Ok(outcome)
    }

    async fn send(&self, due: &Due) -> Result<Response, String> {
        let secret = if due.endpoint_id == CONFIGURED {
            self.secret.reveal()
        } else {
            &due.secret
        };
        let url = Url::parse(&due.url).map_err(|_| "the address cannot be read".to_owned())?;
        let client = self
            .dialer
            .client(&url, self.allow_private)
            .map_err(|error| error.to_string())?;
        let sent = self.clock.now_ms() / 1000;
        let request = client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header("X-Signature", signing::plain(secret, &due.payload))
            .header("webhook-id", &due.event_id)
            .header("webhook-timestamp", sent)
            .header(
                "webhook-signature",
                signing::standard(secret, &due.event_id, sent, &due.payload),
            )
            .body(due.payload.clone());
        request
            .send()
            .await
            .map_err(|error| match forbidden(&error) {
                Some(cause) => cause.to_string(),
                None => "the receiver could not be reached".to_owned(),
            })
    }
}

fn answered(answer: &Response) -> Outcome {
    let status = answer.status();
    let seconds: Option<i64> = answer
        .headers()
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let error =
        (!status.is_success()).then(|| format!("the receiver answered {}", status.as_u16()));
    Outcome {
        status: Some(status.as_u16()),
        error,
        took_ms: 0,
        retry_after_ms: seconds.map(|seconds| seconds.saturating_mul(1000)),
    }
}
