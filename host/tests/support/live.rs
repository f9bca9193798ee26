//! A WebSocket client that reads JSON messages.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::Server;

/// Longer than a heartbeat takes to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// An open connection.
pub struct Live {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Live {
    /// Connects to a path of a server.
    pub async fn open(server: &Server, path: &str) -> Self {
        match Self::try_open(server, path).await {
            Ok(live) => live,
            Err(error) => panic!("{path}: {error}"),
        }
    }

    /// Connects, or says why not.
    pub async fn try_open(server: &Server, path: &str) -> Result<Self, Error> {
        let url = format!("ws://{}{path}", server.authority());
        let (socket, _) = connect_async(url).await?;
        Ok(Self { socket })
    }

    /// Sends text.
    pub async fn send(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// The next message of any type.
    pub async fn next(&mut self) -> Value {
        loop {
            match self.frame().await {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("unexpected {other:?}"),
            }
        }
    }

    /// The next message of this type; others are passed over.
    pub async fn next_of(&mut self, kind: &str) -> Value {
        let wanted = async {
            loop {
                let message = self.next().await;
                if message["type"] == kind {
                    return message;
                }
            }
        };
        // Heartbeats come for ever, so waiting for each message alone would be no limit.
        let found = timeout(PATIENCE, wanted).await;
        found.unwrap_or_else(|_| panic!("no `{kind}` came"))
    }

    /// Reads until the server closes, and says with which code.
    pub async fn close_code(&mut self) -> u16 {
        loop {
            if let Message::Close(frame) = self.frame().await {
                return frame.map_or(CloseCode::Status, |frame| frame.code).into();
            }
        }
    }

    /// Closes and waits for the server to agree.
    pub async fn close(mut self) {
        self.socket.close(None).await.unwrap();
        while timeout(PATIENCE, self.socket.next())
            .await
            .unwrap()
            .is_some()
        {}
    }

    async fn frame(&mut self) -> Message {
        let frame = timeout(PATIENCE, self.socket.next()).await;
        frame.expect("nothing came").unwrap().unwrap()
    }
}
