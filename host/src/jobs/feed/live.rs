//! Which symbols the streams carry, and the quotes that their trades make of the last
//! quote that was asked for.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use sandbourse_kernels::change::Change;
use sandbourse_wit::types::Quote;
use sandbourse_wit::values::Instant as Moment;
use tokio::time::Instant;

use crate::services::hub::Interest;
use crate::services::streams::{Provider, Stream, Streams, Tick, theirs, wider};

/// A streamed symbol is asked for so often: open, close of before and volume are not in
/// its trades.
const REFRESH: Duration = Duration::from_secs(60);
/// Streams carry US shares, which trade in dollars.
const CURRENCY: &str = "USD";
const DELAY: &str = "real_time";

/// The streams, and what is known of the symbols that they may carry.
pub struct Live {
    streams: Streams,
    known: HashMap<String, Known>,
}

/// What is known of a symbol.
#[derive(Default)]
struct Known {
    polled: Option<Instant>,
    quote: Option<Quote>,
    tick: Option<(Provider, Tick)>,
}

impl Live {
    /// Nothing is carried yet.
    pub fn new(streams: Streams) -> Self {
        let known = HashMap::new();
        Self { streams, known }
    }

    /// Whether there is a stream at all.
    pub fn is_there(&self) -> bool {
        !self.streams.running().is_empty()
    }

    /// Gives each stream its symbols: as many as it takes, the preferred stream first.
    /// Those of a stream that is down are offered to the next one too.
    pub fn allot(&self, symbols: &[String]) {
        let mut left: BTreeSet<String> = symbols
            .iter()
            .filter(|symbol| theirs(symbol).is_some())
            .cloned()
            .collect();
        for stream in self.streams.running() {
            let state = stream.state();
            let taken = chosen(stream, &left, state.room);
            if !state.is_down() {
                left.retain(|symbol| !taken.contains(symbol));
            }
            stream.want(taken);
        }
    }

    /// Nobody listens.
    pub fn rest(&mut self) {
        self.allot(&[]);
        self.known.clear();
    }

    /// Those of `symbols` whose price is to be asked for now: all that no stream carries,
    /// and of the others those whose last answer is old.
    pub fn due(&mut self, symbols: Vec<String>) -> Vec<String> {
        if !self.is_there() {
            return symbols;
        }
        let carried = self.carried();
        let is_due = |symbol: &String| {
            let known = self.known.entry(symbol.clone()).or_default();
            let fresh = known.polled.is_some_and(|at| at.elapsed() < REFRESH);
            let rests = fresh && known.quote.is_some() && carried.contains(symbol);
            if !rests {
                known.polled = Some(Instant::now());
            }
            !rests
        };
        symbols.into_iter().filter(is_due).collect()
    }

    /// What is to be published of an answer. A trade that came later stays the price, as
    /// long as the stream is there to bring the next one.
    pub fn heard(&mut self, quote: &Quote) -> Quote {
        if !self.is_there() {
            return quote.clone();
        }
        let carried = self.carried().contains(&quote.symbol);
        let known = self.known.entry(quote.symbol.clone()).or_default();
        known.quote = Some(quote.clone());
        known.tick = known.tick.take().filter(|_| carried);
        known.joined().unwrap_or_else(|| quote.clone())
    }

    /// A quote for each symbol of which trades came since the last call.
    pub fn ticks(&mut self) -> Vec<Quote> {
        let mut quotes = Vec::new();
        for stream in self.streams.running() {
            for tick in stream.ticks() {
                let Some(known) = self.known.get_mut(&tick.symbol) else {
                    continue;
                };
                known.take(stream.provider(), tick);
                quotes.extend(known.joined());
            }
        }
        quotes
    }

    /// Forgets all but what is listened to.
    pub fn forget_others(&mut self, symbols: &Interest) {
        self.known.retain(|symbol, _| symbols.contains(symbol));
    }

    /// Symbols that flow now.
    fn carried(&self) -> BTreeSet<String> {
        let states = self.streams.running().iter().map(|stream| stream.state());
        states.flat_map(|state| (*state.symbols).clone()).collect()
    }
}

/// What a stream takes of `left`. What it has already stays with it, so that a new symbol
/// moves no other.
fn chosen(stream: &Stream, left: &BTreeSet<String>, room: usize) -> BTreeSet<String> {
    let had = stream.wanted();
    let (kept, new): (Vec<_>, Vec<_>) = left.iter().partition(|symbol| had.contains(*symbol));
    kept.into_iter().chain(new).take(room).cloned().collect()
}

impl Known {
    /// Two streams may carry a symbol for a moment: the later trade is the price.
    fn take(&mut self, provider: Provider, tick: Tick) {
        let before = self.tick.take();
        let range = wider(before.as_ref().and_then(|(_, tick)| tick.range), tick.range);
        let (provider, mut newest) = match before {
            Some((provider, before)) if before.at_ms > tick.at_ms => (provider, before),
            _ => (provider, tick),
        };
        newest.range = range;
        self.tick = Some((provider, newest));
    }

    /// The last answer with the price of the last trade, where that is later.
    fn joined(&mut self) -> Option<Quote> {
        let (provider, tick) = self.tick.as_mut()?;
        let Some(quote) = &mut self.quote else {
            return Some(bare(*provider, tick));
        };
        // The next answer has the day's range anew.
        if let Some((high, low)) = tick.range.take() {
            quote.high = quote.high.map(|known| known.max(high));
            quote.low = quote.low.map(|known| known.min(low));
        }
        if tick.at_ms < quote.as_of.epoch_ms {
            return Some(quote.clone());
        }
        let price = tick.price;
        let change = Change::of(price, quote.previous_close);
        Some(Quote {
            price,
            change: change.amount,
            change_fraction: change.fraction,
            change_percent: change.percent,
            stale: false,
            ..stamped(quote.clone(), *provider, tick.at_ms)
        })
    }
}

fn stamped(quote: Quote, provider: Provider, at_ms: i64) -> Quote {
    Quote {
        as_of: Moment { epoch_ms: at_ms },
        provider: provider.name().to_owned(),
        delay: DELAY.to_owned(),
        ..quote
    }
}

/// A price of which nothing else is known yet.
fn bare(provider: Provider, tick: &Tick) -> Quote {
    Quote {
        symbol: tick.symbol.clone(),
        price: tick.price,
        previous_close: None,
        change: None,
        change_fraction: None,
        change_percent: None,
        open: None,
        high: None,
        low: None,
        volume: None,
        currency: CURRENCY.to_owned(),
        as_of: Moment {
            epoch_ms: tick.at_ms,
        },
        provider: provider.name().to_owned(),
        delay: DELAY.to_owned(),
        stale: false,
    }
}
