//! Prices of now for many symbols: what is remembered and fresh, then the chain of providers, then
//! what is remembered and stale, then what the host keeps, then the simulated market.

use std::collections::{BTreeMap, BTreeSet};

use super::ask;
use super::last::{self, Last};
use super::upstream::{Need, Upstream};
use super::{held, simulated};
use crate::bindings::sandbourse::platform::types::Quote;
use crate::outside::Outside;
use crate::refusal::{Refusal, Verdict};
use crate::wire::{Price, alpaca, alpha_vantage, finnhub, yahoo};

/// A verdict for each symbol, in the order given. Symbols are unique and well written.
pub fn quotes(outside: &impl Outside, symbols: &[String]) -> Vec<Verdict<Quote>> {
    let on: Vec<Upstream> = Need::Quotes.on(outside).collect();
    if on.is_empty() {
        let alone = |symbol: &String| stand_in(outside, symbol, None, Refusal::UnknownSymbol);
        return symbols.iter().map(alone).collect();
    }
    let mut search = Search::new(outside, symbols);
    for upstream in on {
        if search.open.is_empty() {
            break;
        }
        search.ask(upstream);
    }
    let verdict = |symbol: &String| search.verdict(symbol);
    symbols.iter().map(verdict).collect()
}

/// What answers when no provider does, or what the providers said.
fn stand_in(
    outside: &impl Outside,
    symbol: &str,
    last: Option<Last>,
    said: Refusal,
) -> Verdict<Quote> {
    if let Some(last) = last {
        let mut quote = last.quote(symbol, outside.now_ms());
        quote.stale = quote.stale || !matches!(said, Refusal::Throttled(_));
        return Ok(quote);
    }
    let refusal = match held::quote(outside, symbol) {
        Ok(mut quote) => {
            // Somebody may know a newer price and could not be asked.
            quote.stale = quote.stale || said.may_pass();
            return Ok(quote);
        }
        Err(refusal) => refusal.max(said),
    };
    if outside.demo() {
        return simulated::quote(symbol, outside.now_ms()).map_err(|other| other.max(refusal));
    }
    Err(refusal)
}

/// The state of looking for prices.
struct Search<'a, O> {
    outside: &'a O,
    /// Symbols whose price is still looked for.
    open: Vec<String>,
    /// The last price of each symbol that has one.
    last: BTreeMap<String, Last>,
    /// Symbols whose last price is one of now.
    fresh: BTreeSet<String>,
    /// The most telling refusal, and how many providers do not know the symbol.
    said: BTreeMap<String, (Refusal, usize)>,
}

impl<'a, O: Outside> Search<'a, O> {
    fn new(outside: &'a O, symbols: &[String]) -> Self {
        let now_ms = outside.now_ms();
        let mut search = Self {
            outside,
            open: Vec::new(),
            last: BTreeMap::new(),
            fresh: BTreeSet::new(),
            said: BTreeMap::new(),
        };
        for symbol in symbols {
            let last = Last::recall(outside, symbol);
            if last.as_ref().is_some_and(|last| last.is_fresh(now_ms)) {
                search.fresh.insert(symbol.clone());
            } else if !last::is_unknown(outside, symbol) {
                search.open.push(symbol.clone());
            }
            search.last.extend(last.map(|last| (symbol.clone(), last)));
        }
        search
    }

    /// Asks one provider for everything that is open and that it can know.
    fn ask(&mut self, upstream: Upstream) {
        let outside = self.outside;
        let asked: Vec<String> = self
            .open
            .iter()
            .filter(|symbol| upstream.spelled(symbol).is_some())
            .cloned()
            .collect();
        if asked.is_empty() {
            return;
        }
        let verdicts = match ask::ready(outside, upstream, Need::Quotes) {
            Ok(()) => prices(outside, upstream, &asked),
            Err(refusal) => asked.iter().map(|_| Err(refusal.clone())).collect(),
        };
        for (symbol, verdict) in asked.into_iter().zip(verdicts) {
            match verdict {
                Ok(price) => self.take(symbol, price, upstream),
                Err(refusal) => self.hear(symbol, refusal),
            }
        }
    }

