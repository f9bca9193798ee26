//! Delivers outgoing webhooks: a few at once, as soon as they are due.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::services::events::Events;
use crate::services::outbox::{Due, Outbox};

/// Deliveries at once.
const AT_ONCE: usize = 16;
/// Longest rest: another process may have recorded an event without waking this one.
const LONGEST_REST: Duration = Duration::from_secs(60);
/// Rest after the database failed.
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// How long attempts under way may take once the service stops; what is cut
/// off is attempted again after the next start.
const GRACE: Duration = Duration::from_secs(5);
/// How often old events are forgotten.
const CLEANING: Duration = Duration::from_secs(60 * 60);

/// Delivers until `stop` is cancelled, then lets attempts under way finish.
pub async fn run(outbox: Outbox, events: Events, stop: CancellationToken) {
    let wake = outbox.wake();
    let mut running = JoinSet::new();
    let mut cleaning = tokio::time::interval(CLEANING);
    loop {
        let rest = begin_due(&outbox, &mut running).await;
        tokio::select! {
            () = stop.cancelled() => break,
            () = wake.notified() => {}
            Some(_) = running.join_next() => {}
            _ = cleaning.tick() => clean(&events).await,
            () = tokio::time::sleep(rest) => {}
        }
    }
    let finish = async { while running.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, finish).await.is_err() {
        tracing::info!(
            deliveries = running.len(),
            "Webhook deliveries cut off; they will be attempted again"
        );
    }
}

/// Begins what is due, as far as there is room, and says how long to rest.
async fn begin_due(outbox: &Outbox, running: &mut JoinSet<()>) -> Duration {
    let room = AT_ONCE - running.len();
    if room == 0 {
        return LONGEST_REST;
    }
    let due = match outbox.claim(room).await {
        Ok(due) => due,
        Err(error) => {
            tracing::error!(%error, "Webhook deliveries could not be read");
            return AFTER_FAILURE;
        }
    };
    let more = !due.is_empty();
    for one in due {
        running.spawn(deliver(outbox.clone(), one));
    }
    // Having found some, look again at once: a claim takes only a few of each
    // receiver.
    if more {
        Duration::ZERO
    } else {
        rest(outbox).await
    }
}

async fn rest(outbox: &Outbox) -> Duration {
    match outbox.next_due_ms().await {
        Ok(Some(ms)) => {
            Duration::from_millis(ms.unsigned_abs()).clamp(Duration::from_millis(10), LONGEST_REST)
        }
        Ok(None) => LONGEST_REST,
        Err(_) => AFTER_FAILURE,
    }
}

async fn deliver(outbox: Outbox, due: Due) {
    match outbox.attempt(&due).await {
        Ok(outcome) if outcome.accepted() => {
            tracing::debug!(
                event.id = due.event_id,
                duration_ms = outcome.took_ms,
                "Webhook delivered"
            );
        }
        Ok(outcome) => {
            let error = outcome.error.unwrap_or_default();
            tracing::warn!(
                event.id = due.event_id,
                endpoint.id = due.endpoint_id,
                error,
                "Webhook delivery failed"
            );
        }
        Err(error) => {
            tracing::error!(event.id = due.event_id, %error, "Webhook delivery could not be recorded")
        }
    }
}

async fn clean(events: &Events) {
    match events.forget_old().await {
        Ok(0) => {}
        Ok(count) => tracing::info!(events = count, "Old events forgotten"),
        Err(error) => tracing::error!(%error, "Old events could not be forgotten"),
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;
    use crate::clock::Clock;
    use crate::config::{Secret, WebhookConfig};
    use crate::services::egress::{Dialer, Names};
    use crate::services::events::{EventKind, NewEvent};
    use crate::services::store::Store;

    #[tokio::test]
    async fn an_event_is_delivered_as_soon_as_it_is_recorded_and_the_job_ends_when_told() {
        use tokio::io::AsyncReadExt as _;
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap())
            .parse()
            .unwrap();
        let config = WebhookConfig {
            url: Some(url),
            secret: Some(Secret::new("topsecret")),
            allow_private: true,
        };
        let dialer = Dialer::new(Names::System).unwrap();
        let outbox = Outbox::open(store.clone(), Clock::System, dialer, &config)
            .await
            .unwrap();
        let events = Events::new(store, Clock::System, outbox.wake());
        let stop = CancellationToken::new();
        let job = tokio::spawn(run(outbox, events.clone(), stop.clone()));
        let data = serde_json::json!({"symbol": "AAPL"});
        events
            .record(NewEvent {
                kind: EventKind::Prediction,
                data,
                key: None,
            })
            .await
            .unwrap();
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut begin = [0; 6];
        socket.read_exact(&mut begin).await.unwrap();
        assert_eq!(&begin, b"POST /");
        drop(socket);
        stop.cancel();
        job.await.unwrap();
    }
}
