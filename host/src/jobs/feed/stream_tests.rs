//! The feed with streams, in paused time.

use std::sync::Mutex;

use sandbourse_wit::values::Instant;
use serde_json::{Value, json};

use super::*;
use crate::services::hub::Subscriber;
use crate::services::streams::Provider;
use crate::services::streams::testing::{OPEN, Server, Socket, start};

/// A feed with one poll source, whose quotes are an hour old, and two streams.
struct Running {
    hub: Hub,
    polled: Arc<Mutex<Vec<String>>>,
    alpaca: Server,
    finnhub: Server,
}

fn running() -> Running {
    let (alpaca_stream, alpaca) = start(Provider::Alpaca);
    let (finnhub_stream, finnhub) = start(Provider::Finnhub);
    let polled = Arc::<Mutex<Vec<String>>>::default();
    let asked = Arc::clone(&polled);
    let quotes = move |symbols: Vec<String>| {
        asked.lock().unwrap().extend(symbols.iter().cloned());
        let quotes = symbols.iter().map(|symbol| polled_quote(symbol)).collect();
        let errors = Vec::new();
        async move { Ok(QuoteBatch { quotes, errors }) }.boxed()
    };
    let sources = Sources {
        quotes: Arc::new(quotes),
        bars: Arc::new(|_| async { None }.boxed()),
        streams: Streams::of(vec![alpaca_stream, finnhub_stream]),
    };
    let hub = Hub::default();
    tokio::spawn(Feed::new(hub.clone(), sources).run(CancellationToken::new()));
    Running {
        hub,
        polled,
        alpaca,
        finnhub,
    }
}

fn polled_quote(symbol: &str) -> Quote {
    Quote {
        symbol: symbol.to_owned(),
        price: 100.0,
        previous_close: Some(80.0),
        change: Some(20.0),
        change_fraction: Some(0.25),
        change_percent: Some(25.0),
        open: Some(90.0),
        high: Some(105.0),
        low: Some(88.0),
        volume: Some(1e6),
        currency: "USD".to_owned(),
        as_of: Instant {
            epoch_ms: OPEN - 3_600_000,
        },
        provider: "yahoo".to_owned(),
        delay: "15_min".to_owned(),
        stale: false,
    }
}

impl Running {
    fn listen(&self, symbol: &str) -> Subscriber {
        let mut subscriber = self.hub.connect();
        let topic = Topic::prices(symbol).unwrap();
        subscriber.subscribe(&topic, None).unwrap();
        subscriber
    }

    /// How often `symbol` was asked for since the last call.
    fn polls(&self, symbol: &str) -> usize {
        let asked = std::mem::take(&mut *self.polled.lock().unwrap());
        asked.iter().filter(|asked| *asked == symbol).count()
    }

    /// Alpaca with one symbol that it has acknowledged.
    async fn alpaca_with(&mut self, symbol: &str) -> Socket {
        let mut socket = self.alpaca.welcome().await;
        assert_eq!(socket.hear().await["trades"], json!([symbol]));
        let held = json!([{ "T": "subscription", "trades": [symbol] }]);
        socket.say(&held.to_string()).await;
        socket
    }
}

