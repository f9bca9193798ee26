//! One connection of a stream, from its greeting to its end.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_util::sync::CancellationToken;

use super::line::Line;
use super::message::{Event, Fault, Trade, shortened};
use super::provider::Ask;
use super::state::Phase;
use super::stream::Stream;

/// From the handshake to the provider's word that it takes subscriptions; Alpaca waits
/// about 10 s for the key.
const GREETING: Duration = Duration::from_secs(10);
/// Neither ping nor trade for so long: the line is dead. Finnhub pings about each minute.
const SILENCE: Duration = Duration::from_secs(90);
/// Between two messages of ours, so that fifty subscriptions are no burst.
const SPACING: Duration = Duration::from_millis(50);
/// A message that is not on its way by then never will be.
const SENDING: Duration = Duration::from_secs(10);
/// The connection is kept so long for a symbol that may be wanted again: a page that is
/// loaded anew has no subscribers for a moment.
const LINGER: Duration = Duration::from_secs(60);
/// A goodbye frees the key's connection at once, but nobody waits for it.
const GOODBYE: Duration = Duration::from_secs(1);

/// Why a connection ended, by what follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The service stops.
    Stopped,
    /// Nobody wants a symbol any more.
    Idle,
    /// Another attempt after a pause.
    Lost(String),
    /// Another attempt after a long pause.
    Busy(String),
    /// No other attempt.
    Refused(String),
}

/// A connection and what was asked on it.
pub struct Session<'a> {
    stream: &'a Stream,
    line: Line,
    wanted: watch::Receiver<BTreeSet<String>>,
    /// Subscribed to, or about to be.
    asked: BTreeSet<String>,
    /// Those whose prices flow, in the order in which they were asked for.
    held: Vec<String>,
    /// Those that the provider does not have.
    refused: BTreeSet<String>,
    room: usize,
    outbox: VecDeque<Ask>,
    next_message: Instant,
    ready: bool,
    begun: Instant,
    heard: Instant,
    unwanted_since: Option<Instant>,
}

impl<'a> Session<'a> {
    /// A session on a line past its handshake.
    pub fn new(stream: &'a Stream, line: Line, wanted: watch::Receiver<BTreeSet<String>>) -> Self {
        let now = Instant::now();
        Self {
            stream,
            line,
            wanted,
            asked: BTreeSet::new(),
            held: Vec::new(),
            refused: BTreeSet::new(),
            room: stream.provider.most_symbols(),
            outbox: VecDeque::new(),
            next_message: now,
            ready: false,
            begun: now,
            heard: now,
            unwanted_since: None,
        }
    }

    /// Runs until the connection ends.
    pub async fn run(mut self, stop: &CancellationToken) -> End {
        if !self.stream.provider.is_greeting() {
            self.begin();
        }
        let end = loop {
            let deadline = self.deadline();
            let step = tokio::select! {
                () = stop.cancelled() => Err(End::Stopped),
                frame = self.line.next() => self.hear(frame),
                _ = self.wanted.changed(), if self.ready => {
                    self.follow();
                    Ok(())
                }
                () = sleep_until(self.next_message), if !self.outbox.is_empty() => self.say().await,
                () = sleep_until(deadline) => self.look(),
            };
            if let Err(end) = step {
                break end;
            }
        };
        let _ = timeout(GOODBYE, self.line.close(None)).await;
        end
    }

    /// The provider takes subscriptions.
    fn begin(&mut self) {
        self.ready = true;
        let (stream, now_ms) = (
            self.stream.provider.stream_name(),
            self.stream.clock.now_ms(),
        );
        tracing::info!(stream, "The stream is connected");
        self.stream.update(|state| {
            state.phase = Phase::Live;
            state.since_ms = Some(now_ms);
        });
        self.follow();
    }

    /// Asks for what is wanted and not asked for, and ends what is not wanted any more.
    fn follow(&mut self) {
        let wanted = self.wanted.borrow_and_update().clone();
        self.unwanted_since = match (wanted.is_empty(), self.unwanted_since) {
            (true, since) => since.or_else(|| Some(Instant::now())),
            (false, _) => None,
        };
        let gone: Vec<String> = self.asked.difference(&wanted).cloned().collect();
        self.asked.retain(|symbol| wanted.contains(symbol));
        self.held.retain(|symbol| wanted.contains(symbol));
        let room = self.room.saturating_sub(self.asked.len());
        let new = wanted.difference(&self.asked);
        let new: Vec<String> = new
            .filter(|symbol| !self.refused.contains(*symbol))
            .take(room)
            .cloned()
            .collect();
        self.asked.extend(new.iter().cloned());
        let provider = self.stream.provider;
        self.outbox.extend(provider.unsubscribe(&gone));
        self.outbox.extend(provider.subscribe(&new));
        self.tell();
    }

