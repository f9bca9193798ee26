//! `POST /api/v1/auth/ws-ticket`: one WebSocket for one ticket.

use serde_json::json;
use tokio_tungstenite::tungstenite::Error;

use crate::support::{Client, Live, Server, shared};

const TICKETS: &str = "/api/v1/auth/ws-ticket";

async fn address_with_ticket(client: &Client) -> String {
    let answer = client.post(TICKETS, &json!({})).await.expect(200).json();
    assert_eq!(answer["expires_in"], 30);
    format!("/api/v1/ws?ticket={}", answer["ticket"].as_str().unwrap())
}

async fn status(server: &Server, path: &str) -> u16 {
    match Live::try_open(server, path).await {
        Err(Error::Http(answer)) => answer.status().as_u16(),
        Err(error) => panic!("{path}: {error}"),
        Ok(_) => 101,
    }
}

#[tokio::test]
async fn where_a_login_is_required_a_ticket_opens_one_connection() {
    let server = Server::builder().env("REQUIRE_AUTH", "true").start();
    for path in ["/api/v1/ws", "/api/v1/ws/prices/AAPL"] {
        assert_eq!(status(&server, path).await, 401);
    }
    let address = address_with_ticket(&server.client().logged_in().await).await;
    let mut live = Live::open(&server, &address).await;
    live.send(r#"{"action":"subscribe","symbol":"AAPL"}"#).await;
    live.next_of("price").await;
    assert_eq!(status(&server, &address).await, 401);
}

#[tokio::test]
async fn a_ticket_dies_with_its_session() {
    let server = Server::start();
    let client = server.client().logged_in().await;
    let address = address_with_ticket(&client).await;
    client
        .post("/api/v1/auth/logout", &json!({}))
        .await
        .expect(204);
    assert_eq!(status(&server, &address).await, 401);
}

#[tokio::test]
async fn the_operators_topics_need_a_login_and_a_ticket_needs_one_too() {
    let client = shared().client();
    client
        .post(TICKETS, &json!({}))
        .await
        .problem(401, "unauthorized");
    let mut nobody = Live::open(shared(), "/api/v1/ws").await;
    let subscribe = r#"{"action":"subscribe","topics":["plugins","jobs:1"]}"#;
    nobody.send(subscribe).await;
    for _ in 0..2 {
        assert_eq!(nobody.next_of("error").await["code"], "unauthorized");
    }
    let address = address_with_ticket(&client.logged_in().await).await;
    let mut operator = Live::open(shared(), &address).await;
    operator.send(subscribe).await;
    let topics = &operator.next_of("subscribed").await["topics"];
    assert_eq!(topics, &json!(["jobs:1", "plugins"]));
}
