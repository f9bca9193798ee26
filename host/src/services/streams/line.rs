//! A WebSocket to a provider, made through the checked HTTP clients: their names,
//! addresses, certificates and deadlines hold for streams too.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use reqwest::header::{
    CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use reqwest::{Response, StatusCode, Url, Version};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use crate::services::egress::{Dialer, forbidden};

/// From resolving the name to the end of the handshake.
const PATIENCE: Duration = Duration::from_secs(15);
/// Longest message: many times that of a busy second over all symbols.
const MESSAGE_BYTES: usize = 1024 * 1024;

/// What carries the bytes: a TLS connection, or a pipe in a test.
pub trait Bytes: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Bytes for T {}

/// An open WebSocket.
pub type Line = WebSocketStream<Box<dyn Bytes>>;
/// Makes one.
pub type Connect = Arc<dyn Fn() -> BoxFuture<'static, Result<Line, ConnectError>> + Send + Sync>;

/// Why there is no connection; never holds the address, which may hold a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// The server answered with this status instead of opening a WebSocket.
    #[error("the server answered {0} instead of opening a stream")]
    Answered(u16),
    /// The handshake is not one.
    #[error("the server's handshake is not that of a WebSocket")]
    Handshake,
    /// The address is not public, and was not set by the operator.
    #[error("the address is not public")]
    Forbidden,
    /// No connection.
    #[error("the server could not be reached")]
    Unreachable,
    /// No answer in time.
    #[error("no answer in time")]
    TimedOut,
}

/// Connects to `url` (ws or wss): anywhere when `trusted`, else to public addresses only.
pub fn dial(dialer: Dialer, url: Url, trusted: bool) -> Connect {
    Arc::new(move || {
        let (dialer, url) = (dialer.clone(), over_http(&url));
        async move {
            let opening = open(&dialer, url, trusted);
            timeout(PATIENCE, opening)
                .await
                .unwrap_or(Err(ConnectError::TimedOut))
        }
        .boxed()
    })
}

/// A line over `bytes` that are past the handshake.
pub async fn over(bytes: Box<dyn Bytes>, role: Role) -> Line {
    let bounds = WebSocketConfig::default()
        .max_message_size(Some(MESSAGE_BYTES))
        .max_frame_size(Some(MESSAGE_BYTES))
        .max_write_buffer_size(MESSAGE_BYTES);
    WebSocketStream::from_raw_socket(bytes, role, Some(bounds)).await
}

async fn open(dialer: &Dialer, url: Url, trusted: bool) -> Result<Line, ConnectError> {
    let client = dialer
        .client(&url, trusted)
        .map_err(|_| ConnectError::Forbidden)?;
    let key = generate_key();
    let request = client
        .get(url)
        // The only version with an upgrade.
        .version(Version::HTTP_11)
        .header(CONNECTION, "Upgrade")
        .header(UPGRADE, "websocket")
        .header(SEC_WEBSOCKET_VERSION, "13")
        .header(SEC_WEBSOCKET_KEY, &key);
    let answer = request.send().await.map_err(|error| failure(&error))?;
    if answer.status() != StatusCode::SWITCHING_PROTOCOLS {
        return Err(ConnectError::Answered(answer.status().as_u16()));
    }
    if !is_accepted(&answer, &key) {
        return Err(ConnectError::Handshake);
    }
    let bytes = answer.upgrade().await.map_err(|error| failure(&error))?;
    Ok(over(Box::new(bytes), Role::Client).await)
}

fn is_accepted(answer: &Response, key: &str) -> bool {
    let accept = answer.headers().get(SEC_WEBSOCKET_ACCEPT);
    accept.is_some_and(|value| value.as_bytes() == derive_accept_key(key.as_bytes()).as_bytes())
}

/// The same place for an HTTP client. The address library refuses to change `ws` into
/// `http` in place.
fn over_http(url: &Url) -> Url {
    let text = url.as_str();
    let text = match text.strip_prefix("ws") {
        Some(rest) => format!("http{rest}"),
        None => text.to_owned(),
    };
    Url::parse(&text).unwrap_or_else(|_| url.clone())
}

fn failure(error: &reqwest::Error) -> ConnectError {
    match forbidden(error) {
        Some(_) => ConnectError::Forbidden,
        None if error.is_timeout() => ConnectError::TimedOut,
        None => ConnectError::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{SinkExt, StreamExt};
    use tokio::io::AsyncWriteExt;
    use tokio::net::TcpListener;
    use tokio_tungstenite::accept_async;
    use tokio_tungstenite::tungstenite::Message;

    use super::*;
    use crate::services::egress::Names;

    async fn server() -> (TcpListener, Url) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}/v2/iex", listener.local_addr().unwrap());
        (listener, Url::parse(&url).unwrap())
    }

    fn dialing(url: &Url, trusted: bool) -> BoxFuture<'static, Result<Line, ConnectError>> {
        dial(Dialer::new(Names::System).unwrap(), url.clone(), trusted)()
    }

    #[tokio::test]
    async fn a_stream_is_opened_through_the_http_client() {
        let (listener, url) = server().await;
        let serving = tokio::spawn(async move {
            let (socket, _) = listener.accept().await.unwrap();
            let mut socket = accept_async(socket).await.unwrap();
            let heard = socket.next().await.unwrap().unwrap();
            socket.send(heard).await.unwrap();
        });
        let mut line = dialing(&url, true).await.unwrap();
        line.send(Message::text("hello")).await.unwrap();
        assert_eq!(line.next().await.unwrap().unwrap(), Message::text("hello"));
        serving.await.unwrap();
    }

    #[tokio::test]
    async fn a_plain_answer_is_told_by_its_status_and_a_false_handshake_is_refused() {
        for (answer, error) in [
            (
                "HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n",
                ConnectError::Answered(401),
            ),
            (
                "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: no\r\n\r\n",
                ConnectError::Handshake,
            ),
        ] {
            let (listener, url) = server().await;
            let serving = tokio::spawn(async move {
                let (mut socket, _) = listener.accept().await.unwrap();
                socket.write_all(answer.as_bytes()).await.unwrap();
                socket
            });
            assert_eq!(dialing(&url, true).await.err().unwrap(), error);
            drop(serving.await.unwrap());
        }
    }

    #[tokio::test]
    async fn addresses_that_the_operator_did_not_set_must_be_public() {
        let (_listener, url) = server().await;
        assert_eq!(
            dialing(&url, false).await.err().unwrap(),
            ConnectError::Forbidden
        );
    }
}
