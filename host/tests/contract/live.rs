//! `/api/v1/ws/prices/{symbol}` and `/api/v1/ws`.

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Error;

use crate::support::{Live, Server, shared};

async fn refused(server: &Server, path: &str) -> (u16, Value) {
    match Live::try_open(server, path).await {
        Err(Error::Http(answer)) => {
            let body = answer.body().clone().unwrap_or_default();
            let document = serde_json::from_slice(&body).unwrap_or_default();
            (answer.status().as_u16(), document)
        }
        Err(error) => panic!("{path}: {error}"),
        Ok(_) => panic!("{path} was opened"),
    }
}

#[tokio::test]
async fn the_address_of_the_guide_is_subscribed_at_once_and_sends_prices_without_gaps() {
    // A replay moves at any hour; simulated prices stand still while the exchange is closed.
    let mut live = Live::open(shared(), "/api/v1/ws/prices/IXIC").await;
    let first = live.next().await;
    assert_eq!(first["type"], "subscribed");
    assert_eq!(first["topics"], json!(["prices:IXIC"]));
    let mut seq = live.next_of("price").await["seq"].as_u64().unwrap();
    for _ in 0..2 {
        let price = live.next_of("price").await;
        assert!(price["data"]["price"].as_f64().unwrap() > 0.0, "{price}");
        assert_eq!(price["data"]["provider"], "replay");
        assert!(price["skipped"].is_null(), "{price}");
        seq += 1;
        assert_eq!(price["seq"], seq, "{price}");
    }
    // Whoever comes later begins with what holds now.
    let mut late = Live::open(shared(), "/api/v1/ws/prices/IXIC").await;
    assert_eq!(late.next().await["type"], "subscribed");
    let snapshot = late.next().await;
    assert_eq!(snapshot["type"], "snapshot");
    assert_eq!(snapshot["data"]["symbol"], "IXIC");
    let next = late.next_of("price").await;
    assert_eq!(
        next["seq"].as_u64(),
        snapshot["seq"].as_u64().map(|seq| seq + 1)
    );
    live.close().await;
}

#[tokio::test]
async fn sample_history_is_replayed_and_marked_so() {
    let mut live = Live::open(shared(), "/api/v1/ws/prices/SPX").await;
    let price = live.next_of("price").await;
    assert_eq!(price["data"]["provider"], "replay", "{price}");
}

