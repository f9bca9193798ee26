//! Deliveries against a receiver: signed, tried again, given up, replayed.

use std::sync::Mutex;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;
use crate::services::egress::Names;
use crate::services::events::{EventKind, Events, NewEvent};
use crate::services::signing::{Signatures, verify};

const SECRET: &str = "topsecret";
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A receiver that answers with what it is told to and keeps what it got.
struct Receiver {
    url: String,
    answer: Arc<Mutex<String>>,
    got: tokio::sync::mpsc::UnboundedReceiver<String>,
}

impl Receiver {
    async fn new(status: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let answer = Arc::new(Mutex::new(status.to_owned()));
        let (sender, got) = tokio::sync::mpsc::unbounded_channel();
        let told = Arc::clone(&answer);
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let request = read_request(&mut socket).await;
                let status = told.lock().unwrap().clone();
                let text =
                    format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                let _ = socket.write_all(text.as_bytes()).await;
                let _ = sender.send(request);
            }
        });
        Self { url, answer, got }
    }

    fn answers(&self, status: &str) {
        *self.answer.lock().unwrap() = status.to_owned();
    }
}

async fn read_request(socket: &mut tokio::net::TcpStream) -> String {
    let mut text = String::new();
    loop {
        let mut piece = [0; 4096];
        let length = socket.read(&mut piece).await.unwrap_or(0);
        text.push_str(&String::from_utf8_lossy(&piece[..length]));
        let body = text.split_once("\r\n\r\n").map(|(_, body)| body.len());
        let wanted = header(&text, "content-length")
            .and_then(|value| value.parse().ok())
            .unwrap_or(0);
        if length == 0 || body.is_some_and(|body| body >= wanted) {
            return text;
        }
    }
}

fn header<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let head = request.split("\r\n\r\n").next()?;
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

struct World {
    _dir: tempfile::TempDir,
    clock: Clock,
    outbox: Outbox,
    events: Events,
}

impl World {
    async fn new(url: Option<&str>, allow_private: bool) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Clock::manual(1_800_000_000_000);
        let store = Store::open(dir.path()).await.unwrap();
        let dialer = Dialer::new(Names::System).unwrap();
        let config = WebhookConfig {
            url: url.map(|url| url.parse().unwrap()),
            secret: Some(Secret::new(SECRET)),
            allow_private,
        };
        let outbox = Outbox::open(store.clone(), clock.clone(), dialer, &config)
            .await
            .unwrap();
        let events = Events::new(store, clock.clone(), outbox.wake());
        Self {
            _dir: dir,
            clock,
            outbox,
            events,
        }
    }

    async fn record(&self) -> String {
        let data = json!({"id": "", "symbol": "AAPL", "signal": 1.0});
        self.events
            .record(NewEvent {
                kind: EventKind::Signal,
                data,
                key: None,
            })
            .await
            .unwrap()
            .id
    }

    /// Attempts everything that is due; how many there were.
    async fn work(&self) -> usize {
        let due = self.outbox.claim(100).await.unwrap();
        for one in &due {
            self.outbox.attempt(one).await.unwrap();
        }
        due.len()
    }

    async fn only(&self) -> Delivery {
        let mut all = self.outbox.deliveries(None, 10).await.unwrap();
        assert_eq!(all.len(), 1);
        all.remove(0)
    }
}

#[tokio::test]
async fn what_is_sent_verifies_over_its_exact_bytes_with_both_signatures() {
    let mut receiver = Receiver::new("204 No Content").await;
    let world = World::new(Some(&receiver.url), true).await;
    let id = world.record().await;
    assert_eq!(world.work().await, 1);
    let request = receiver.got.recv().await.unwrap();
    let body = request.split_once("\r\n\r\n").unwrap().1;
    let now = world.clock.now_ms();
    let plain = Signatures {
        plain: header(&request, "x-signature"),
        ..Signatures::default()
    };
    assert!(verify(SECRET, &plain, body.as_bytes(), now).is_ok());
    let standard = Signatures {
        id: header(&request, "webhook-id"),
        timestamp: header(&request, "webhook-timestamp"),
        standard: header(&request, "webhook-signature"),
        ..Signatures::default()
    };
    assert_eq!(
        verify(SECRET, &standard, body.as_bytes(), now),
        Ok(format!("id:{id}"))
    );
    let sent: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(
        (&sent["type"], &sent["data"]["id"]),
        (&json!("signal.created"), &json!(id))
    );
    assert_eq!(world.only().await.state, "delivered");
}

#[tokio::test]
async fn a_failed_delivery_is_tried_again_under_the_same_identifier() {
    let mut receiver = Receiver::new("500 Oops").await;
    let world = World::new(Some(&receiver.url), true).await;
    let id = world.record().await;
    world.work().await;
    assert_eq!(world.work().await, 0, "not before its time");
    receiver.answers("200 OK");
    world.clock.advance_ms(6_001);
    assert_eq!(world.work().await, 1);
    for _ in 0..2 {
        assert_eq!(
            header(&receiver.got.recv().await.unwrap(), "webhook-id"),
            Some(id.as_str())
        );
    }
    let delivery = world.only().await;
    assert_eq!(
        (
            delivery.state.as_str(),
            delivery.attempts,
            delivery.last_status
        ),
        ("delivered", 2, Some(200))
    );
}

#[tokio::test]
async fn redirects_are_failures_and_retry_after_is_honoured() {
    let receiver = Receiver::new("302 Found\r\nlocation: /elsewhere\r\nretry-after: 120").await;
    let world = World::new(Some(&receiver.url), true).await;
    world.record().await;
    world.work().await;
    let delivery = world.only().await;
    assert_eq!(
        (delivery.state.as_str(), delivery.last_status),
        ("pending", Some(302))
    );
    assert_eq!(delivery.next_ms - world.clock.now_ms(), 120_000);
}