    fn take(&mut self, symbol: String, price: Price, upstream: Upstream) {
        let last = Last::new(price, upstream.name(), self.outside.now_ms());
        last.remember(self.outside, &symbol);
        self.open.retain(|open| *open != symbol);
        self.fresh.insert(symbol.clone());
        self.last.insert(symbol, last);
    }

    fn hear(&mut self, symbol: String, refusal: Refusal) {
        let (telling, witnesses) = self
            .said
            .entry(symbol)
            .or_insert((Refusal::UnknownSymbol, 0));
        *witnesses += usize::from(refusal == Refusal::UnknownSymbol);
        *telling = telling.clone().max(refusal);
    }

    /// The price that was found, or what stands in for it.
    fn verdict(&self, symbol: &String) -> Verdict<Quote> {
        let last = self.last.get(symbol).cloned();
        match last {
            Some(last) if self.fresh.contains(symbol) => {
                Ok(last.quote(symbol, self.outside.now_ms()))
            }
            last => stand_in(self.outside, symbol, last, self.outcome(symbol)),
        }
    }

    /// What the providers said of a symbol without a price.
    fn outcome(&self, symbol: &str) -> Refusal {
        match self.said.get(symbol) {
            Some((Refusal::UnknownSymbol, witnesses)) => {
                last::nobody_knows(self.outside, symbol, *witnesses);
                Refusal::UnknownSymbol
            }
            Some((refusal, _)) => refusal.clone(),
            None => Refusal::UnknownSymbol,
        }
    }
}

/// One price of one provider, whatever its health.
pub fn price(outside: &impl Outside, upstream: Upstream, symbol: &str) -> Verdict<Price> {
    let verdicts = prices(outside, upstream, &[symbol.to_owned()]);
    let nothing = || Err(Refusal::Down("no answer".to_owned()));
    verdicts.into_iter().next().unwrap_or_else(nothing)
}

/// The provider's verdict for each symbol.
fn prices(outside: &impl Outside, upstream: Upstream, symbols: &[String]) -> Vec<Verdict<Price>> {
    let now_ms = outside.now_ms();
    let spelled: Vec<String> = symbols
        .iter()
        .map(|symbol| upstream.spelled(symbol).unwrap_or_else(|| symbol.clone()))
        .collect();
    let each = |question: fn(&str) -> crate::wire::Ask| {
        spelled.iter().map(|symbol| question(symbol)).collect()
    };
    let place = (upstream, Need::Quotes);
    match upstream {
        Upstream::Alpaca => snapshots(outside, symbols),
        Upstream::Finnhub => ask::many(outside, place, each(finnhub::ask_quote), |at, answer| {
            finnhub::read_quote(answer, &symbols[at], now_ms)
        }),
        Upstream::Yahoo => ask::many(outside, place, each(yahoo::ask_quote), |at, answer| {
            yahoo::read_quote(answer, &symbols[at], now_ms)
        }),
        _ => ask::many(
            outside,
            place,
            each(alpha_vantage::ask_quote),
            |at, answer| alpha_vantage::read_quote(answer, &symbols[at]),
        ),
    }
}

/// Alpaca answers for all symbols at once; one that it cannot read spoils the answer, so it is
/// left out and the rest is asked for again.
fn snapshots(outside: &impl Outside, symbols: &[String]) -> Vec<Verdict<Price>> {
    let now_ms = outside.now_ms();
    let place = (Upstream::Alpaca, Need::Quotes);
    let mut wanted = symbols.to_vec();
    let outcome = loop {
        let asked = wanted.clone();
        let outcome = ask::one(outside, place, alpaca::ask_quotes(&asked), |answer| {
            alpaca::read_quotes(answer, &asked, now_ms)
        });
        let bad = outcome.as_ref().err().and_then(alpaca::bad_symbol);
        let before = wanted.len();
        if let Some(bad) = bad {
            wanted.retain(|symbol| *symbol != bad);
        }
        if wanted.len() == before || wanted.is_empty() {
            break outcome;
        }
    };
    symbols
        .iter()
        .map(|symbol| match &outcome {
            Ok(prices) => prices
                .iter()
                .find(|price| price.symbol == *symbol)
                .cloned()
                .ok_or(Refusal::UnknownSymbol),
            Err(_) if !wanted.contains(symbol) => Err(Refusal::UnknownSymbol),
            Err(refusal) => Err(refusal.clone()),
        })
        .collect()
}
