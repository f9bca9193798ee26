//! WebSockets: the handshake, the one-socket rule, and the loop that each socket runs.

mod alpaca;
mod finnhub;
mod hub;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::{Request, Response, StatusCode};
use tokio::time::{Instant, Interval, interval_at};

pub use hub::Hub;
use hub::{Push, Seat};

use crate::ask::Seen;
use crate::limits::Rule;
use crate::provider::{Provider, Stream};
use crate::reply::{Body, Broken};
use crate::scenario::StreamScenario;
use crate::server::plain;
use crate::state::State;

/// Time between pings while nothing else is said. Finnhub's is not published; a line without
/// one for 60 to 90 s counts as dead.
const PING: Duration = Duration::from_secs(20);

/// How long a new socket waits for an old one that is just going away.
const GRACE: Duration = Duration::from_millis(300);

impl Stream {
    /// The provider whose rules it follows.
    fn provider(self) -> Provider {
        match self {
            Self::Finnhub => Provider::Finnhub,
            Self::Alpaca => Provider::Alpaca,
        }
    }
}

/// Answers a handshake.
pub async fn accept(
    stream: Stream,
    request: Request<Incoming>,
    state: Arc<State>,
) -> Response<Body> {
    let (mut parts, _) = request.into_parts();
    let seen = Seen::of(&parts, stream.prefix(), state.clock.now());
    let scenario = state.hub.next(stream);
    if let StreamScenario::HandshakeStatus(status) = scenario {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::TOO_MANY_REQUESTS);
        return plain(status, "the handshake is refused\n");
    }
    let admitted = match stream {
        Stream::Finnhub => finnhub::admit(&seen, &state).await,
        Stream::Alpaca => alpaca::admit(&seen, &state),
    };
    let seat = match admitted {
        Ok(seat) => seat,
        Err(status) => return plain(status, "the handshake is refused\n"),
    };
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(_) => return plain(StatusCode::BAD_REQUEST, "this is a WebSocket\n"),
    };
    let response = upgrade.on_upgrade(move |socket| async move {
        let line = Line::new(socket, seat, scenario, state);
        match stream {
            Stream::Finnhub => finnhub::run(line).await,
            Stream::Alpaca => alpaca::run(line, &seen).await,
        }
    });
    response.map(|body| body.map_err(|_| Broken).boxed_unsync())
}

/// The line is over.
struct Ended;

/// What a socket's loop reacts to.
enum Event {
    /// A text from the client.
    Said(String),
    /// Something to tell the client.
    Push(Push),
    /// Nothing was said for so long that a ping is due.
    Idle,
}

/// A socket with its seat in the hub and its scenario.
struct Line {
    socket: WebSocket,
    seat: Seat,
    scenario: StreamScenario,
    state: Arc<State>,
    pings: Interval,
    sent: usize,
}

impl Line {
    fn new(socket: WebSocket, seat: Seat, scenario: StreamScenario, state: Arc<State>) -> Self {
        Self {
            socket,
            seat,
            scenario,
            state,
            pings: interval_at(Instant::now() + PING, PING),
            sent: 0,
        }
    }

    /// Waits for what comes next.
    async fn next(&mut self) -> Result<Event, Ended> {
        loop {
            tokio::select! {
                push = self.seat.pushed() => return push.map(Event::Push).ok_or(Ended),
                _ = self.pings.tick() => return Ok(Event::Idle),
                message = self.socket.recv() => match message {
                    Some(Ok(Message::Text(text))) => return Ok(Event::Said(text.to_string())),
                    Some(Ok(Message::Binary(bytes))) => {
                        return Ok(Event::Said(String::from_utf8_lossy(&bytes).into_owned()));
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(Ended),
                },
            }
        }
    }

    /// Sends a frame of text, unless the scenario has the line mute or at its end.
    async fn say(&mut self, text: String) -> Result<(), Ended> {
        self.send(Message::Text(text.into())).await
    }

    async fn send(&mut self, message: Message) -> Result<(), Ended> {
        if self.scenario == StreamScenario::Mute {
            return Ok(());
        }
        if let StreamScenario::CloseAfter(frames) = self.scenario
            && self.sent >= frames
        {
            return Err(Ended);
        }
        self.sent += 1;
        self.pings.reset();
        self.socket.send(message).await.map_err(|_| Ended)
    }

    fn gets_trades(&self) -> bool {
        self.scenario != StreamScenario::PingOnly
    }

    /// Records that a rule was broken.
    fn broken(&self, stream: Stream, rule: Rule) {
        let path = format!("/{}", stream.prefix());
        self.state.broken(stream.provider(), rule, &path);
    }
}
