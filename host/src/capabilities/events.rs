//! `events`: what must not be lost goes into the store and the outbox in one
//! transaction.

use sandbourse_wit::events::{Event, Host, Recorded};
use sandbourse_wit::types::Failure;
use sandbourse_wit::values::FailureKind;

use super::{Events, View};
use crate::services::events::{EventError, EventKind, NewEvent};

/// Events that one call may record.
const EVENTS_PER_CALL: u32 = 16;

impl Host for View<'_, Events> {
    async fn record(
        &mut self,
        event: Event,
        key: Option<String>,
    ) -> wasmtime::Result<Result<Recorded, Failure>> {
        self.spend()?;
        self.calls.events += 1;
        if self.calls.trial || self.calls.events > EVENTS_PER_CALL {
            return Ok(Err(refused(
                "event_budget_exceeded",
                "This call may record no further events.",
            )));
        }
        let (kind, data) = match event {
            Event::Signal(signal) => (EventKind::Signal, serde_json::to_value(signal)),
            Event::Prediction(prediction) => {
                (EventKind::Prediction, serde_json::to_value(prediction))
            }
        };
        let data = data.unwrap_or_default();
        let recorded = self
            .context
            .services
            .events
            .record(NewEvent { kind, data, key })
            .await;
        Ok(recorded
            .map(|recorded| Recorded {
                id: recorded.id,
                repeated: recorded.repeated,
            })
            .map_err(|error| failure(&error)))
    }
}

fn failure(error: &EventError) -> Failure {
    match error {
        EventError::TooLarge(_) => refused("event_too_large", &format!("{error}.")),
        EventError::BadKey => Failure {
            field: Some("Idempotency-Key".to_owned()),
            ..refused("bad_key", &format!("{error}."))
        },
        EventError::Store(cause) => {
            tracing::error!(%cause, "An event could not be stored");
            Failure {
                kind: FailureKind::Unavailable,
                ..refused(
                    "store_unavailable",
                    "The event could not be stored; try again.",
                )
            }
        }
    }
}

fn refused(code: &str, detail: &str) -> Failure {
    Failure {
        kind: FailureKind::Invalid,
        code: code.to_owned(),
        detail: detail.to_owned(),
        field: None,
        retry_after_ms: None,
    }
}