#[tokio::test]
async fn the_subscription_of_the_guide_and_its_wider_forms_answer_the_whole_set() {
    let mut live = Live::open(shared(), "/api/v1/ws").await;
    live.send(r#"{"action": "subscribe", "symbol": "AAPL"}"#)
        .await;
    assert_eq!(
        live.next_of("subscribed").await["topics"],
        json!(["prices:AAPL"])
    );
    live.send(r#"{"action":"subscribe","symbols":["MSFT","SPX"],"topics":["signals"],"id":7}"#)
        .await;
    let all = live.next_of("subscribed").await;
    assert_eq!(all["id"], 7);
    let expected = json!(["prices:AAPL", "prices:MSFT", "prices:SPX", "signals"]);
    assert_eq!(all["topics"], expected);
    live.send(r#"{"action":"unsubscribe","symbols":["MSFT","SPX"],"id":"less"}"#)
        .await;
    let left = live.next_of("subscribed").await;
    assert_eq!(left["id"], "less");
    assert_eq!(left["topics"], json!(["prices:AAPL", "signals"]));
}

#[tokio::test]
async fn a_ping_is_answered_with_its_identifier_and_silence_with_a_heartbeat() {
    let mut live = Live::open(shared(), "/api/v1/ws").await;
    live.send(r#"{"action":"ping","id":"p-1"}"#).await;
    assert_eq!(live.next().await, json!({"type": "pong", "id": "p-1"}));
    assert_eq!(live.next().await["type"], "heartbeat");
}

#[tokio::test]
async fn a_mistake_is_answered_with_a_problem_and_the_connection_goes_on() {
    let mut live = Live::open(shared(), "/api/v1/ws").await;
    for (text, status) in [
        ("not json", 400),
        ("[]", 400),
        ("{}", 400),
        (r#"{"action":"dance"}"#, 400),
        (r#"{"action":"subscribe","symbol":"NOPE","id":1}"#, 404),
        (r#"{"action":"subscribe","topics":["nothing"]}"#, 422),
        (r#"{"action":"subscribe","symbol":""}"#, 422),
    ] {
        live.send(text).await;
        let error = live.next_of("error").await;
        let found = error["status"].as_u64().unwrap();
        assert!((400..500).contains(&found), "{text}: {error}");
        assert!(status == found || status != 404, "{text}: {error}");
        assert!(!error["detail"].as_str().unwrap().is_empty(), "{error}");
        assert!(
            error["problem"].as_str().unwrap().starts_with("urn:"),
            "{error}"
        );
    }
    live.send(r#"{"action":"ping"}"#).await;
    live.next_of("pong").await;
}

#[tokio::test]
async fn two_clients_of_a_symbol_get_the_same_updates() {
    let mut one = Live::open(shared(), "/api/v1/ws/prices/MSFT").await;
    let mut two = Live::open(shared(), "/api/v1/ws/prices/MSFT").await;
    let (mut mine, mut theirs) = (one.next_of("price").await, two.next_of("price").await);
    while mine["seq"] != theirs["seq"] {
        if mine["seq"].as_u64() < theirs["seq"].as_u64() {
            mine = one.next_of("price").await;
        } else {
            theirs = two.next_of("price").await;
        }
    }
    assert_eq!(mine, theirs);
}

#[tokio::test]
async fn what_was_missed_is_replayed_from_the_last_number_seen() {
    let mut live = Live::open(shared(), "/api/v1/ws/prices/IXIC").await;
    let first = live.next_of("price").await["seq"].as_u64().unwrap();
    let second = live.next_of("price").await;
    let mut again = Live::open(shared(), "/api/v1/ws").await;
    let resume = json!({"action": "resume", "topic": "prices:IXIC", "seq": first});
    again.send(&resume.to_string()).await;
    assert_eq!(again.next_of("price").await, second);
}

#[tokio::test]
async fn open_connections_are_counted_and_closed_ones_are_not() {
    let server = Server::start();
    let client = server.client();
    let live = Live::open(&server, "/api/v1/ws/prices/AAPL").await;
    assert_eq!(client.json("/health").await["active_connections"], 1);
    live.close().await;
    let mut open = Value::Null;
    for _ in 0..200 {
        open = client.json("/health").await["active_connections"].clone();
        if open == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(open, 0);
}

#[tokio::test]
async fn switched_off_the_address_says_404_and_why() {
    let server = Server::builder().env("WEBSOCKET_ENABLED", "false").start();
    for path in ["/api/v1/ws", "/api/v1/ws/prices/AAPL"] {
        let (status, _) = refused(&server, path).await;
        assert_eq!(status, 404);
        let answer = server.client().get(path).await;
        let document = answer.problem(404, "websocket_disabled");
        let detail = document["detail"].as_str().unwrap();
        assert!(detail.contains("WEBSOCKET_ENABLED"), "{detail}");
    }
    let info = server.client().json("/info").await;
    assert_eq!(info["websocket"]["enabled"], false);
    let routers = info["routers_loaded"].as_array().unwrap();
    assert!(!routers.contains(&json!("websocket")), "{info}");
}

#[tokio::test]
async fn a_plain_request_is_told_to_upgrade_and_a_strange_origin_is_turned_away() {
    let client = shared().client();
    let answer = client.get("/api/v1/ws").await;
    answer.problem(426, "upgrade_required");
    let call = client.call(reqwest::Method::GET, "/api/v1/ws");
    let answer = call.header("origin", "https://evil.example").send().await;
    answer.problem(403, "origin_not_allowed");
    let answer = client.get("/api/v1/ws/prices/%20%20").await;
    assert_eq!(answer.expect(422).places(), [["path", "symbol"]]);
}

#[tokio::test]
async fn a_stopping_service_says_so_before_it_closes() {
    let server = Server::start();
    let mut live = Live::open(&server, "/api/v1/ws").await;
    live.send(r#"{"action":"ping"}"#).await;
    live.next_of("pong").await;
    server.terminate();
    live.next_of("server_shutdown").await;
    assert_eq!(live.close_code().await, 1001);
}

#[tokio::test]
async fn a_message_that_is_too_large_closes_with_its_code() {
    let mut live = Live::open(shared(), "/api/v1/ws").await;
    live.send(&"x".repeat(300 * 1024)).await;
    assert_eq!(live.close_code().await, 1009);
}
