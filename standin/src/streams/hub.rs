//! Every open socket with what it subscribed to, and what is pushed to them.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{Notify, mpsc};

use crate::market::instrument::INSTRUMENTS;
use crate::provider::Stream;
use crate::scenario::StreamScenario;

/// Pushes that may wait for one socket; more are lost, as they are to a slow client.
const QUEUE: usize = 1024;

/// What a socket is told.
#[derive(Clone, Debug)]
pub enum Push {
    /// A trade of a symbol in the spelling of the subscription.
    Trade(Trade),
    /// A ping is due now.
    Ping,
    /// End without a word.
    Drop,
}

/// A trade.
#[derive(Clone, Debug)]
pub struct Trade {
    /// The symbol as it was subscribed to, or the provider's own spelling.
    pub symbol: String,
    /// Price.
    pub price: f64,
    /// When.
    pub when: Timestamp,
}

/// Channels of one socket.
#[derive(Clone, Debug, Default)]
pub struct Channels {
    /// Symbols of trades.
    pub trades: BTreeSet<String>,
    /// Symbols of quotes.
    pub quotes: BTreeSet<String>,
    /// Symbols of minute bars.
    pub bars: BTreeSet<String>,
}

#[derive(Debug)]
struct Open {
    stream: Stream,
    channels: Channels,
    admitted: bool,
    push: mpsc::Sender<Push>,
}

#[derive(Debug, Default)]
struct Sockets {
    open: HashMap<u64, Open>,
    next_id: u64,
    scripts: HashMap<Stream, VecDeque<StreamScenario>>,
    silent: bool,
}

/// The sockets of both streams.
#[derive(Clone, Debug, Default)]
pub struct Hub(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    sockets: Mutex<Sockets>,
    left: Notify,
}

/// A socket's place in the hub, given up when dropped.
pub struct Seat {
    id: u64,
    hub: Hub,
    pushes: mpsc::Receiver<Push>,
}

impl Hub {
    fn lock(&self) -> MutexGuard<'_, Sockets> {
        let sockets = &self.0.sockets;
        sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next sockets of a stream turn out so, after those that are planned already.
    pub fn script(&self, stream: Stream, scenarios: Vec<StreamScenario>) {
        self.lock()
            .scripts
            .entry(stream)
            .or_default()
            .extend(scenarios);
    }

    /// Takes the plan for one socket.
    pub fn next(&self, stream: Stream) -> StreamScenario {
        let mut sockets = self.lock();
        let planned = sockets
            .scripts
            .get_mut(&stream)
            .and_then(VecDeque::pop_front);
        planned.unwrap_or(StreamScenario::Ok)
    }

    /// How many sockets of a stream are open.
    pub fn sockets(&self, stream: Stream) -> usize {
        let sockets = self.lock();
        sockets
            .open
            .values()
            .filter(|open| open.stream == stream)
            .count()
    }

    /// Symbols whose trades some socket of a stream subscribed to, in order.
    pub fn subscriptions(&self, stream: Stream) -> Vec<String> {
        let sockets = self.lock();
        let open = sockets.open.values().filter(|open| open.stream == stream);
        let all: BTreeSet<String> = open.flat_map(|open| open.channels.trades.clone()).collect();
        all.into_iter().collect()
    }

    /// Pushes a trade to whoever subscribed to the symbol, in any provider's spelling.
    pub fn tick(&self, symbol: &str, price: f64, when: Timestamp) {
        let sockets = self.lock();
        if sockets.silent {
            return;
        }
        let spellings = spellings(symbol);
        for open in sockets.open.values() {
            let channels = &open.channels;
            let wanted =
                |name: &&String| channels.trades.contains(*name) || channels.quotes.contains(*name);
            let name = spellings.iter().find(wanted).cloned();
            let every = channels.trades.contains("*") || channels.quotes.contains("*");
            if let Some(symbol) = name.or_else(|| every.then(|| symbol.to_owned())) {
                let trade = Trade {
                    symbol,
                    price,
                    when,
                };
                drop(open.push.try_send(Push::Trade(trade)));
            }
        }
    }

    /// Pings every socket now.
    pub fn ping(&self) {
        self.tell_all(&Push::Ping);
    }

    /// Ends every socket without a word.
    pub fn drop_sockets(&self) {
        self.tell_all(&Push::Drop);
    }

    fn tell_all(&self, push: &Push) {
        for open in self.lock().open.values() {
            drop(open.push.try_send(push.clone()));
        }
    }

    /// Whether neither pings nor trades come any more.
    pub fn is_silent(&self) -> bool {
        self.lock().silent
    }

    /// Stops pings and trades, or lets them come again.
    pub fn set_silent(&self, silent: bool) {
        self.lock().silent = silent;
    }

    /// A place for a new socket.
    pub fn seat(&self, stream: Stream) -> Seat {
        let mut sockets = self.lock();
        let (push, pushes) = mpsc::channel(QUEUE);
        sockets.next_id += 1;
        let id = sockets.next_id;
        let open = Open {
            stream,
            channels: Channels::default(),
            admitted: false,
            push,
        };
        sockets.open.insert(id, open);
        Seat {
            id,
            hub: self.clone(),
            pushes,
        }
    }
}

/// Every provider's spelling of a symbol, itself among them.
fn spellings(symbol: &str) -> Vec<String> {
    let mut all = vec![symbol.to_owned()];
    let known = INSTRUMENTS
        .iter()
        .map(|instrument| instrument.spellings())
        .find(|names| names.iter().any(|name| name == symbol));
    all.extend(known.into_iter().flatten());
    all
}

impl Seat {
    /// The next push; `None` when the line has to end.
    pub async fn pushed(&mut self) -> Option<Push> {
        match self.pushes.recv().await? {
            Push::Drop => None,
            push => Some(push),
        }
    }

    /// Makes this the one admitted socket of its stream. An old one that is just going away is
    /// waited for; `false` when it stays.
    pub async fn admitted_within(&self, grace: Duration) -> bool {
        let deadline = tokio::time::Instant::now() + grace;
        loop {
            let left = self.hub.0.left.notified();
            if self.admit() {
                return true;
            }
            if tokio::time::timeout_at(deadline, left).await.is_err() {
                return self.admit();
            }
        }
    }

    fn admit(&self) -> bool {
        let mut sockets = self.hub.lock();
        let Some(stream) = sockets.open.get(&self.id).map(|open| open.stream) else {
            return false;
        };
        let mut others = sockets.open.iter().filter(|(id, _)| **id != self.id);
        if others.any(|(_, open)| open.stream == stream && open.admitted) {
            return false;
        }
        if let Some(own) = sockets.open.get_mut(&self.id) {
            own.admitted = true;
        }
        true
    }

    /// The socket's channels, changed by `change`; what they are then.
    pub fn channels(&self, change: impl FnOnce(&mut Channels)) -> Channels {
        let mut sockets = self.hub.lock();
        let open = sockets.open.get_mut(&self.id);
        open.map_or_else(Channels::default, |open| {
            change(&mut open.channels);
            open.channels.clone()
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.hub.lock().open.remove(&self.id);
        self.hub.0.left.notify_waiters();
    }
}
