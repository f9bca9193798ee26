//! A provider's end of a stream, in memory: its bytes are pipes, so that paused time
//! decides everything.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use futures_util::{FutureExt, SinkExt, StreamExt};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_util::sync::CancellationToken;

use super::line::{Connect, ConnectError, Line, over};
use super::provider::{Keys, Provider};
use super::stream::Stream;
use crate::clock::Clock;
use crate::config::Secret;

/// 2024-03-06T15:00:00Z, half an hour into a session.
pub const OPEN: i64 = 1_709_737_200_000;

/// Where connections of a stream arrive.
pub struct Server {
    provider: Provider,
    arrivals: mpsc::UnboundedReceiver<Line>,
    refusals: Arc<Mutex<VecDeque<ConnectError>>>,
    stop: CancellationToken,
}

/// One connection, from the provider's side.
pub struct Socket {
    line: Line,
}

/// A running stream and the server that it finds.
pub fn start(provider: Provider) -> (Arc<Stream>, Server) {
    let (sender, arrivals) = mpsc::unbounded_channel();
    let refusals = Arc::<Mutex<VecDeque<ConnectError>>>::default();
    let keys = Keys {
        key: Secret::new("the-key"),
        secret: Secret::new("the-secret"),
    };
    let connect = connect(sender, Arc::clone(&refusals));
    let stream = Arc::new(Stream::new(provider, keys, connect, Clock::manual(OPEN)));
    let server = Server {
        provider,
        arrivals,
        refusals,
        stop: CancellationToken::new(),
    };
    server.run(&stream);
    (stream, server)
}

fn connect(
    arrivals: mpsc::UnboundedSender<Line>,
    refusals: Arc<Mutex<VecDeque<ConnectError>>>,
) -> Connect {
    Arc::new(move || {
        let (arrivals, refusal) = (arrivals.clone(), refusals.lock().unwrap().pop_front());
        async move {
            if let Some(refusal) = refusal {
                return Err(refusal);
            }
            let (ours, theirs) = tokio::io::duplex(64 * 1024);
            let theirs = over(Box::new(theirs), Role::Server).await;
            arrivals.send(theirs).unwrap();
            Ok(over(Box::new(ours), Role::Client).await)
        }
        .boxed()
    })
}

impl Server {
    /// Runs the stream until the server's `stop`.
    pub fn run(&self, stream: &Arc<Stream>) {
        let (stream, stop) = (Arc::clone(stream), self.stop.clone());
        tokio::spawn(async move { stream.run(&stop).await });
    }

    /// Ends what runs.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Answers the next attempts so.
    pub fn refuse(&self, refusals: impl IntoIterator<Item = ConnectError>) {
        self.refusals.lock().unwrap().extend(refusals);
    }

    /// The next connection, before any word.
    pub async fn accept(&mut self) -> Socket {
        let line = self.arrivals.recv().await.unwrap();
        Socket { line }
    }

    /// The next connection, with the key taken.
    pub async fn welcome(&mut self) -> Socket {
        let mut socket = self.accept().await;
        if self.provider.is_greeting() {
            socket.say(r#"[{"T":"success","msg":"connected"}]"#).await;
            assert_eq!(socket.hear().await["action"], "auth");
            let ready = r#"[{"T":"success","msg":"authenticated"}]"#;
            socket.say(ready).await;
        }
        socket
    }

    /// Whether a connection waits to be accepted.
    pub fn has_arrival(&mut self) -> bool {
        !self.arrivals.is_empty()
    }
}

impl Socket {
    /// Sends a text.
    pub async fn say(&mut self, text: &str) {
        self.line.send(Message::text(text)).await.unwrap();
    }

    /// A trade in the words of the provider.
    pub async fn trade(&mut self, provider: Provider, symbol: &str, price: f64) {
        let text = match provider {
            Provider::Alpaca => format!(
                r#"[{{"T":"t","S":"{symbol}","p":{price},"s":5,"t":"2024-03-06T15:00:00Z"}}]"#
            ),
            Provider::Finnhub => format!(
                r#"{{"data":[{{"s":"{symbol}","p":{price},"t":{OPEN},"v":5}}],"type":"trade"}}"#
            ),
        };
        self.say(&text).await;
    }

    /// The next message of the client; null when it said goodbye.
    pub async fn hear(&mut self) -> Value {
        loop {
            match self.line.next().await {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).unwrap(),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Value::Null,
                Some(Ok(_)) => {}
            }
        }
    }

    /// Symbols of the next `count` subscriptions to Finnhub.
    pub async fn subscriptions(&mut self, count: usize) -> Vec<String> {
        let mut symbols = Vec::new();
        for _ in 0..count {
            let asked = self.hear().await;
            assert_eq!(asked["type"], "subscribe");
            symbols.push(asked["symbol"].as_str().unwrap().to_owned());
        }
        symbols
    }

    /// Whether the client has said nothing more.
    pub fn is_quiet(&mut self) -> bool {
        self.line.next().now_or_never().is_none()
    }
}
