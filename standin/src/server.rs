//! The socket: every connection, and which part answers a path.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::ask::Seen;
use crate::control;
use crate::provider::{Provider, Stream};
use crate::reply::{Body, Broken};
use crate::state::State;
use crate::streams;

/// The largest order that the control path reads.
const ORDER_BYTES: usize = 1 << 20;

/// Accepts connections until the task is aborted, which ends them all.
pub async fn serve(listener: TcpListener, state: Arc<State>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((socket, _)) = accepted {
                    connections.spawn(connection(socket, Arc::clone(&state)));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(socket: TcpStream, state: Arc<State>) {
    // Small frames have to leave at once.
    drop(socket.set_nodelay(true));
    let service = service_fn(move |request| respond(request, Arc::clone(&state)));
    // An error here is a connection that either side ended, often on purpose.
    let served = http1::Builder::new()
        .serve_connection(TokioIo::new(socket), service)
        .with_upgrades();
    drop(served.await);
}

async fn respond(request: Request<Incoming>, state: Arc<State>) -> Result<Response<Body>, Broken> {
    let path = request.uri().path().to_owned();
    let first = path.split('/').nth(1).unwrap_or_default();
    if let Some(provider) = Provider::named(first) {
        let (parts, _) = request.into_parts();
        let seen = Seen::of(&parts, first, state.clock.now());
        let (reply, scenario) = state.answer(provider, seen);
        return reply.send(&scenario).await;
    }
    if let Some(stream) = Stream::named(first) {
        return Ok(streams::accept(stream, request, state).await);
    }
    if first == "control" {
        let (parts, body) = request.into_parts();
        let subject = path.split('/').nth(2).unwrap_or_default();
        let order = Limited::new(body, ORDER_BYTES).collect().await;
        let order = order
            .map(|collected| collected.to_bytes())
            .unwrap_or_default();
        return Ok(control::obey(&parts.method, subject, &order, &state));
    }
    Ok(plain(
        StatusCode::NOT_FOUND,
        "no provider has this prefix\n",
    ))
}

/// A short answer in plain text.
pub fn plain(status: StatusCode, text: &str) -> Response<Body> {
    whole(status, "text/plain; charset=utf-8", text.to_owned())
}

/// A whole answer of any type.
pub fn whole(status: StatusCode, content_type: &str, body: String) -> Response<Body> {
    let body = Full::new(Bytes::from(body))
        .map_err(Broken::from)
        .boxed_unsync();
    let mut response = Response::new(body);
    *response.status_mut() = status;
    if let Ok(value) = content_type.parse() {
        response.headers_mut().insert("content-type", value);
    }
    response
}
