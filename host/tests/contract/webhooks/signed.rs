//! Incoming signals when `WEBHOOK_SECRET` is set.

use serde_json::Value;

use crate::support::{Answer, Server, signatures};

const SIGNALS: &str = "/api/v1/webhooks/signals";
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// Not as a serialiser would write it: the bytes are signed, not what they mean.
const BODY: &str = "{ \"symbol\":\"AAPL\",\"signal\": 1.0,\n\"confidence\":0.95,\"source\":\"m\" }";

fn server() -> Server {
    Server::builder().env("WEBHOOK_SECRET", SECRET).start()
}

async fn send(server: &Server, body: &str, headers: &[(&str, &str)]) -> Answer {
    let client = server.client();
    let mut call = client.call(reqwest::Method::POST, SIGNALS);
    for (name, value) in headers {
        call = call.header(name, value);
    }
    call.body("application/json", body).send().await
}

#[tokio::test]
async fn the_guides_signature_over_the_raw_bytes_is_accepted_in_either_form() {
    let server = server();
    let signature = signatures::plain(SECRET, BODY.as_bytes());
    send(&server, BODY, &[("x-signature", &signature)])
        .await
        .expect(200);
    let other = BODY.replace("0.95", "0.90");
    let hub = format!("sha256={}", signatures::plain(SECRET, other.as_bytes()));
    send(&server, &other, &[("x-hub-signature-256", &hub)])
        .await
        .expect(200);
}

#[tokio::test]
async fn a_body_that_is_unsigned_or_changed_is_refused_without_saying_why() {
    let server = server();
    let signature = signatures::plain(SECRET, BODY.as_bytes());
    let wrong_key = signatures::plain("another", BODY.as_bytes());
    let changed = BODY.replace("1.0", "-1.0");
    let mut details = Vec::new();
    for (body, headers) in [
        (BODY, vec![]),
        (BODY, vec![("x-signature", wrong_key.as_str())]),
        (BODY, vec![("x-signature", "")]),
        (BODY, vec![("x-signature", "zz")]),
        (changed.as_str(), vec![("x-signature", signature.as_str())]),
    ] {
        let document = send(&server, body, &headers)
            .await
            .problem(401, "unauthorized");
        details.push(document["detail"].clone());
    }
    details.dedup();
    assert_eq!(details.len(), 1, "{details:?}");
}

#[tokio::test]
async fn the_standard_headers_are_accepted_once_and_a_replay_is_a_conflict() {
    let server = server();
    let timestamp = signatures::timestamp(0);
    let signature = signatures::standard(SECRET, "msg_1", &timestamp, BODY.as_bytes());
    // More than one signature may be listed, for the time of a key's rotation.
    let listed = format!("v1,AAAA {signature}");
    let headers = [
        ("webhook-id", "msg_1"),
        ("webhook-timestamp", timestamp.as_str()),
        ("webhook-signature", listed.as_str()),
    ];
    send(&server, BODY, &headers).await.expect(200);
    send(&server, BODY, &headers).await.problem(409, "replayed");
}

#[tokio::test]
async fn a_message_that_is_more_than_five_minutes_off_is_refused() {
    let server = server();
    for off in [-400, 400] {
        let timestamp = signatures::timestamp(off);
        let signature = signatures::standard(SECRET, "msg_2", &timestamp, BODY.as_bytes());
        let headers = [
            ("webhook-id", "msg_2"),
            ("webhook-timestamp", timestamp.as_str()),
            ("webhook-signature", signature.as_str()),
        ];
        send(&server, BODY, &headers)
            .await
            .problem(401, "unauthorized");
    }
}

#[tokio::test]
async fn what_could_not_be_taken_may_be_sent_again_and_a_key_makes_repeats_harmless() {
    let server = server();
    let bad = BODY.replace("0.95", "2");
    let signature = signatures::plain(SECRET, bad.as_bytes());
    for _ in 0..2 {
        let answer = send(&server, &bad, &[("x-signature", &signature)]).await;
        assert_eq!(answer.expect(422).places(), [["body", "confidence"]]);
    }
    let signature = signatures::plain(SECRET, BODY.as_bytes());
    let headers = [
        ("x-signature", signature.as_str()),
        ("idempotency-key", "k"),
    ];
    let first: Value = send(&server, BODY, &headers).await.expect(200).json();
    let second: Value = send(&server, BODY, &headers).await.expect(200).json();
    assert_eq!(first["id"], second["id"]);
}
