//! The server over sockets: what it does with time, and how it stops. Time-outs run
//! over an in-process pipe with paused time, the rest over loopback.

use std::num::NonZeroU32;

use axum::Router;
use axum::routing::{get, post};
use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::Instant;

use super::*;
use crate::services::rate_limit::ClientLimiter;
use crate::services::traffic::Traffic;

const ALICE: &str = "192.0.2.1:5";

fn gate(router: Router) -> Gate {
    let limiter = ClientLimiter::new(NonZeroU32::new(10_000).unwrap(), Duration::from_secs(60));
    Gate::new(
        router,
        gate::Policy::default(),
        Arc::new(limiter),
        Arc::new(Traffic::default()),
    )
}

fn router() -> Router {
    Router::new()
        .route("/info", get(async || "fine"))
        .route("/echo", post(async |body: Bytes| body))
}

/// A client's end of a connection that is being served.
fn connect() -> DuplexStream {
    let (client, server) = duplex(64 * 1024);
    let connections = Connections::new(Arc::new(gate(router())), CancellationToken::new());
    let permit = Admission::new(1, 1)
        .admit(ALICE.parse::<SocketAddr>().unwrap().ip())
        .unwrap();
    tokio::spawn(connections.serve(server, ALICE.parse().unwrap(), permit));
    client
}

async fn say(client: &mut DuplexStream, words: &str) {
    client.write_all(words.as_bytes()).await.unwrap();
}

/// Reads to the end of the connection.
async fn rest(client: &mut DuplexStream) -> String {
    let mut bytes = Vec::new();
    let _ = client.read_to_end(&mut bytes).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Reads one answer whose body is `body`.
async fn answer(client: &mut DuplexStream, body: &str) -> String {
    let mut text = String::new();
    while !text.ends_with(body) {
        let mut piece = [0; 4096];
        let read = client.read(&mut piece).await.unwrap();
        assert_ne!(read, 0, "closed after {text:?}");
        text.push_str(&String::from_utf8_lossy(&piece[..read]));
    }
    text
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_says_nothing_is_closed_after_five_seconds() {
    let before = Instant::now();
    assert_eq!(rest(&mut connect()).await, "");
    assert_eq!(before.elapsed(), limits::FIRST_BYTE);
}

#[tokio::test(start_paused = true)]
async fn a_head_that_drips_in_is_answered_408_after_ten_seconds() {
    let (before, mut client) = (Instant::now(), connect());
    say(&mut client, "GET /info HTTP/1.1\r\n").await;
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_secs(2)).await;
        say(&mut client, "X-Slow: 1\r\n").await;
    }
    let text = rest(&mut client).await;
    assert!(text.starts_with("HTTP/1.1 408 "), "{text:?}");
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(
        head.contains(&format!("content-length: {}", body.len())),
        "{text:?}"
    );
    assert_eq!(before.elapsed().as_secs(), limits::HEAD.as_secs());
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_is_kept_for_75_seconds_after_its_last_answer() {
    let mut client = connect();
    for _ in 0..2 {
        say(&mut client, "GET /info HTTP/1.1\r\nHost: a\r\n\r\n").await;
        answer(&mut client, "fine").await;
        tokio::time::sleep(Duration::from_secs(70)).await;
    }
    let before = Instant::now();
    assert_eq!(rest(&mut client).await, "");
    assert_eq!(before.elapsed().as_secs(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stops_coming_is_answered_408() {
    let (before, mut client) = (Instant::now(), connect());
    say(
        &mut client,
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345",
    )
    .await;
    let text = rest(&mut client).await;
    assert!(
        text.starts_with("HTTP/1.1 408 ") && text.contains("body_timeout"),
        "{text:?}"
    );
    assert_eq!(before.elapsed().as_secs(), limits::BODY_IDLE.as_secs());
}

#[tokio::test(start_paused = true)]
async fn ambiguous_requests_are_refused_with_a_document_and_the_connection_closed() {
    for lines in [
        "Host: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n",
        "Host: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Host: a\nContent-Length: 3\r\n",
        "Host: a\r\nHost: a\r\n",
        "Accept: b\r\n",
        "Host: a\r\nX_Y: 1\r\n",
    ] {
        let mut client = connect();
        say(
            &mut client,
            &format!(
                "GET /info HTTP/1.1\r\nHost: a\r\n\r\nPOST /echo HTTP/1.1\r\n{lines}\r\n0\r\n\r\n"
            ),
        )
        .await;
        let text = rest(&mut client).await;
        assert!(text.starts_with("HTTP/1.1 200 "), "{lines:?} {text:?}");
        assert_eq!(text.matches("HTTP/1.1 ").count(), 2, "{lines:?} {text:?}");
        assert!(
            text.contains("HTTP/1.1 400 ") && text.contains("malformed_request"),
            "{lines:?} {text:?}"
        );
    }
}

#[tokio::test]
async fn the_bound_address_is_told_and_a_stop_lets_the_running_request_finish() {
    let (started, mut wait) = tokio::sync::mpsc::channel::<()>(1);
    let (release, finish) = tokio::sync::watch::channel(false);
    let slow = get(move || {
        let (started, mut finish) = (started.clone(), finish.clone());
        async move {
            let _ = started.send(()).await;
            let _ = finish.wait_for(|done| *done).await;
            "finished"
        }
    });
    let gate = gate(Router::new().route("/slow", slow));
    let server = Server::bind("127.0.0.1:0".parse().unwrap(), gate)
        .await
        .unwrap();
    let address = server.address().unwrap();
    assert_ne!(address.port(), 0);
    let stop = CancellationToken::new();
    let serving = tokio::spawn(server.serve(stop.clone(), Duration::from_secs(30)));
    let mut client = TcpStream::connect(address).await.unwrap();
    client
        .write_all(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    wait.recv().await.unwrap();
    let mut idle = TcpStream::connect(address).await.unwrap();
    stop.cancel();
    let _ = idle.read(&mut [0; 1]).await;
    assert!(
        TcpStream::connect(address).await.is_err(),
        "the listener is closed"
    );
    release.send(true).unwrap();
    let mut text = String::new();
    client.read_to_string(&mut text).await.unwrap();
    assert!(
        text.ends_with("finished") && text.contains("connection: close"),
        "{text:?}"
    );
    assert_eq!(serving.await.unwrap(), Drained { cut: 0 });
}

#[tokio::test]
async fn a_connection_over_the_limit_of_its_address_is_reset() {
    let server = Server::bind("127.0.0.1:0".parse().unwrap(), gate(router()))
        .await
        .unwrap();
    let address = server.address().unwrap();
    let stop = CancellationToken::new();
    let serving = tokio::spawn(server.serve(stop.clone(), Duration::ZERO));
    let mut held = Vec::new();
    for _ in 0..limits::CONNECTIONS_PER_ADDRESS {
        let mut client = TcpStream::connect(address).await.unwrap();
        client
            .write_all(b"GET /info HTTP/1.1\r\nHost: a\r\n\r\n")
            .await
            .unwrap();
        assert_ne!(client.read(&mut [0; 16]).await.unwrap(), 0);
        held.push(client);
    }
    let mut over = TcpStream::connect(address).await.unwrap();
    let _ = over
        .write_all(b"GET /info HTTP/1.1\r\nHost: a\r\n\r\n")
        .await;
    assert!(over.read(&mut [0; 16]).await.map_or(true, |read| read == 0));
    stop.cancel();
    serving.await.unwrap();
}
