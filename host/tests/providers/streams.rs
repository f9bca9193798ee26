//! Live prices over the providers' streams, from their socket to that of a subscriber.

use std::time::Duration;

use sandbourse_standin::{Standin, Stream, StreamScenario};
use serde_json::Value;

use super::{server, state};
use crate::support::Live;

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until a stream has these subscriptions.
async fn subscribed(standin: &Standin, stream: Stream, symbols: &[&str]) {
    let reached = async {
        while standin.subscriptions(stream) != symbols {
            tokio::task::yield_now().await;
        }
    };
    let waited = tokio::time::timeout(PATIENCE, reached).await;
    waited.unwrap_or_else(|_| panic!("{:?}", standin.subscriptions(stream)));
}

/// The message with this trade; quotes that were asked for over REST may come before it.
async fn trade(live: &mut Live, provider: &str, price: f64) -> Value {
    loop {
        let data = live.next_of("price").await["data"].take();
        if data["provider"] == provider && data["price"] == price {
            return data;
        }
    }
}

async fn follow(live: &mut Live, symbol: &str) {
    live.send(&format!(
        r#"{{"action":"subscribe","topics":["prices:{symbol}"]}}"#
    ))
    .await;
}

#[tokio::test]
async fn a_trade_reaches_a_subscriber_and_a_lost_stream_comes_back() {
    let standin = Standin::start().await.unwrap();
    let server = server(&standin, "finnhub,yahoo").start();
    let mut live = Live::open(&server, "/api/v1/ws").await;
    follow(&mut live, "AAPL").await;
    subscribed(&standin, Stream::Finnhub, &["AAPL"]).await;
    standin.tick("AAPL", 321.5);
    let quote = trade(&mut live, "finnhub", 321.5).await;
    assert_eq!(quote["delay"], "real_time");
    assert_eq!(standin.sockets(Stream::Finnhub), 1);

    standin.drop_sockets();
    subscribed(&standin, Stream::Finnhub, &[]).await;
    subscribed(&standin, Stream::Finnhub, &["AAPL"]).await;
    standin.tick("AAPL", 322.5);
    trade(&mut live, "finnhub", 322.5).await;
    let client = server.client();
    let stream = state(&client, "finnhub_stream").await;
    assert_eq!(stream["state"], "ready");
    assert_eq!(stream["last_problem"]["code"], "provider_down");
    assert_eq!(stream["budgets"][0]["remaining"], 49);
    assert_eq!(state(&client, "alpaca_stream").await["state"], "off");
    assert_eq!(standin.violations(), vec![]);
}

#[tokio::test]
async fn alpacas_stream_comes_first_and_a_refused_key_leaves_its_symbols_to_the_next() {
    let standin = Standin::start().await.unwrap();
    standin.script_stream(Stream::Alpaca, vec![StreamScenario::Error(402)]);
    let server = server(&standin, "alpaca,finnhub").start();
    let mut live = Live::open(&server, "/api/v1/ws").await;
    follow(&mut live, "MSFT").await;
    subscribed(&standin, Stream::Finnhub, &["MSFT"]).await;
    let stream = state(&server.client(), "alpaca_stream").await;
    assert_eq!(
        (&stream["state"], &stream["last_problem"]["code"]),
        (&"off".into(), &"provider_key".into())
    );
    standin.tick("MSFT", 432.25);
    trade(&mut live, "finnhub", 432.25).await;
    assert_eq!(standin.sockets(Stream::Alpaca), 0);
}