    async fn say(&mut self) -> Result<(), End> {
        self.next_message = Instant::now() + SPACING;
        let Some(ask) = self.outbox.pop_front() else {
            return Ok(());
        };
        let sending = self.line.send(Message::text(ask.text));
        match timeout(SENDING, sending).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(broken(&error)),
            Err(_) => return Err(End::Lost("a message could not be sent in time".to_owned())),
        }
        if let Some(symbol) = ask.holds.filter(|symbol| self.asked.contains(symbol)) {
            self.held.push(symbol);
            self.tell();
        }
        Ok(())
    }

    fn hear(&mut self, frame: Option<Result<Message, Error>>) -> Result<(), End> {
        let frame = match frame {
            Some(Ok(frame)) => frame,
            Some(Err(error)) => return Err(broken(&error)),
            None => return Err(End::Lost("the connection broke off".to_owned())),
        };
        let events = match &frame {
            Message::Text(text) => self.stream.provider.read(text.as_bytes()),
            Message::Binary(bytes) => self.stream.provider.read(bytes),
            Message::Close(reason) => {
                let said = reason.as_ref().map_or("", |reason| reason.reason.as_str());
                let said = format!("the server closed the connection: {}", shortened(said));
                return Err(End::Lost(said));
            }
            _ => Ok(Vec::new()),
        };
        match events {
            Ok(events) => {
                self.note_life();
                events.into_iter().try_for_each(|event| self.take(event))
            }
            // Not taken for life: a line that carries nothing else is of no use.
            Err(malformed) => {
                self.stream
                    .note("provider_malformed", malformed.to_string());
                Ok(())
            }
        }
    }

    fn take(&mut self, event: Event) -> Result<(), End> {
        match event {
            Event::Greeting => {
                let text = self.stream.provider.credentials(&self.stream.keys);
                self.outbox.push_front(Ask { text, holds: None });
            }
            Event::Ready if !self.ready => self.begin(),
            Event::Ready => {}
            Event::Holding(symbols) => {
                self.held = symbols
                    .into_iter()
                    .filter(|symbol| self.asked.contains(symbol))
                    .collect();
                self.tell();
            }
            Event::Trade(trade) => self.pass_on(trade),
            Event::Fault(fault) => return self.suffer(fault),
        }
        Ok(())
    }

    /// Only what was asked for: a provider cannot fill the memory with symbols.
    fn pass_on(&self, trade: Trade) {
        if self.asked.contains(&trade.symbol) {
            self.stream.tape.put(trade, self.stream.clock.now_ms());
        }
    }

    fn suffer(&mut self, fault: Fault) -> Result<(), End> {
        match fault {
            Fault::Refused(said) => return Err(End::Refused(said)),
            Fault::Busy(said) => return Err(End::Busy(said)),
            Fault::Lost(said) => return Err(End::Lost(said)),
            Fault::Full(said) => {
                self.shrink();
                self.stream.note("provider_notice", said);
            }
            Fault::Unknown { symbol, said } => {
                self.asked.remove(&symbol);
                self.held.retain(|held| *held != symbol);
                self.refused.insert(symbol);
                self.stream.note("provider_notice", said);
                self.tell();
            }
            Fault::Noted(said) => self.stream.note("provider_notice", said),
        }
        Ok(())
    }

    /// One symbol fewer: the last that was sent is the one that was too many, and what
    /// waits would be too. Where the provider takes lists, the whole last list was
    /// refused, and what it held before is all that there is room for.
    fn shrink(&mut self) {
        if !self.stream.provider.is_greeting() {
            self.held.pop();
        }
        self.outbox.retain(|ask| ask.holds.is_none());
        self.room = self.held.len();
        self.asked = self.held.iter().cloned().collect();
        self.tell();
    }

    fn note_life(&mut self) {
        self.heard = Instant::now();
        let now_ms = self.stream.clock.now_ms();
        self.stream.update(|state| {
            state.last_message_ms = Some(now_ms);
            state.messages += 1;
        });
    }

    /// The next time at which something must have happened.
    fn deadline(&self) -> Instant {
        let ready = (!self.ready).then_some(self.begun + GREETING);
        let idle = self.unwanted_since.map(|since| since + LINGER);
        let silent = self.heard + SILENCE;
        [ready, idle]
            .into_iter()
            .flatten()
            .fold(silent, Instant::min)
    }

    fn look(&mut self) -> Result<(), End> {
        let now = Instant::now();
        if !self.ready && now >= self.begun + GREETING {
            return Err(End::Lost("the key was not taken in time".to_owned()));
        }
        if self
            .unwanted_since
            .is_some_and(|since| now >= since + LINGER)
        {
            return Err(End::Idle);
        }
        if now < self.heard + SILENCE {
            return Ok(());
        }
        // The market has to have been open for all that time.
        let now_ms = self.stream.clock.now_ms();
        let before = now_ms - i64::try_from(SILENCE.as_millis()).unwrap_or_default();
        let provider = self.stream.provider;
        if provider.is_talkative(before) && provider.is_talkative(now_ms) {
            return Err(End::Lost("the line was silent".to_owned()));
        }
        self.heard = now;
        Ok(())
    }

    fn tell(&self) {
        let symbols = Arc::new(self.held.iter().cloned().collect());
        self.stream.update(|state| {
            state.symbols = symbols;
            state.room = self.room;
        });
    }
}

/// The library's words hold neither address nor content.
fn broken(error: &Error) -> End {
    End::Lost(shortened(&format!("the connection broke: {error}")))
}
