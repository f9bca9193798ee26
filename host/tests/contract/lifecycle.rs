//! Start, stop, start again.

use serde_json::{Value, json};

use crate::support::{Raw, Server, status};

#[tokio::test]
async fn a_running_request_is_finished_after_sigterm_and_the_exit_code_is_0() {
    let mut server = Server::start();
    let body = r#"{"strategy":"sma-cross","symbols":["SPX"]}"#;
    let mut socket = Raw::open(&server).await;
    let head = format!(
        "POST /api/v1/backtest/run HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        server.authority(),
        body.len(),
    );
    // The head has arrived when the server answers a request that was sent after it.
    socket.send(&head).await;
    socket.send(&body[..10]).await;
    server.client().json("/info").await;
    server.terminate();
    server.wait_for_log("Shutting down").await;
    socket.send(&body[10..]).await;
    let answer = socket.rest().await;
    assert_eq!(status(&answer), 200, "{answer}");
    assert!(answer.contains("result_hash"), "{answer}");
    let ended = server.wait().await;
    assert!(ended.success(), "{ended}");
}

#[tokio::test]
async fn an_idle_service_ends_at_once() {
    let server = Server::start();
    server.client().json("/info").await;
    let begun = tokio::time::Instant::now();
    let (ended, _) = server.stop().await;
    assert!(ended.success(), "{ended}");
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_restart_keeps_keys_endpoints_and_what_was_received() {
    let server = Server::start();
    let client = server.client().logged_in().await;
    let key: Value = client
        .post("/api/v1/auth/keys", &json!({"label": "kept"}))
        .await
        .expect(201)
        .json();
    let endpoint = json!({"url": "https://example.com/hook"});
    client
        .post("/api/v1/webhooks/endpoints", &endpoint)
        .await
        .expect(201);
    let said = client
        .json("/api/v1/predictions/quick-predict?symbol=SPX")
        .await;
    let (ended, data) = server.stop().await;
    assert!(ended.success(), "{ended}");

    let again = Server::builder().data(data).start();
    let client = again.client().with_key(key["key"].as_str().unwrap());
    assert_eq!(client.json("/api/v1/auth/me").await["proof"], "api_key");
    let listed = client.json("/api/v1/webhooks/endpoints").await;
    assert_eq!(listed["endpoints"][0]["url"], "https://example.com/hook");
    let shown = client.json("/api/v1/monitoring/dashboard").await;
    assert_eq!(shown["predictions"][0]["price"], said["price"]);
    // Compiled code is kept, too: nothing is compiled again.
    assert_eq!(client.json("/health").await["status"], "healthy");
}

#[tokio::test]
async fn with_no_account_configured_one_is_made_printed_once_and_kept() {
    let start = |data| {
        let builder = Server::builder()
            .without("TERMINAL_USER")
            .without("TERMINAL_PASSWORD")
            .without("AUTH_SECRET");
        match data {
            Some(data) => builder.data(data).start(),
            None => builder.start(),
        }
    };
    let server = start(None);
    assert!(
        server.url.starts_with("http://127.0.0.1:"),
        "{}",
        server.url
    );
    let file = server.data_dir().join("generated-account.json");
    let made: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let login = json!({"username": made["username"], "password": made["password"]});
    server
        .client()
        .post("/api/v1/auth/login", &login)
        .await
        .expect(200);
    let password = made["password"].as_str().unwrap();
    assert!(password.len() >= 16 && !server.log().contains(password));
    let (_, data) = server.stop().await;
    let again = start(Some(data));
    again
        .client()
        .post("/api/v1/auth/login", &login)
        .await
        .expect(200);
}

#[tokio::test]
async fn compiled_code_of_another_installation_is_not_run_but_compiled_anew() {
    let server = Server::builder()
        .env(
            "AUTH_SECRET",
            "another-secret-of-more-than-32-bytes-entirely",
        )
        .start();
    assert!(server.log().contains("compiled again"), "{}", server.log());
    assert_eq!(server.client().json("/health").await["status"], "healthy");
}
