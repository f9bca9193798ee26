//! Prices for whoever listens: starts with the first subscriber of a symbol, ends with
//! its last. Streams carry what they can; for the rest it asks once a tick, for all
//! symbols together.

mod asked;
mod live;
mod replay;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sandbourse_wit::types::{Quote, QuoteBatch};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

use crate::services::hub::{Hub, Interest, Topic};
use crate::services::streams::Streams;

use asked::Asked;
use live::Live;
pub use replay::HeldBars;
use replay::Replay;

/// Between two prices of a symbol.
pub const TICK: Duration = Duration::from_secs(1);
/// Between two prices of a streamed symbol; trades may come many times as fast.
const PACE: Duration = Duration::from_millis(250);
/// A source that takes longer has failed for this tick.
const PATIENCE: Duration = Duration::from_secs(10);
/// Symbols in one call for quotes, the limit of the contract.
const BATCH: usize = 200;
/// Calls for quotes and for histories under way: requests need the sandbox too.
const POLLS: usize = 4;
const LOADS: usize = 4;

/// Quotes of many symbols at once, or one sentence on why there are none.
pub type QuoteSource =
    Arc<dyn Fn(Vec<String>) -> BoxFuture<'static, Result<QuoteBatch, String>> + Send + Sync>;
/// The history to replay for a symbol; none when it has live (or simulated) quotes.
pub type BarSource = Arc<dyn Fn(String) -> BoxFuture<'static, Option<HeldBars>> + Send + Sync>;

/// Where prices come from.
#[derive(Clone)]
pub struct Sources {
    /// Asked each tick for the symbols that are not replayed.
    pub quotes: QuoteSource,
    /// Asked once, when a symbol gets its first subscriber.
    pub bars: BarSource,
    /// They carry symbols that are not replayed, in place of the polls.
    pub streams: Streams,
}

/// A symbol, as a list of one, and its history.
type Loaded = (Vec<String>, Option<HeldBars>);
type Quotes = Result<QuoteBatch, String>;

/// The feed.
pub struct Feed {
    hub: Hub,
    loads: Asked<Option<HeldBars>>,
    polls: Asked<Quotes>,
    live: Live,
    replays: HashMap<String, Option<Replay>>,
    last: HashMap<String, Bytes>,
    failing: HashMap<String, String>,
}

impl Feed {
    /// A feed from `sources` to `hub`.
    pub fn new(hub: Hub, sources: Sources) -> Self {
        let (replays, last, failing) = (HashMap::new(), HashMap::new(), HashMap::new());
        let Sources {
            quotes,
            bars,
            streams,
        } = sources;
        Self {
            hub,
            loads: Asked::new(Box::new(move |symbols| load(&bars, symbols)), 1, LOADS),
            polls: Asked::new(
                Box::new(move |symbols| poll(&quotes, symbols)),
                BATCH,
                POLLS,
            ),
            live: Live::new(streams),
            replays,
            last,
            failing,
        }
    }

    /// Runs until `stop` is cancelled. Rests while nobody listens.
    pub async fn run(mut self, stop: CancellationToken) {
        stop.run_until_cancelled(self.serve()).await;
    }

    async fn serve(&mut self) {
        let mut interest = self.hub.interest();
        while interest
            .wait_for(|symbols| !symbols.is_empty())
            .await
            .is_ok()
        {
            self.tick_while_wanted(&mut interest).await;
            self.live.rest();
            self.loads.clear();
            self.polls.clear();
        }
    }

