//! The log lines that the operations guide tells people to look for.

use crate::support::Server;

#[tokio::test]
async fn a_healthy_start_logs_the_four_lines_of_the_guide() {
    let server = Server::start();
    for line in [
        "API server ready!",
        "Routers registered successfully",
        "WebSocket connections enabled",
        "Metrics collector initialized",
    ] {
        assert!(server.log().contains(line), "{}", server.log());
    }
    assert!(!server.log().contains("not available"), "{}", server.log());
}

#[tokio::test]
async fn a_missing_key_and_a_failed_symbol_are_logged_in_the_words_of_the_guide() {
    let server = Server::builder().env("WEBSOCKET_ENABLED", "false").start();
    assert!(server.log().contains("FRED API key not configured"));
    assert!(!server.log().contains("WebSocket connections enabled"));
    server
        .client()
        .get("/api/v1/data/quotes?symbols=NOPE")
        .await;
    server.wait_for_log("Failed to fetch data for NOPE").await;
}

#[tokio::test]
async fn a_log_that_no_terminal_shows_holds_no_colour_codes() {
    let server = Server::start();
    server.client().json("/info").await;
    assert!(!server.log().contains('\u{1b}'), "{}", server.log());
}

#[tokio::test]
async fn json_lines_are_json_and_carry_the_trace_of_a_request() {
    let server = Server::builder().env("LOG_FORMAT", "json").start();
    let answer = server.client().get("/info").await;
    let trace = answer.header("x-request-id").to_owned();
    server.wait_for_log(&trace).await;
    for line in server.log().lines() {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(entry["message"].is_string(), "{line}");
    }
}

#[tokio::test]
async fn no_secret_appears_in_the_log() {
    let server = Server::builder()
        .env("RUST_LOG", "trace")
        .env("WEBHOOK_SECRET", "the-webhook-secret")
        .start();
    let client = server.client();
    let pair = client.login().await;
    client
        .call(
            reqwest::Method::POST,
            "/api/v1/webhooks/tradingview/the-webhook-secret",
        )
        .body("text/plain", "{}")
        .send()
        .await;
    let log = server.log();
    for secret in [
        crate::support::PASSWORD,
        crate::support::SECRET,
        pair["access_token"].as_str().unwrap(),
        pair["refresh_token"].as_str().unwrap(),
        "the-webhook-secret",
    ] {
        assert!(!log.contains(secret), "the log holds {secret}");
    }
}
