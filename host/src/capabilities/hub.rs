//! `hub`: live messages to WebSocket subscribers, encoded once.

use bytes::Bytes;
use sandbourse_wit::hub::{Event, Host, Refusal};

use super::{Hub, View};
use crate::services::hub::Topic;

/// Messages that one call may publish.
const MESSAGES_PER_CALL: u32 = 64;

impl Host for View<'_, Hub> {
    async fn publish(&mut self, event: Event) -> wasmtime::Result<Result<u64, Refusal>> {
        self.spend()?;
        self.calls.messages += 1;
        if self.calls.trial || self.calls.messages > MESSAGES_PER_CALL {
            return Ok(Err(Refusal::OverBudget));
        }
        let (topic, payload) = match &event {
            // Live prices are the feed's to publish; a component that is no feed
            // could otherwise make them up.
            Event::Price(_) => return Ok(Err(Refusal::NotGranted)),
            Event::Signal(signal) => (Topic::signals(), serde_json::to_vec(signal)),
            Event::Prediction(prediction) => (Topic::predictions(), serde_json::to_vec(prediction)),
        };
        let payload = Bytes::from(payload.unwrap_or_default());
        let published = self.context.services.hub.publish(&topic, payload);
        Ok(published.map_err(|_| Refusal::OverBudget))
    }
}
