//! One connection from its first byte to its last: HTTP/1.1 or HTTP/2 (by prior
//! knowledge), each request through the gate.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::sync::CancellationToken;

use super::activity::Activity;
use super::admission::Permit;
use super::gate::Gate;
use super::limits;
use super::socket::Socket;

/// What all connections share.
#[derive(Clone)]
pub struct Connections {
    builder: Arc<Builder<TokioExecutor>>,
    gate: Arc<Gate>,
    draining: CancellationToken,
}

impl Connections {
    /// Connections that finish what they do once `draining` is cancelled.
    pub fn new(gate: Arc<Gate>, draining: CancellationToken) -> Self {
        Self {
            builder: Arc::new(protocols()),
            gate,
            draining,
        }
    }

    /// Serves one connection until it closes.
    pub async fn serve<S>(self, stream: S, peer: SocketAddr, permit: Permit)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let activity = Arc::new(Activity::new());
        let socket = TokioIo::new(Socket::new(stream, Arc::clone(&activity), permit));
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let (gate, in_flight) = (Arc::clone(&self.gate), activity.begin());
            async move { Ok::<_, Infallible>(gate.answer(request, peer, in_flight).await) }
        });
        let connection = self.builder.serve_connection_with_upgrades(socket, service);
        tokio::pin!(connection);
        let result = tokio::select! {
            biased;
            result = connection.as_mut() => result,
            () = self.draining.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(cause) = result {
            tracing::debug!(target: "http.connection", %peer, cause, "connection ended early");
        }
    }
}

fn protocols() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        // The socket times the head itself: hyper's clock would also run while a
        // connection is idle between two requests.
        .header_read_timeout(None)
        .max_headers(limits::PARSER_HEADERS)
        .max_buf_size(limits::PARSER_HEAD_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits::H2_STREAMS)
        .initial_stream_window_size(limits::H2_STREAM_WINDOW)
        .initial_connection_window_size(limits::H2_CONNECTION_WINDOW)
        .max_header_list_size(limits::H2_HEADER_LIST)
        .max_send_buf_size(limits::H2_SEND_BUFFER)
        .keep_alive_interval(limits::H2_PING)
        .keep_alive_timeout(limits::H2_PING);
    builder
}
