//! API keys: made, shown once, used, deleted.

use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::support::{Server, shared};

const KEYS: &str = "/api/v1/auth/keys";

#[tokio::test]
async fn a_key_is_shown_once_works_until_it_is_deleted_and_is_stored_hashed() {
    let server = Server::start();
    let client = server.client().logged_in().await;
    let made = client.post(KEYS, &json!({"label": "laptop"})).await;
    let made: Value = made.expect(201).json();
    assert_json_snapshot!(made, {
        ".id" => "[id]", ".key" => "[key]", ".prefix" => "[prefix]", ".created_at" => "[time]",
    });
    let key = made["key"].as_str().unwrap();
    let with_key = server.client().with_key(key);
    let me = with_key.json("/api/v1/auth/me").await;
    assert_json_snapshot!(me);
    let listed = client.json(KEYS).await;
    assert!(!listed.to_string().contains(key), "{listed}");
    assert_eq!(listed["keys"][0]["label"], "laptop");
    assert!(!holds(server.data_dir(), key.as_bytes()));

    let one = format!("{KEYS}/{}", made["id"].as_str().unwrap());
    client.delete(&one).await.expect(204);
    with_key
        .get("/api/v1/auth/me")
        .await
        .problem(401, "unauthorized");
    client.delete(&one).await.problem(404, "not_found");
}

#[tokio::test]
async fn keys_are_nobody_elses_business() {
    let client = shared().client();
    client.get(KEYS).await.problem(401, "unauthorized");
    let body = json!({"label": "x"});
    client.post(KEYS, &body).await.problem(401, "unauthorized");
    client
        .delete(&format!("{KEYS}/x"))
        .await
        .problem(401, "unauthorized");
    for key in ["", "x", "sbk_00000000"] {
        let bad = client.with_key(key);
        bad.get("/api/v1/auth/me")
            .await
            .problem(401, "unauthorized");
    }
}

#[tokio::test]
async fn a_label_must_be_there_and_be_short() {
    let client = shared().client().logged_in().await;
    for body in [
        json!({}),
        json!({"label": 1}),
        json!({"label": "x".repeat(101)}),
        json!({"label": ""}),
    ] {
        let answer = client.post(KEYS, &body).await.expect(422);
        assert_eq!(answer.places(), [["body", "label"]], "{body}");
    }
}

/// Whether any file of the database holds these bytes.
fn holds(data_dir: &std::path::Path, needle: &[u8]) -> bool {
    std::fs::read_dir(data_dir)
        .unwrap()
        .filter_map(|entry| std::fs::read(entry.unwrap().path()).ok())
        .any(|bytes| bytes.windows(needle.len()).any(|window| window == needle))
}