    /// Ticks until nobody listens. Answers are taken as they come, so that a slow
    /// symbol delays only itself.
    async fn tick_while_wanted(&mut self, interest: &mut watch::Receiver<Interest>) {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut paces = interval(PACE);
        paces.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => {
                    let symbols = Arc::clone(&interest.borrow_and_update());
                    self.forget_others(&symbols);
                    if symbols.is_empty() {
                        return;
                    }
                    self.tick(&symbols);
                }
                _ = paces.tick(), if self.live.is_there() => {
                    self.live.ticks().iter().for_each(|quote| self.publish(quote));
                }
                Some(first) = self.loads.next() => self.settle(Some(first)),
                Some((symbols, quotes)) = self.polls.next() => self.hear(&symbols, quotes),
            }
        }
    }

    fn tick(&mut self, symbols: &Interest) {
        let known = symbols.iter().filter_map(|symbol| {
            let replay = self.replays.get(symbol)?;
            replay.is_none().then(|| symbol.clone())
        });
        let known: Vec<String> = known.collect();
        self.live.allot(&known);
        let mut polled = self.live.due(known);
        let replayed: Vec<Quote> = self
            .replays
            .values_mut()
            .flatten()
            .map(Replay::tick)
            .collect();
        replayed.iter().for_each(|quote| self.publish(quote));
        let unknown = symbols
            .iter()
            .filter(|symbol| !self.replays.contains_key(*symbol));
        self.loads.want(unknown.cloned().collect::<Vec<_>>());
        // What is known at once shares this tick's call.
        let placed = self.place(None);
        polled.extend(self.live.due(placed));
        self.polls.want(polled);
    }

    /// Finds out what to do with symbols whose histories have come.
    fn settle(&mut self, first: Option<Loaded>) {
        let placed = self.place(first);
        self.polls.want(self.live.due(placed));
    }

    /// Begins the replays of the histories that have come, `first` among them; answers
    /// the symbols without one.
    fn place(&mut self, mut next: Option<Loaded>) -> Vec<String> {
        let mut polled = Vec::new();
        while let Some((symbols, bars)) = next.take().or_else(|| self.loads.ready()) {
            let Some(symbol) = symbols.into_iter().next() else {
                continue;
            };
            let mut replay = bars.and_then(|bars| Replay::new(&symbol, bars));
            match &mut replay {
                Some(replay) => {
                    let quote = replay.tick();
                    self.publish(&quote);
                }
                None => polled.push(symbol.clone()),
            }
            self.replays.insert(symbol, replay);
        }
        polled
    }

    fn hear(&mut self, symbols: &[String], quotes: Quotes) {
        match quotes {
            Ok(batch) => self.take(&batch),
            Err(cause) => symbols.iter().for_each(|symbol| self.fail(symbol, &cause)),
        }
    }

    fn take(&mut self, batch: &QuoteBatch) {
        for quote in &batch.quotes {
            self.failing.remove(&quote.symbol);
            let quote = self.live.heard(quote);
            self.publish(&quote);
        }
        for error in &batch.errors {
            self.fail(&error.symbol, &error.detail);
        }
    }

    /// A price that has not changed is not news.
    fn publish(&mut self, quote: &Quote) {
        let (Ok(topic), Ok(payload)) = (Topic::prices(&quote.symbol), serde_json::to_vec(quote))
        else {
            return;
        };
        let payload = Bytes::from(payload);
        if self.last.get(&quote.symbol) == Some(&payload) {
            return;
        }
        self.last.insert(quote.symbol.clone(), payload.clone());
        if let Err(refusal) = self.hub.publish(&topic, payload) {
            tracing::warn!(symbol = quote.symbol, %refusal, "a price was not published");
        }
    }

    /// One log line for each new failure, not one a second.
    fn fail(&mut self, symbol: &str, cause: &str) {
        if self.failing.get(symbol).map(String::as_str) != Some(cause) {
            tracing::warn!(symbol, cause, "Failed to fetch data for {symbol}");
            self.failing.insert(symbol.to_owned(), cause.to_owned());
        }
    }

    fn forget_others(&mut self, symbols: &Interest) {
        self.live.forget_others(symbols);
        self.replays.retain(|symbol, _| symbols.contains(symbol));
        self.last.retain(|symbol, _| symbols.contains(symbol));
        self.failing.retain(|symbol, _| symbols.contains(symbol));
    }
}

/// The history of the one symbol in `symbols`, if it comes in time.
fn load(bars: &BarSource, symbols: Vec<String>) -> BoxFuture<'static, Option<HeldBars>> {
    let symbol = symbols.into_iter().next().unwrap_or_default();
    timeout(PATIENCE, bars(symbol))
        .map(|held| held.ok().flatten())
        .boxed()
}

fn poll(quotes: &QuoteSource, symbols: Vec<String>) -> BoxFuture<'static, Quotes> {
    timeout(PATIENCE, quotes(symbols))
        .map(|answer| answer.unwrap_or_else(|_| Err("no answer in time".to_owned())))
        .boxed()
}

#[cfg(test)]
mod stream_tests;
#[cfg(test)]
mod tests;
