//! Where prices come from: what is imported and kept, providers outside, the sample and the
//! simulated market.
//!
//! A provider outside is a case of [`Upstream`], a module of `wire` and a place in the chain of each
//! need that it serves; no caller changes.

mod alpaca;
mod ask;
mod download;
mod due;
mod events;
mod find;
mod health;
mod held;
mod intraday;
mod kept;
mod last;
mod macros;
mod now;
mod simulated;
mod states;
mod upstream;

use jiff::tz::TimeZone;

use crate::bindings::exports::sandbourse::platform::data_group::{
    ListedSymbol, ProviderCheck, ProviderState,
};
use crate::bindings::sandbourse::platform::types::Quote;
use crate::history::History;
use crate::interval::Interval;
use crate::outside::{Outside, Range};
use crate::refusal::{Refusal, Verdict};

pub use find::search;
pub use macros::complete as complete_series;
use upstream::{Need, Upstream};

/// Which series is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// As the caller names it, in upper case.
    pub symbol: &'a str,
    /// The length of its bars, one that is kept.
    pub interval: Interval,
}

impl Wanted<'_> {
    /// What a provider must serve to have it.
    const fn need(self) -> Need {
        if self.interval.is_intraday() {
            Need::IntradayBars
        } else {
            Need::DailyBars
        }
    }
}

/// A whole history from one provider: sources are never joined inside a series,
/// because their adjustments differ.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// Name of the provider, as answers show it.
    pub provider: String,
    /// ISO 4217 code, or `PTS`.
    pub currency: String,
    /// What a reader must know.
    pub notice: Option<String>,
    /// Where the days of short bars begin; UTC for days, whose times are dates.
    pub zone: TimeZone,
    /// Bars, cleaned.
    pub history: History,
    /// Whether nothing is missing that a provider could have given.
    pub is_complete: bool,
}

/// The history of a symbol since `since_ms`, in whose stead more may come: what is imported,
/// what the host keeps, completed from outside, the sample, and last the simulated market.
///
/// The range is a hint that spares work: bars outside it may come too.
pub fn bars(
    outside: &impl Outside,
    wanted: Wanted<'_>,
    range: Range,
    since_ms: i64,
) -> Verdict<Fetched> {
    let said = kept::complete(outside, wanted, since_ms);
    let mut refusal = match held::bars(outside, wanted, range) {
        Ok(mut fetched) => {
            fetched.is_complete = said.is_ok();
            return Ok(fetched);
        }
        Err(refusal) => said.err().map_or(refusal.clone(), |said| said.max(refusal)),
    };
    let is_known = || held::is_known(outside, wanted.symbol);
    if refusal == Refusal::UnknownSymbol && wanted.interval.is_intraday() && is_known() {
        refusal = Refusal::Empty;
    }
    if outside.demo() {
        let now_ms = outside.now_ms();
        let until_ms = range.1.map_or(now_ms, |end| end.epoch_ms);
        match simulated::bars(wanted, (since_ms, until_ms), now_ms) {
            Ok(fetched) => return Ok(fetched),
            Err(other) => refusal = refusal.max(other),
        }
    }
    Err(refusal)
}

/// The newest prices of symbols, a verdict each.
pub fn quotes(outside: &impl Outside, symbols: &[String]) -> Vec<Verdict<Quote>> {
    now::quotes(outside, symbols)
}

/// Every symbol that is held or simulated here, each once, under the first provider.
pub fn symbols(outside: &impl Outside) -> Vec<ListedSymbol> {
    let mut listed = held::symbols(outside);
    if outside.demo() {
        for symbol in simulated::symbols() {
            if !listed.iter().any(|known| known.symbol == symbol.symbol) {
                listed.push(symbol);
            }
        }
    }
    listed
}

/// What each provider can do here, and why not where it cannot.
pub fn states(outside: &impl Outside) -> Vec<ProviderState> {
    let mut all: Vec<ProviderState> = Upstream::ALL
        .into_iter()
        .map(|upstream| states::state(outside, upstream))
        .collect();
    all.extend(held::states(outside));
    all.push(simulated::state(outside.demo()));
    all
}

/// Asks a provider once for each thing that it serves; nothing for one that is not of the outside.
pub fn check(outside: &impl Outside, name: &str) -> Vec<ProviderCheck> {
    Upstream::named(name).map_or_else(Vec::new, |upstream| states::check(outside, upstream))
}

/// The `delay` of a provider's bar of `as_of_ms` at `now_ms`, and whether it is stale.
pub fn freshness(
    provider: &str,
    interval: Interval,
    as_of_ms: i64,
    now_ms: i64,
) -> (&'static str, bool) {
    if provider == simulated::SIMULATED {
        return (simulated::SIMULATED, false);
    }
    match held::delay(as_of_ms, now_ms) {
        held::HISTORICAL => (held::HISTORICAL, true),
        _ if interval.is_intraday() => ("delayed", false),
        delay => (delay, false),
    }
}

#[cfg(test)]
mod tests;
