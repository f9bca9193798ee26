//! One live connection from its greeting to its close.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use hyper::StatusCode;
use tokio::time::{Instant, Interval, interval_at, timeout};

use crate::services::hub::{Delivery, Overrun, Subscriber, Topic};
use crate::services::tokens::Identity;
use crate::web::Problem;

use super::access::permit;
use super::protocol::{Fault, Id, Reply, Request, Selection, update};
use super::{Live, Symbols};

/// Between two heartbeats.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// A client that answered none of two pings is gone.
const SILENCE: Duration = Duration::from_secs(45);
/// Requests in one [`FLOOD_WINDOW`]: enough to resume every topic after a reconnect.
const FLOOD: u32 = 300;
const FLOOD_WINDOW: Duration = Duration::from_secs(10);
/// How long a close may take before the socket is dropped.
const GOODBYE: Duration = Duration::from_secs(2);
/// How long it may take to find out whether a symbol exists.
const LOOKUP: Duration = Duration::from_secs(5);

/// Why a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Left,
    Stopping,
    LoggedOut,
    TooLarge,
    TooSlow,
    Flooding,
}

enum Event {
    Heard(Option<Result<Message, axum::Error>>),
    Due(Result<Delivery, Overrun>),
    Beat,
    Stop,
}

struct Session {
    socket: WebSocket,
    subscriber: Subscriber,
    live: Live,
    visitor: Option<Identity>,
    heard: Instant,
    window: (Instant, u32),
}

/// Serves one connection until either side ends it.
pub async fn run(
    socket: WebSocket,
    subscriber: Subscriber,
    (live, visitor): (Live, Option<Identity>),
    first: Option<Topic>,
) {
    let now = Instant::now();
    let mut session = Session {
        socket,
        subscriber,
        live,
        visitor,
        heard: now,
        window: (now, 0),
    };
    let end = match session.greet(first).await {
        Ok(()) => session.talk().await,
        Err(end) => end,
    };
    session.close(end).await;
}

impl Session {
    async fn greet(&mut self, first: Option<Topic>) -> Result<(), End> {
        let topics = first.iter().map(ToString::to_string).collect();
        if first.is_some() {
            self.subscribe(topics, None).await
        } else {
            Ok(())
        }
    }

    async fn talk(&mut self) -> End {
        let mut beat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
        loop {
            let event = self.next(&mut beat).await;
            if let Err(end) = self.act(event).await {
                return end;
            }
        }
    }

    async fn next(&mut self, beat: &mut Interval) -> Event {
        tokio::select! {
            () = self.live.hub.closing().cancelled() => Event::Stop,
            heard = self.socket.recv() => Event::Heard(heard),
            due = self.subscriber.next() => Event::Due(due),
            _ = beat.tick() => Event::Beat,
        }
    }

    async fn act(&mut self, event: Event) -> Result<(), End> {
        match event {
            Event::Stop => Err(End::Stopping),
            Event::Due(Ok(delivery)) => self.send(update(&delivery).into()).await,
            Event::Due(Err(Overrun)) => Err(End::TooSlow),
            Event::Beat => self.beat().await,
            Event::Heard(Some(Ok(message))) => self.hear(message).await,
            Event::Heard(Some(Err(cause))) => Err(ending(&cause)),
            Event::Heard(None) => Err(End::Left),
        }
    }

    async fn beat(&mut self) -> Result<(), End> {
        if self.heard.elapsed() > SILENCE {
            return Err(End::Left);
        }
        if self.live.access.is_over(self.visitor.as_ref()) {
            return Err(End::LoggedOut);
        }
        // Programs see the message, the protocol answers the ping.
        self.reply(&Reply::Heartbeat).await?;
        self.send(Message::Ping(axum::body::Bytes::new())).await
    }

    async fn hear(&mut self, message: Message) -> Result<(), End> {
        self.heard = Instant::now();
        self.count_request()?;
        match message {
            Message::Text(text) => self.answer(text.as_str()).await,
            Message::Binary(_) => {
                self.refuse("not_text", "Messages are JSON text.", None)
                    .await
            }
            Message::Close(_) => Err(End::Left),
            Message::Ping(_) | Message::Pong(_) => Ok(()),
        }
    }

    fn count_request(&mut self) -> Result<(), End> {
        if self.window.0.elapsed() > FLOOD_WINDOW {
            self.window = (Instant::now(), 0);
        }
        self.window.1 += 1;
        if self.window.1 > FLOOD {
            Err(End::Flooding)
        } else {
            Ok(())
        }
    }

    async fn answer(&mut self, text: &str) -> Result<(), End> {
        match serde_json::from_str(text) {
            Ok(Request::Subscribe(selection)) => self.choose(selection, Choice::Subscribe).await,
            Ok(Request::Unsubscribe(selection)) => {
                self.choose(selection, Choice::Unsubscribe).await
            }
            Ok(Request::Resume { topic, seq, id }) => self.resume(&topic, seq, id).await,
            Ok(Request::Ping { id }) => self.reply(&Reply::Pong { id }).await,
            Err(cause) => {
                let detail = format!("The message could not be understood: {cause}.");
                self.refuse("bad_message", &detail, None).await
            }
        }
    }

