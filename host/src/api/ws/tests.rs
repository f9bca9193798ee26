//! Live connections over loopback.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::ready;
use futures_util::{FutureExt, SinkExt, StreamExt};
use sandbourse_wit::types::Failure;
use sandbourse_wit::values::FailureKind;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::*;
use crate::sandbox::CallError;
use crate::services::accounts::Role;
use crate::services::tokens::{Identity, Proof};

type Client = WebSocketStream<MaybeTlsStream<TcpStream>>;

fn live() -> Live {
    let list = || async { Ok(["AAPL", "MSFT"].map(str::to_owned).to_vec()) }.boxed();
    let quote = |symbol: String| async move { Err(no_quote(&symbol)) }.boxed();
    Live {
        hub: Hub::default(),
        enabled: true,
        origins: Arc::from(["https://app.example.com".to_owned()]),
        symbols: Arc::new(Symbols::new(list, quote)),
        access: Access {
            required: false,
            identify: Arc::new(|headers, ticket| ready(identify(&headers, ticket)).boxed()),
            has_ended: Arc::new(|identity| identity.username == "gone"),
        },
    }
}

/// BUSY finds no free slot; others are unknown.
fn no_quote(symbol: &str) -> CallError {
    if symbol == "BUSY" {
        let retry_after = Duration::from_secs(1);
        return CallError::Overloaded { retry_after };
    }
    CallError::Failure(Failure {
        kind: FailureKind::NotFound,
        code: "unknown_symbol".to_owned(),
        detail: "unknown".to_owned(),
        field: None,
        retry_after_ms: None,
    })
}

/// The name is the ticket, or the key in the header; `wrong` is nobody's.
fn identify(headers: &HeaderMap, ticket: Option<String>) -> Result<Option<Identity>, Problem> {
    let key = headers.get("x-api-key").and_then(|key| key.to_str().ok());
    let name = ticket.or_else(|| key.map(str::to_owned));
    if name.as_deref() == Some("wrong") {
        return Err(Problem::unauthorized("The token is not valid."));
    }
    Ok(name.map(|username| Identity {
        account_id: "1".to_owned(),
        username,
        role: Role::User,
        proof: Proof::ApiKey("1".to_owned()),
    }))
}

