//! `POST /api/v1/webhooks/signals` as the guide calls it.

use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::support::{Live, Server};

const SIGNALS: &str = "/api/v1/webhooks/signals";

fn example() -> Value {
    json!({"symbol": "AAPL", "signal": 1.0, "confidence": 0.95, "source": "external_model"})
}

#[tokio::test]
async fn the_signal_of_the_guide_is_received_and_gets_an_identifier() {
    let server = Server::start();
    let answer = server.client().post(SIGNALS, &example()).await;
    let answer: Value = answer.expect(200).json();
    let id = answer["id"].as_str().unwrap();
    assert!(uuid::Uuid::parse_str(id).is_ok(), "{id}");
    assert_eq!(answer["signal"]["id"], id);
    assert_json_snapshot!(answer, {
        ".id" => "[uuid]", ".signal.id" => "[uuid]", ".signal.received_at" => "[time]",
    });
}

#[tokio::test]
async fn a_signal_is_sent_to_websocket_clients_and_counted() {
    let server = Server::start();
    let mut live = Live::open(&server, "/api/v1/ws").await;
    live.send(r#"{"action":"subscribe","topics":["signals"]}"#)
        .await;
    live.next_of("subscribed").await;
    let answer = server.client().post(SIGNALS, &example()).await;
    let answer: Value = answer.expect(200).json();
    let message = live.next_of("signal").await;
    assert_eq!(message["topic"], "signals");
    assert_eq!(message["data"]["id"], answer["id"]);
    assert_eq!(message["data"]["symbol"], "AAPL");
    let metrics = server.client().get("/metrics").await;
    let counted = metrics
        .text()
        .lines()
        .any(|line| line.contains("signal") && line.ends_with(" 1"));
    assert!(counted, "{}", metrics.text());
}

#[tokio::test]
async fn a_repeated_call_with_its_own_key_gets_the_first_identifier() {
    let server = Server::start();
    let client = server.client();
    let send = async |key: &str| {
        let call = client.call(reqwest::Method::POST, SIGNALS).json(&example());
        let answer: Value = call
            .header("idempotency-key", key)
            .send()
            .await
            .expect(200)
            .json();
        answer["id"].clone()
    };
    let first = send("order-1").await;
    assert_eq!(send("order-1").await, first);
    assert_ne!(send("order-2").await, first);
}

#[tokio::test]
async fn the_ends_of_the_ranges_are_taken() {
    let server = Server::start();
    let client = server.client();
    for (signal, confidence) in [(-1.0, 0.0), (0.0, 1.0), (1.0, 0.5)] {
        let mut body = example();
        body["signal"] = json!(signal);
        body["confidence"] = json!(confidence);
        client.post(SIGNALS, &body).await.expect(200);
    }
}
