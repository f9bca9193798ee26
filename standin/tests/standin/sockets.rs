//! The streams, spoken to as a feed speaks to them.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use sandbourse_standin::{
    ALPACA_KEY, ALPACA_SECRET, FINNHUB_KEY, Rule, Standin, Stream, StreamScenario,
};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::asking::{NOW, standing_at};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn finnhub(standin: &Standin) -> Result<Socket, Error> {
    let address = format!("{}?token={FINNHUB_KEY}", standin.ws_url(Stream::Finnhub));
    Ok(connect_async(address).await?.0)
}

async fn alpaca(standin: &Standin) -> Socket {
    let address = format!("{}/v2/iex", standin.ws_url(Stream::Alpaca));
    connect_async(address).await.unwrap().0
}

async fn say(socket: &mut Socket, message: Value) {
    socket
        .send(Message::text(message.to_string()))
        .await
        .unwrap();
}

/// The next frame of text; `None` when the line ended.
async fn hear(socket: &mut Socket) -> Option<Value> {
    let next = async {
        loop {
            match socket.next().await {
                Some(Ok(Message::Text(text))) => return Some(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                _ => return None,
            }
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(5), next).await;
    waited.expect("a frame or the end within five seconds")
}

/// Waits for a condition that another task brings about.
async fn until(condition: impl Fn() -> bool) {
    let reached = async {
        while !condition() {
            tokio::task::yield_now().await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(5), reached).await;
    waited.expect("the condition within five seconds");
}

async fn authenticated(standin: &Standin) -> Socket {
    let mut socket = alpaca(standin).await;
    assert_eq!(hear(&mut socket).await.unwrap()[0]["msg"], "connected");
    say(
        &mut socket,
        json!({ "action": "auth", "key": ALPACA_KEY, "secret": ALPACA_SECRET }),
    )
    .await;
    socket
}

#[tokio::test]
async fn finnhub_sends_trades_of_what_was_subscribed_to() {
    let standin = standing_at(NOW).await;
    let mut socket = finnhub(&standin).await.unwrap();
    for symbol in ["AAPL", "BINANCE:BTCUSDT"] {
        say(
            &mut socket,
            json!({ "type": "subscribe", "symbol": symbol }),
        )
        .await;
    }
    until(|| standin.subscriptions(Stream::Finnhub).len() == 2).await;
    standin.tick("MSFT", 400.0);
    standin.tick("AAPL", 247.5);
    standin.tick("BTC-USD", 97_000.0);
    let apple = hear(&mut socket).await.unwrap();
    assert_eq!(
        (&apple["type"], &apple["data"][0]["p"]),
        (&"trade".into(), &247.5.into())
    );
    assert_eq!(apple["data"][0]["t"], 1_740_514_204_000_i64);
    assert_eq!(
        hear(&mut socket).await.unwrap()["data"][0]["s"],
        "BINANCE:BTCUSDT"
    );
}

#[tokio::test]
async fn finnhub_refuses_a_second_socket_and_a_wrong_token() {
    let standin = standing_at(NOW).await;
    let first = finnhub(&standin).await.unwrap();
    let Err(Error::Http(refused)) = finnhub(&standin).await else {
        panic!("a second socket was taken");
    };
    assert_eq!(refused.status(), 429);
    assert_eq!(standin.violations()[0].rule, Rule::OneSocket);
    drop(first);
    finnhub(&standin).await.expect("the first one is gone");
    let wrong = format!("{}?token=wrong", standin.ws_url(Stream::Finnhub));
    let Err(Error::Http(refused)) = connect_async(wrong).await else {
        panic!("a wrong token was taken");
    };
    assert_eq!(refused.status(), 401);
}

#[tokio::test]
async fn finnhub_takes_fifty_symbols() {
    let standin = standing_at(NOW).await;
    let mut socket = finnhub(&standin).await.unwrap();
    for number in 0..51_u8 {
        let letters = [b'A' + number / 26, b'A' + number % 26].map(char::from);
        let symbol: String = letters.into_iter().collect();
        say(
            &mut socket,
            json!({ "type": "subscribe", "symbol": symbol }),
        )
        .await;
    }
    let refused = hear(&mut socket).await.unwrap();
    assert_eq!(
        refused,
        json!({ "msg": "Subscribing to too many symbols", "type": "error" })
    );
    assert_eq!(standin.subscriptions(Stream::Finnhub).len(), 50);
    assert_eq!(standin.violations()[0].rule, Rule::TooManySymbols);
}

#[tokio::test]
async fn handshakes_and_lines_fail_as_scripted() {
    let standin = standing_at(NOW).await;
    let script = [
        StreamScenario::HandshakeStatus(429),
        StreamScenario::CloseAfter(1),
    ];
    standin.script_stream(Stream::Finnhub, script.to_vec());
    let Err(Error::Http(refused)) = finnhub(&standin).await else {
        panic!("the handshake succeeded");
    };
    assert_eq!(refused.status(), 429);
    assert!(standin.violations().is_empty());
    let mut socket = finnhub(&standin).await.unwrap();
    standin.ping();
    standin.ping();
    assert_eq!(hear(&mut socket).await.unwrap(), json!({ "type": "ping" }));
    assert_eq!(hear(&mut socket).await, None);
}

#[tokio::test]
async fn sockets_can_be_dropped_and_are_gone_then() {
    let standin = standing_at(NOW).await;
    let mut socket = finnhub(&standin).await.unwrap();
    until(|| standin.sockets(Stream::Finnhub) == 1).await;
    standin.drop_sockets();
    assert_eq!(hear(&mut socket).await, None);
    until(|| standin.sockets(Stream::Finnhub) == 0).await;
}

#[tokio::test]
async fn silence_holds_back_trades_until_it_ends() {
    let standin = standing_at(NOW).await;
    let mut socket = finnhub(&standin).await.unwrap();
    say(
        &mut socket,
        json!({ "type": "subscribe", "symbol": "AAPL" }),
    )
    .await;
    until(|| !standin.subscriptions(Stream::Finnhub).is_empty()).await;
    standin.silence();
    standin.tick("AAPL", 1.0);
    standin.speak();
    standin.tick("AAPL", 2.0);
    assert_eq!(hear(&mut socket).await.unwrap()["data"][0]["p"], 2.0);
}

#[tokio::test]
async fn alpaca_acknowledges_keys_and_subscriptions() {
    let standin = standing_at(NOW).await;
    let mut socket = authenticated(&standin).await;
    assert_eq!(hear(&mut socket).await.unwrap()[0]["msg"], "authenticated");
    say(
        &mut socket,
        json!({ "action": "subscribe", "trades": ["AAPL"], "quotes": ["SPY"] }),
    )
    .await;
    let set = hear(&mut socket).await.unwrap();
    assert_eq!(
        (&set[0]["T"], &set[0]["trades"]),
        (&"subscription".into(), &json!(["AAPL"]))
    );
    standin.tick("AAPL", 247.5);
    let trade = hear(&mut socket).await.unwrap();
    assert_eq!(
        (&trade[0]["T"], &trade[0]["t"]),
        (&"t".into(), &"2025-02-25T20:10:04Z".into())
    );
    standin.tick("SPY", 600.0);
    assert_eq!(hear(&mut socket).await.unwrap()[0]["T"], "q");
}

#[tokio::test]
async fn alpaca_names_its_errors_by_code() {
    let standin = standing_at(NOW).await;
    let mut early = alpaca(&standin).await;
    hear(&mut early).await;
    say(
        &mut early,
        json!({ "action": "subscribe", "trades": ["AAPL"] }),
    )
    .await;
    assert_eq!(hear(&mut early).await.unwrap()[0]["code"], 401);
    say(
        &mut early,
        json!({ "action": "auth", "key": "a", "secret": "b" }),
    )
    .await;
    assert_eq!(hear(&mut early).await.unwrap()[0]["code"], 402);
    assert_eq!(hear(&mut early).await, None);

    let mut first = authenticated(&standin).await;
    hear(&mut first).await;
    let mut second = authenticated(&standin).await;
    assert_eq!(hear(&mut second).await.unwrap()[0]["code"], 406);
    let many: Vec<String> = (b'A'..=b'Z')
        .map(|letter| char::from(letter).to_string())
        .collect();
    say(
        &mut first,
        json!({ "action": "subscribe", "trades": many, "quotes": many }),
    )
    .await;
    assert_eq!(hear(&mut first).await.unwrap()[0]["code"], 405);
    let rules: Vec<Rule> = standin
        .violations()
        .iter()
        .map(|broken| broken.rule)
        .collect();
    assert_eq!(rules, [Rule::OneSocket, Rule::TooManySymbols]);
}

#[tokio::test]
async fn alpaca_ends_a_line_with_any_scripted_code() {
    let standin = standing_at(NOW).await;
    standin.script_stream(Stream::Alpaca, vec![StreamScenario::Error(406)]);
    let mut socket = authenticated(&standin).await;
    assert_eq!(
        hear(&mut socket).await.unwrap()[0]["msg"],
        "connection limit exceeded"
    );
    assert_eq!(hear(&mut socket).await, None);
}