#[tokio::test]
async fn gone_disables_the_endpoint_and_buries_what_waits_for_it() {
    let receiver = Receiver::new("410 Gone").await;
    let world = World::new(Some(&receiver.url), true).await;
    world.record().await;
    world.record().await;
    let due = world.outbox.claim(1).await.unwrap();
    world.outbox.attempt(&due[0]).await.unwrap();
    let dead = world.outbox.deliveries(Some("dead"), 10).await.unwrap();
    assert_eq!(dead.len(), 2);
    assert_eq!(
        world.outbox.endpoints().await.unwrap()[0]
            .disabled_reason
            .as_deref(),
        Some("gone")
    );
    world.record().await;
    assert_eq!(
        world.outbox.deliveries(None, 10).await.unwrap().len(),
        2,
        "nothing is queued for it any more"
    );
}

#[tokio::test]
async fn a_dead_letter_is_delivered_after_a_replay() {
    let receiver = Receiver::new("410 Gone").await;
    let world = World::new(Some(&receiver.url), true).await;
    world.record().await;
    world.work().await;
    receiver.answers("200 OK");
    let id = world.only().await.id;
    assert!(world.outbox.replay(&id).await.unwrap());
    assert!(
        !world.outbox.replay(&id).await.unwrap(),
        "it is pending now"
    );
    assert_eq!(world.work().await, 1);
    assert_eq!(world.only().await.state, "delivered");
}

#[tokio::test]
async fn a_delivery_is_dead_after_ten_failures() {
    let receiver = Receiver::new("503 Busy").await;
    let world = World::new(Some(&receiver.url), true).await;
    world.record().await;
    for attempt in 1..=10 {
        assert_eq!(world.work().await, 1, "attempt {attempt}");
        let wait = world.outbox.next_due_ms().await.unwrap().unwrap_or(0);
        world.clock.advance_ms(wait);
    }
    let delivery = world.only().await;
    assert_eq!((delivery.state.as_str(), delivery.attempts), ("dead", 10));
}

#[tokio::test]
async fn an_endpoint_that_only_fails_for_five_days_is_disabled() {
    let receiver = Receiver::new("503 Busy").await;
    let world = World::new(Some(&receiver.url), true).await;
    world.record().await;
    world.work().await;
    world.clock.advance_ms(5 * DAY_MS);
    world.work().await;
    assert_eq!(
        world.outbox.endpoints().await.unwrap()[0]
            .disabled_reason
            .as_deref(),
        Some("failing")
    );
    assert_eq!(world.only().await.state, "dead");
}

#[tokio::test]
async fn an_endpoint_deleted_during_an_attempt_is_no_fault() {
    let receiver = Receiver::new("503 Busy").await;
    let world = World::new(None, true).await;
    let made = world
        .outbox
        .register(&receiver.url, None, "")
        .await
        .unwrap();
    world.record().await;
    let due = world.outbox.claim(1).await.unwrap();
    world.outbox.unregister(&made.endpoint.id).await.unwrap();
    assert!(world.outbox.attempt(&due[0]).await.is_ok());
}

#[tokio::test]
async fn a_claimed_delivery_is_nobody_elses_until_its_lease_ends() {
    let world = World::new(Some("http://127.0.0.1:9/"), true).await;
    world.record().await;
    assert_eq!(world.outbox.claim(10).await.unwrap().len(), 1);
    assert_eq!(world.outbox.claim(10).await.unwrap().len(), 0);
    world.clock.advance_ms(60_000);
    assert_eq!(
        world.outbox.claim(10).await.unwrap().len(),
        1,
        "after a crash it is due again"
    );
}

#[tokio::test]
async fn private_receivers_are_refused_unless_allowed() {
    let receiver = Receiver::new("200 OK").await;
    let world = World::new(Some(&receiver.url), false).await;
    world.record().await;
    world.work().await;
    assert_eq!(
        world.only().await.last_error.as_deref(),
        Some("`127.0.0.1` is not a public address")
    );
    for url in [
        "http://example.com/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://u:p@example.com/",
        "nonsense",
    ] {
        assert!(
            matches!(
                world.outbox.register(url, None, "").await,
                Err(EndpointError::Url(_))
            ),
            "{url}"
        );
    }
}

#[tokio::test]
async fn registered_endpoints_get_events_signed_with_their_own_secret() {
    let mut receiver = Receiver::new("200 OK").await;
    let world = World::new(None, true).await;
    let made = world
        .outbox
        .register(&receiver.url, None, "mine")
        .await
        .unwrap();
    assert!(matches!(
        world
            .outbox
            .register(&receiver.url, Some("short".into()), "")
            .await,
        Err(EndpointError::Secret)
    ));
    world.record().await;
    world.work().await;
    let request = receiver.got.recv().await.unwrap();
    let body = request.split_once("\r\n\r\n").unwrap().1;
    assert_eq!(
        header(&request, "x-signature"),
        Some(signing::plain(&made.secret, body.as_bytes()).as_str())
    );
    assert!(world.outbox.unregister(&made.endpoint.id).await.unwrap());
    assert!(!world.outbox.unregister(&made.endpoint.id).await.unwrap());
    assert!(world.outbox.deliveries(None, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_event_and_its_deliveries_survive_a_restart_together() {
    let world = World::new(Some("http://127.0.0.1:9/"), true).await;
    world.record().await;
    assert_eq!(world.outbox.next_due_ms().await.unwrap(), Some(0));
    assert!(
        !world.outbox.unregister(CONFIGURED).await.unwrap(),
        "the environment describes it"
    );
    world.outbox.settle_configured(None).await.unwrap();
    assert_eq!(world.outbox.next_due_ms().await.unwrap(), None);
}
