//! Prices for whoever listens: starts with the first subscriber of a symbol, ends with
//! its last, and asks once a tick for all symbols together.

mod replay;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use sandbourse_wit::types::{Quote, QuoteBatch};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

use crate::services::hub::{Hub, Interest, Topic};

pub use replay::HeldBars;
use replay::Replay;

/// Between two prices of a symbol.
pub const TICK: Duration = Duration::from_secs(1);
/// A source that takes longer has failed for this tick.
const PATIENCE: Duration = Duration::from_secs(10);

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
}

/// The feed.
pub struct Feed {
    hub: Hub,
    sources: Sources,
    replays: HashMap<String, Option<Replay>>,
    last: HashMap<String, Bytes>,
    failing: HashMap<String, String>,
}

impl Feed {
    /// A feed from `sources` to `hub`.
    pub fn new(hub: Hub, sources: Sources) -> Self {
        let (replays, last, failing) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self {
            hub,
            sources,
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
        loop {
            if interest
                .wait_for(|symbols| !symbols.is_empty())
                .await
                .is_err()
            {
                return;
            }
            let mut ticks = interval(TICK);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                let symbols = Arc::clone(&interest.borrow_and_update());
                self.forget_others(&symbols);
                if symbols.is_empty() {
                    break;
                }
                self.tick(&symbols).await;
            }
        }
    }

    async fn tick(&mut self, symbols: &Interest) {
        self.load_replays(symbols).await;
        let replayed: Vec<Quote> = self
            .replays
            .values_mut()
            .flatten()
            .map(Replay::tick)
            .collect();
        replayed.iter().for_each(|quote| self.publish(quote));
        let polled = symbols
            .iter()
            .filter(|symbol| !matches!(self.replays.get(*symbol), Some(Some(_))));
        let polled: Vec<String> = polled.cloned().collect();
        if !polled.is_empty() {
            self.poll(polled).await;
        }
    }

    async fn load_replays(&mut self, symbols: &Interest) {
        for symbol in symbols
            .iter()
            .filter(|symbol| !self.replays.contains_key(*symbol))
            .cloned()
            .collect::<Vec<_>>()
        {
            let bars = timeout(PATIENCE, (self.sources.bars)(symbol.clone()))
                .await
                .ok()
                .flatten();
            let replay = bars.and_then(|bars| Replay::new(&symbol, bars));
            self.replays.insert(symbol, replay);
        }
    }

    async fn poll(&mut self, symbols: Vec<String>) {
        match timeout(PATIENCE, (self.sources.quotes)(symbols.clone())).await {
            Ok(Ok(batch)) => self.take(&batch),
            Ok(Err(cause)) => symbols.iter().for_each(|symbol| self.fail(symbol, &cause)),
            Err(_) => symbols
                .iter()
                .for_each(|symbol| self.fail(symbol, "no answer in time")),
        }
    }

    fn take(&mut self, batch: &QuoteBatch) {
        for quote in &batch.quotes {
            self.failing.remove(&quote.symbol);
            self.publish(quote);
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
        self.replays.retain(|symbol, _| symbols.contains(symbol));
        self.last.retain(|symbol, _| symbols.contains(symbol));
        self.failing.retain(|symbol, _| symbols.contains(symbol));
    }
}

#[cfg(test)]
mod tests;