async fn serve(live: &Live) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = router(live.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn connect(live: &Live, path: &str) -> Client {
    let address = serve(live).await;
    connect_async(format!("ws://{address}/api/v1/ws{path}"))
        .await
        .unwrap()
        .0
}

/// The status of a handshake at `path`, with a header if one is given.
async fn status(live: &Live, path: &str, header: Option<(&'static str, &str)>) -> u16 {
    let address = serve(live).await;
    let mut request = format!("ws://{address}/api/v1/ws{path}")
        .into_client_request()
        .unwrap();
    if let Some((name, value)) = header {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    match connect_async(request).await {
        Err(Error::Http(answer)) => answer.status().as_u16(),
        Ok(_) => 101,
        Err(cause) => panic!("{cause}"),
    }
}

async fn say(client: &mut Client, message: Value) {
    client
        .send(Message::text(message.to_string()))
        .await
        .unwrap();
}

async fn hear(client: &mut Client) -> Value {
    loop {
        match client.next().await.unwrap().unwrap() {
            Message::Text(text) => return serde_json::from_str(&text).unwrap(),
            Message::Close(frame) => return json!({ "close": u16::from(frame.unwrap().code) }),
            _ => {}
        }
    }
}

fn publish(live: &Live, topic: &Topic, payload: &'static str) {
    live.hub
        .publish(topic, Bytes::from_static(payload.as_bytes()))
        .unwrap();
}

#[tokio::test]
async fn the_price_address_subscribes_at_once_and_counts_updates() {
    let (live, apple) = (live(), Topic::prices("AAPL").unwrap());
    publish(&live, &apple, r#"{"price":1.0}"#);
    let mut client = connect(&live, "/prices/aapl").await;
    assert_eq!(
        hear(&mut client).await,
        json!({"type": "subscribed", "topics": ["prices:AAPL"]})
    );
    let snapshot =
        json!({"type": "snapshot", "topic": "prices:AAPL", "seq": 1, "data": {"price": 1.0}});
    assert_eq!(hear(&mut client).await, snapshot);
    publish(&live, &apple, r#"{"price":2.0}"#);
    let price = json!({"type": "price", "topic": "prices:AAPL", "seq": 2, "data": {"price": 2.0}});
    assert_eq!(hear(&mut client).await, price);
    assert_eq!(live.hub.connections(), 1);
}

#[tokio::test]
async fn requests_change_the_set_and_carry_their_id_back() {
    let mut client = connect(&live(), "").await;
    say(&mut client, json!({"action": "subscribe", "symbol": "AAPL", "symbols": ["MSFT"], "topics": ["signals"], "id": 7})).await;
    let all =
        json!({"type": "subscribed", "topics": ["prices:AAPL", "prices:MSFT", "signals"], "id": 7});
    assert_eq!(hear(&mut client).await, all);
    say(
        &mut client,
        json!({"action": "unsubscribe", "symbols": ["AAPL", "MSFT"], "id": "x"}),
    )
    .await;
    assert_eq!(
        hear(&mut client).await,
        json!({"type": "subscribed", "topics": ["signals"], "id": "x"})
    );
    say(&mut client, json!({"action": "ping"})).await;
    assert_eq!(hear(&mut client).await, json!({"type": "pong"}));
}

#[tokio::test]
async fn what_is_wrong_is_answered_and_the_connection_goes_on() {
    let mut client = connect(&live(), "").await;
    for (message, code) in [
        (json!({"action": "dance"}), "bad_message"),
        (json!([1]), "bad_message"),
        (json!({"action": "subscribe"}), "nothing_chosen"),
        (
            json!({"action": "resume", "topic": "x", "seq": 1}),
            "bad_topic",
        ),
        (
            json!({"action": "resume", "topic": "prices:NOPE", "seq": 1}),
            "unknown_symbol",
        ),
        (
            json!({"action": "subscribe", "topics": ["prices:BUSY"]}),
            "overloaded",
        ),
        (
            json!({"action": "subscribe", "topics": ["plugins"]}),
            "unauthorized",
        ),
        (
            json!({"action": "resume", "topic": "jobs:1", "seq": 1}),
            "unauthorized",
        ),
    ] {
        say(&mut client, message.clone()).await;
        let error = hear(&mut client).await;
        assert_eq!(
            (&error["type"], &error["code"]),
            (&json!("error"), &json!(code)),
            "{message}"
        );
        if message["action"] == "subscribe" && error["code"] != "nothing_chosen" {
            assert_eq!(hear(&mut client).await["topics"], json!([]));
        }
        assert!(
            error["status"].is_u64() && error["detail"].is_string() && error["title"].is_string()
        );
    }
    client.send(Message::binary(vec![1])).await.unwrap();
    assert_eq!(hear(&mut client).await["code"], "not_text");
    say(
        &mut client,
        json!({"action": "subscribe", "symbols": ["NOPE", "AAPL"]}),
    )
    .await;
    assert_eq!(hear(&mut client).await["code"], "unknown_symbol");
    assert_eq!(hear(&mut client).await["topics"], json!(["prices:AAPL"]));
}

#[tokio::test]
async fn resume_replays_what_was_missed() {
    let (live, apple) = (live(), Topic::prices("AAPL").unwrap());
    (0..3).for_each(|_| publish(&live, &apple, "1"));
    let mut client = connect(&live, "").await;
    say(
        &mut client,
        json!({"action": "resume", "topic": "prices:AAPL", "seq": 1}),
    )
    .await;
    assert_eq!(hear(&mut client).await["type"], "subscribed");
    assert_eq!(hear(&mut client).await["seq"], 2);
    assert_eq!(hear(&mut client).await["seq"], 3);
}

#[tokio::test]
async fn a_stopping_service_says_so_and_closes_with_1001() {
    let live = live();
    let mut client = connect(&live, "").await;
    say(&mut client, json!({"action": "ping"})).await;
    hear(&mut client).await;
    live.hub.close();
    assert_eq!(hear(&mut client).await, json!({"type": "server_shutdown"}));
    assert_eq!(hear(&mut client).await, json!({"close": 1001}));
    drop(client);
    live.hub.closed().await;
}

#[tokio::test]
async fn a_large_message_closes_with_1009_and_a_flood_with_4429() {
    let mut client = connect(&live(), "").await;
    client
        .send(Message::text("x".repeat(MESSAGE + 1)))
        .await
        .unwrap();
    assert_eq!(hear(&mut client).await, json!({"close": 1009}));
    let mut client = connect(&live(), "").await;
    for _ in 0..301 {
        say(&mut client, json!({"action": "ping"})).await;
    }
    for _ in 0..300 {
        assert_eq!(hear(&mut client).await["type"], "pong");
    }
    assert_eq!(hear(&mut client).await, json!({"close": 4429}));
}

#[tokio::test]
async fn a_reader_that_stops_reading_signals_is_closed_with_4408() {
    let live = live();
    let mut client = connect(&live, "").await;
    say(
        &mut client,
        json!({"action": "subscribe", "topics": ["signals"]}),
    )
    .await;
    hear(&mut client).await;
    let large: &'static str = Box::leak(format!("\"{}\"", "x".repeat(64 * 1024)).into_boxed_str());
    while live.hub.figures().overruns == 0 && live.hub.connections() > 0 {
        publish(&live, &Topic::signals(), large);
        tokio::task::yield_now().await;
    }
    let mut last = 0;
    let end = loop {
        let heard = hear(&mut client).await;
        if heard["close"].is_u64() {
            break heard;
        }
        assert_eq!(heard["seq"], last + 1, "no gap before the end");
        last += 1;
    };
    assert_eq!(end, json!({"close": 4408}));
}

#[tokio::test]
async fn pages_of_other_origins_and_a_switched_off_service_are_refused() {
    let mut live = live();
    assert_eq!(
        status(&live, "", Some(("origin", "https://evil.example.com"))).await,
        403
    );
    assert_eq!(
        status(&live, "", Some(("origin", "https://app.example.com"))).await,
        101
    );
    live.enabled = false;
    assert_eq!(
        status(&live, "", Some(("origin", "https://app.example.com"))).await,
        404
    );
}

#[tokio::test]
async fn with_a_login_the_topics_of_the_operator_are_given() {
    let mut client = connect(&live(), "?ticket=ada").await;
    let topics = json!(["jobs:1", "plugins"]);
    say(
        &mut client,
        json!({"action": "subscribe", "topics": topics}),
    )
    .await;
    assert_eq!(
        hear(&mut client).await,
        json!({"type": "subscribed", "topics": topics})
    );
}

#[tokio::test]
async fn where_a_login_is_required_nobody_connects_without_one() {
    let mut live = live();
    live.access.required = true;
    for path in ["", "/prices/AAPL"] {
        assert_eq!(status(&live, path, None).await, 401);
        let wrong = Some(("x-api-key", "wrong"));
        assert_eq!(status(&live, path, wrong).await, 401);
        assert_eq!(status(&live, path, Some(("x-api-key", "ada"))).await, 101);
        let ticket = |name: &str| format!("{path}?ticket={name}");
        assert_eq!(status(&live, &ticket("ada"), None).await, 101);
        assert_eq!(status(&live, &ticket("wrong"), None).await, 401);
    }
}

#[tokio::test]
async fn wrong_credentials_are_refused_where_none_are_needed_too() {
    let wrong = Some(("x-api-key", "wrong"));
    assert_eq!(status(&live(), "", wrong).await, 401);
    assert_eq!(status(&live(), "", None).await, 101);
}

#[tokio::test]
async fn a_connection_ends_with_4401_soon_after_its_session() {
    let mut client = connect(&live(), "?ticket=gone").await;
    say(&mut client, json!({"action": "ping"})).await;
    hear(&mut client).await;
    tokio::time::pause();
    assert_eq!(hear(&mut client).await, json!({"close": 4401}));
}
