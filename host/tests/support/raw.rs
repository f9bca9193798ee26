//! A bare socket, for requests that no proper client would send.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::Server;

/// Longer than the longest limit that a test waits for.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open socket.
pub struct Raw {
    stream: TcpStream,
}

impl Raw {
    /// Connects.
    pub async fn open(server: &Server) -> Self {
        let stream = TcpStream::connect(server.authority()).await.unwrap();
        Self { stream }
    }

    /// Sends bytes; the server may have closed already.
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.stream.write_all(bytes.as_ref()).await;
    }

    /// Everything that comes until the server closes.
    pub async fn rest(&mut self) -> String {
        let mut bytes = Vec::new();
        // A reset after the answer is a close, too.
        let _ = timeout(PATIENCE, self.stream.read_to_end(&mut bytes))
            .await
            .expect("the server keeps the connection open");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// One answer without a body that matters: what is there up to the end of its head.
    pub async fn head(&mut self) -> String {
        let mut bytes = Vec::new();
        while !bytes.windows(4).any(|four| four == b"\r\n\r\n") {
            let mut one = [0; 1024];
            let read = timeout(PATIENCE, self.stream.read(&mut one)).await;
            match read.expect("no answer came").unwrap_or(0) {
                0 => break,
                n => bytes.extend_from_slice(&one[..n]),
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Sends one request and reads until the server closes.
    pub async fn exchange(server: &Server, request: impl AsRef<[u8]>) -> String {
        let mut socket = Self::open(server).await;
        socket.send(request).await;
        socket.rest().await
    }
}

/// The status of an answer; 0 when there is none.
pub fn status(answer: &str) -> u16 {
    let word = answer.split(' ').nth(1);
    word.and_then(|word| word.parse().ok()).unwrap_or(0)
}
