//! `/api/v1/webhooks/endpoints`: receivers that are registered while the service runs.

use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::support::{Receiver, Server, shared, signatures};

const ENDPOINTS: &str = "/api/v1/webhooks/endpoints";

#[tokio::test]
async fn a_registered_receiver_gets_events_signed_with_its_own_secret_until_it_is_deleted() {
    let mut receiver = Receiver::start(&[]).await;
    let server = Server::builder()
        .env("WEBHOOK_ALLOW_PRIVATE", "true")
        .start();
    let client = server.client().logged_in().await;
    let body = json!({"url": receiver.url, "description": "a test"});
    let made: Value = client.post(ENDPOINTS, &body).await.expect(201).json();
    assert_json_snapshot!(made, {
        ".id" => "[id]", ".url" => "[url]", ".secret" => "[secret]", ".created_at" => "[time]",
    });
    let secret = made["secret"].as_str().unwrap();
    let listed = client.json(ENDPOINTS).await;
    assert!(!listed.to_string().contains(secret), "{listed}");

    client
        .json("/api/v1/predictions/quick-predict?symbol=SPX")
        .await;
    let arrival = receiver.next().await;
    let (id, timestamp) = (
        arrival.header("webhook-id"),
        arrival.header("webhook-timestamp"),
    );
    let expected = signatures::standard(secret, id, timestamp, &arrival.body);
    assert_eq!(arrival.header("webhook-signature"), expected);

    let one = format!("{ENDPOINTS}/{}", made["id"].as_str().unwrap());
    client.delete(&one).await.expect(204);
    client.delete(&one).await.problem(404, "not_found");
    let listed = client.json(ENDPOINTS).await;
    assert_eq!(listed["endpoints"], json!([]));
}

#[tokio::test]
async fn private_and_plain_addresses_are_refused_by_default() {
    // Names are resolved and checked each time something is sent to them.
    let client = shared().client().logged_in().await;
    for url in [
        "http://example.com/hook",
        "https://127.0.0.1/hook",
        "https://[::1]/hook",
        "https://10.0.0.1/hook",
        "https://169.254.169.254/latest",
        "https://user:pass@example.com/hook",
        "ftp://example.com/hook",
        "not an address",
        "",
    ] {
        let answer = client
            .post(ENDPOINTS, &json!({"url": url}))
            .await
            .expect(422);
        assert_eq!(answer.places(), [["body", "url"]], "{url}");
    }
}

#[tokio::test]
async fn the_receiver_of_the_environment_is_listed_and_cannot_be_deleted() {
    let receiver = Receiver::start(&[]).await;
    let server = Server::builder()
        .env("WEBHOOK_URL", receiver.url.clone())
        .env("WEBHOOK_SECRET", "the-signing-key")
        .env("WEBHOOK_ALLOW_PRIVATE", "true")
        .start();
    let client = server.client().logged_in().await;
    let listed = client.json(ENDPOINTS).await;
    let listed = &listed["endpoints"][0];
    assert_eq!(listed["origin"], "environment");
    let one = format!("{ENDPOINTS}/{}", listed["id"].as_str().unwrap());
    client.delete(&one).await.problem(404, "not_found");
}