async fn next(subscriber: &Subscriber) -> Value {
    let delivery = subscriber.next().await.unwrap();
    serde_json::from_slice(&delivery.message.payload).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_trade_reaches_a_subscriber_with_its_provider_and_the_days_figures() {
    let mut feed = running();
    let apple = feed.listen("AAPL");
    let mut alpaca = feed.alpaca_with("AAPL").await;
    assert_eq!(next(&apple).await["provider"], "yahoo");
    alpaca.trade(Provider::Alpaca, "AAPL", 120.0).await;
    let quote = next(&apple).await;
    assert_eq!(quote["provider"], "alpaca");
    assert_eq!(quote["delay"], "real_time");
    assert_eq!(quote["as_of"], "2024-03-06T15:00:00Z");
    assert_eq!(
        (&quote["price"], &quote["previous_close"]),
        (&json!(120.0), &json!(80.0))
    );
    assert_eq!(
        (&quote["change"], &quote["change_percent"]),
        (&json!(40.0), &json!(50.0))
    );
    assert_eq!(
        (&quote["high"], &quote["low"]),
        (&json!(120.0), &json!(88.0))
    );
    assert!(!feed.finnhub.has_arrival(), "the next stream is not needed");
}

#[tokio::test(start_paused = true)]
async fn of_many_trades_the_last_of_a_quarter_second_is_published() {
    let mut feed = running();
    let apple = feed.listen("AAPL");
    let mut alpaca = feed.alpaca_with("AAPL").await;
    next(&apple).await;
    for price in 1..=100 {
        alpaca
            .trade(Provider::Alpaca, "AAPL", f64::from(price))
            .await;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    tokio::time::sleep(PACE).await;
    let mut prices = Vec::new();
    while let Some(Ok(delivery)) = apple.next().now_or_never() {
        let quote: Value = serde_json::from_slice(&delivery.message.payload).unwrap();
        prices.push(quote["price"].as_f64().unwrap());
    }
    assert!((4..=6).contains(&prices.len()), "{prices:?}");
    assert_eq!(prices.last(), Some(&100.0));
}

#[tokio::test(start_paused = true)]
async fn a_streamed_symbol_is_asked_for_once_a_minute_and_others_each_second() {
    let mut feed = running();
    let (_apple, _index) = (feed.listen("AAPL"), feed.listen("^GSPC"));
    let _alpaca = feed.alpaca_with("AAPL").await;
    tokio::time::sleep(TICK * 5).await;
    feed.polls("AAPL");
    tokio::time::sleep(TICK * 60).await;
    let asked = std::mem::take(&mut *feed.polled.lock().unwrap());
    let count = |symbol: &str| asked.iter().filter(|asked| *asked == symbol).count();
    assert_eq!(count("AAPL"), 1);
    assert_eq!(count("^GSPC"), 60);
}

#[tokio::test(start_paused = true)]
async fn the_symbols_of_a_lost_stream_are_asked_for_each_second_until_the_next_one_has_them() {
    let mut feed = running();
    let apple = feed.listen("AAPL");
    let mut alpaca = feed.alpaca_with("AAPL").await;
    alpaca.trade(Provider::Alpaca, "AAPL", 120.0).await;
    tokio::time::sleep(TICK * 3).await;
    alpaca
        .say(r#"[{"T":"error","code":402,"msg":"auth failed"}]"#)
        .await;
    let mut finnhub = feed.finnhub.accept().await;
    assert_eq!(finnhub.subscriptions(1).await, ["AAPL"]);
    feed.polls("AAPL");
    finnhub.trade(Provider::Finnhub, "AAPL", 130.0).await;
    tokio::time::sleep(TICK).await;
    let mut last = Value::Null;
    while let Some(Ok(delivery)) = apple.next().now_or_never() {
        last = serde_json::from_slice(&delivery.message.payload).unwrap();
    }
    assert_eq!(
        (&last["provider"], &last["price"]),
        (&json!("finnhub"), &json!(130.0))
    );
    drop(finnhub);
    feed.finnhub.refuse(std::iter::repeat_n(
        crate::services::streams::ConnectError::Unreachable,
        5,
    ));
    tokio::time::sleep(TICK).await;
    feed.polls("AAPL");
    tokio::time::sleep(TICK * 5).await;
    assert_eq!(feed.polls("AAPL"), 5);
}

#[tokio::test(start_paused = true)]
async fn streams_rest_when_nobody_listens() {
    let mut feed = running();
    let apple = feed.listen("AAPL");
    let mut alpaca = feed.alpaca_with("AAPL").await;
    drop(apple);
    assert_eq!(alpaca.hear().await["action"], "unsubscribe");
    assert_eq!(alpaca.hear().await, Value::Null);
}