    async fn choose(&mut self, selection: Selection, choice: Choice) -> Result<(), End> {
        let (names, id) = (selection.names(), selection.id);
        if names.is_empty() {
            let detail = "Name at least one of `symbol`, `symbols` and `topics`.";
            return self.refuse("nothing_chosen", detail, id).await;
        }
        match choice {
            Choice::Subscribe => self.subscribe(names, id).await,
            Choice::Unsubscribe => {
                let topics = names.iter().filter_map(|name| name.parse().ok());
                topics.for_each(|topic| self.subscriber.unsubscribe(&topic));
                self.confirm(id).await
            }
        }
    }

    async fn subscribe(&mut self, names: Vec<String>, id: Option<Id>) -> Result<(), End> {
        for name in names {
            if let Err(problem) = self.join(&name, None).await {
                self.reply(&Reply::Error(Fault::new(&problem, id.clone())))
                    .await?;
            }
        }
        self.confirm(id).await
    }

    async fn resume(&mut self, name: &str, seq: u64, id: Option<Id>) -> Result<(), End> {
        match self.join(name, Some(seq)).await {
            Ok(()) => self.confirm(id).await,
            Err(problem) => self.reply(&Reply::Error(Fault::new(&problem, id))).await,
        }
    }

    async fn join(&mut self, name: &str, resume: Option<u64>) -> Result<(), Problem> {
        let topic: Topic = name
            .parse()
            .map_err(|cause: crate::services::hub::BadTopic| {
                Problem::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "bad_topic",
                    format!("{cause}."),
                )
            })?;
        permit(self.visitor.as_ref(), &topic)?;
        if let Some(symbol) = topic.symbol() {
            check_symbol(&self.live.symbols, symbol).await?;
        }
        self.subscriber
            .subscribe(&topic, resume)
            .map_err(|refusal| {
                let detail = format!("No subscription to `{topic}`: {refusal}.");
                Problem::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    "too_many_subscriptions",
                    detail,
                )
            })
    }

    async fn confirm(&mut self, id: Option<Id>) -> Result<(), End> {
        let topics = self
            .subscriber
            .topics()
            .iter()
            .map(ToString::to_string)
            .collect();
        self.reply(&Reply::Subscribed { topics, id }).await
    }

    async fn refuse(&mut self, code: &str, detail: &str, id: Option<Id>) -> Result<(), End> {
        let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail);
        self.reply(&Reply::Error(Fault::new(&problem, id))).await
    }

    async fn reply(&mut self, reply: &Reply) -> Result<(), End> {
        let text = serde_json::to_string(reply).unwrap_or_default();
        self.send(text.into()).await
    }

    /// Sends, unless the client has fallen too far behind meanwhile or the service
    /// stops. A client that takes nothing at all fails the socket's own time limit.
    async fn send(&mut self, message: Message) -> Result<(), End> {
        tokio::select! {
            biased;
            sent = self.socket.send(message) => sent.map_err(|_| End::Left),
            () = self.subscriber.overrun() => Err(End::TooSlow),
            () = self.live.hub.closing().cancelled() => Err(End::Stopping),
        }
    }

    /// Says why, and waits a moment for the client's own close, so that what was sent
    /// is not lost with the connection.
    async fn close(mut self, end: End) {
        let Some((code, reason)) = end.close_code() else {
            return;
        };
        let goodbye = async {
            if end == End::Stopping {
                let text = serde_json::to_string(&Reply::ServerShutdown).unwrap_or_default();
                let _ = self.socket.send(text.into()).await;
            }
            let frame = CloseFrame {
                code,
                reason: reason.into(),
            };
            let _ = self.socket.send(Message::Close(Some(frame))).await;
            while let Some(Ok(_)) = self.socket.recv().await {}
        };
        let _ = timeout(GOODBYE, goodbye).await;
    }
}

#[derive(Clone, Copy)]
enum Choice {
    Subscribe,
    Unsubscribe,
}

impl End {
    /// The close code of RFC 6455, or one of our own from 4000 on.
    const fn close_code(self) -> Option<(u16, &'static str)> {
        match self {
            Self::Left => None,
            Self::Stopping => Some((1001, "server_shutdown")),
            Self::LoggedOut => Some((4401, "the session has ended")),
            Self::TooLarge => Some((1009, "message too large")),
            Self::TooSlow => Some((4408, "reads too slowly")),
            Self::Flooding => Some((4429, "too many messages")),
        }
    }
}

async fn check_symbol(symbols: &Symbols, symbol: &str) -> Result<(), Problem> {
    match timeout(LOOKUP, symbols.is_known(symbol)).await {
        Ok(Ok(true)) => Ok(()),
        Ok(Err(problem)) => Err(problem),
        Ok(Ok(false)) => {
            let detail = format!("No prices are known for `{symbol}`.");
            Err(Problem::new(
                StatusCode::NOT_FOUND,
                "unknown_symbol",
                detail,
            ))
        }
        Err(_) => {
            let detail = format!("It took too long to look up `{symbol}`.");
            Err(Problem::unavailable("lookup_timeout", detail, LOOKUP))
        }
    }
}

/// The library's error type is not ours to name; its words for a size limit are.
fn ending(cause: &axum::Error) -> End {
    if cause.to_string().starts_with("Space limit exceeded") {
        End::TooLarge
    } else {
        End::Left
    }
}
