//! `/health`, `/livez`, `/readyz`, `/info`, `/metrics`.

use insta::assert_json_snapshot;
use serde_json::json;

use crate::support::shared;

#[tokio::test]
async fn health_answers_in_the_words_of_the_guide() {
    let mut health = shared().client().json("/health").await;
    let open = health.as_object_mut().unwrap().remove("active_connections");
    assert!(open.unwrap().is_u64());
    assert_eq!(
        health,
        json!({"status": "healthy", "models_loaded": 4, "metrics_collector": true})
    );
}

#[tokio::test]
async fn models_loaded_is_the_number_of_models_that_are_listed() {
    let client = shared().client();
    let (health, models) = (
        client.json("/health").await,
        client.json("/api/v1/models").await,
    );
    let listed = models["models"].as_array().unwrap().len();
    assert_eq!(health["models_loaded"], listed);
}

#[tokio::test]
async fn the_process_says_that_it_lives_and_takes_requests() {
    let client = shared().client();
    assert_eq!(client.get("/livez").await.expect(200).text(), "alive");
    assert_eq!(client.get("/readyz").await.expect(200).text(), "ready");
}

#[tokio::test]
async fn info_names_every_router_of_the_guide_and_what_is_loaded() {
    let info = shared().client().json("/info").await;
    assert_json_snapshot!(info, {
        ".version" => "[version]",
        ".websocket.connections" => "[number]",
        ".components[].digest" => "[sha256]",
    });
}

#[tokio::test]
async fn metrics_are_prometheus_text_that_counts_requests_and_components() {
    let client = shared().client();
    client.json("/api/v1/risk/metrics/SPX").await;
    let answer = client.get("/metrics").await.expect(200);
    assert!(
        answer
            .header("content-type")
            .starts_with("text/plain; version=0.0.4")
    );
    for series in [
        "sandbourse_guest_memory_bytes",
        "sandbourse_sandbox_free_slots",
        "sandbourse_websocket_connections",
        "/api/v1/risk/metrics/{ticker}",
        "component=\"risk\"",
    ] {
        assert!(
            answer.text().contains(series),
            "no {series}:\n{}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn the_identifier_of_a_request_is_the_clients_own_when_it_sends_one() {
    let client = shared().client();
    let call = client.call(reqwest::Method::GET, "/info");
    let answer = call.header("x-request-id", "order-4711").send().await;
    assert_eq!(answer.header("x-request-id"), "order-4711");
}
