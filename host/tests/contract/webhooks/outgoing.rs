//! Events that are sent out: signed over the exact bytes, tried again, replayed.

use serde_json::{Value, json};

use crate::support::{Arrival, Client, Receiver, Server, signatures};

const SECRET: &str = "the-signing-key";
const DELIVERIES: &str = "/api/v1/webhooks/deliveries";

fn server(receiver: &Receiver) -> Server {
    Server::builder()
        .env("WEBHOOK_URL", receiver.url.clone())
        .env("WEBHOOK_SECRET", SECRET)
        .env("WEBHOOK_ALLOW_PRIVATE", "true")
        .start()
}

async fn signal(client: &Client) {
    let body = json!({"symbol": "AAPL", "signal": 1, "confidence": 0.5, "source": "m"}).to_string();
    let signature = signatures::plain(SECRET, body.as_bytes());
    let call = client.call(reqwest::Method::POST, "/api/v1/webhooks/signals");
    let call = call
        .header("x-signature", &signature)
        .body("application/json", body);
    call.send().await.expect(200);
}

fn check_signatures(arrival: &Arrival) {
    let plain = signatures::plain(SECRET, &arrival.body);
    assert_eq!(arrival.header("x-signature"), plain);
    let (id, timestamp) = (
        arrival.header("webhook-id"),
        arrival.header("webhook-timestamp"),
    );
    let standard = signatures::standard(SECRET, id, timestamp, &arrival.body);
    assert_eq!(arrival.header("webhook-signature"), standard);
    assert_eq!(arrival.header("content-type"), "application/json");
}

/// The newest delivery once it is in this state.
async fn delivery(client: &Client, state: &str) -> Value {
    for _ in 0..500 {
        let listed = client.json(&format!("{DELIVERIES}?state={state}")).await;
        if let Some(found) = listed["deliveries"].get(0) {
            return found.clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("no delivery is {state}: {}", client.json(DELIVERIES).await);
}

#[tokio::test]
async fn a_prediction_is_sent_to_webhook_url_signed_over_the_exact_bytes() {
    let mut receiver = Receiver::start(&[]).await;
    let server = server(&receiver);
    let said = server
        .client()
        .json("/api/v1/predictions/quick-predict?symbol=SPX")
        .await;
    let arrival = receiver.next().await;
    check_signatures(&arrival);
    let event = arrival.json();
    assert_eq!(event["type"], "prediction.created");
    assert_eq!(event["data"]["symbol"], "SPX");
    assert_eq!(event["data"]["price"], said["price"]);
}

#[tokio::test]
async fn a_receiver_that_fails_is_tried_again_with_the_same_identifier() {
    let mut receiver = Receiver::start(&[500]).await;
    let server = server(&receiver);
    signal(&server.client()).await;
    let (first, second) = (receiver.next().await, receiver.next().await);
    check_signatures(&first);
    check_signatures(&second);
    assert_eq!(first.header("webhook-id"), second.header("webhook-id"));
    assert_eq!(first.body, second.body);
    let client = server.client().logged_in().await;
    let done = delivery(&client, "delivered").await;
    assert_eq!(done["attempts"], 2, "{done}");
    assert_eq!(done["last_status"], 200);
    assert_eq!(done["event_type"], "signal.created");
}

#[tokio::test]
async fn what_was_delivered_can_be_sent_again_by_request() {
    let mut receiver = Receiver::start(&[]).await;
    let server = server(&receiver);
    let client = server.client().logged_in().await;
    signal(&client).await;
    let first = receiver.next().await;
    let done = delivery(&client, "delivered").await;
    let replay = format!("{DELIVERIES}/{}/replay", done["id"].as_str().unwrap());
    let answer = client.call(reqwest::Method::POST, &replay).send().await;
    answer.expect(202);
    let second = receiver.next().await;
    assert_eq!(first.header("webhook-id"), second.header("webhook-id"));
    let nobody = format!("{DELIVERIES}/nobody/replay");
    let answer = client.call(reqwest::Method::POST, &nobody).send().await;
    answer.problem(404, "not_found");
}

#[tokio::test]
async fn events_that_a_stopped_service_owes_are_sent_after_its_next_start() {
    let mut receiver = Receiver::start(&[503]).await;
    let first = server(&receiver);
    signal(&first.client()).await;
    let refused = receiver.next().await;
    let (status, data) = first.stop().await;
    assert!(status.success(), "{status}");
    let _second = Server::builder()
        .data(data)
        .env("WEBHOOK_URL", receiver.url.clone())
        .env("WEBHOOK_SECRET", SECRET)
        .env("WEBHOOK_ALLOW_PRIVATE", "true")
        .start();
    let accepted = receiver.next().await;
    assert_eq!(refused.header("webhook-id"), accepted.header("webhook-id"));
}
