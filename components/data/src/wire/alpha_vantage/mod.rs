//! Alpha Vantage: end-of-day quotes, a hundred raw daily bars, and search, 25 requests a day.
//!
//! Every answer has status 200, and every field is text under a numbered name.

mod bars;
mod fields;
mod quote;
mod search;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;

use super::Ask;
use super::encode::encoded;
use super::exchange::{Exchange, listed};
use crate::bindings::sandbourse::platform::http_out::{Credential, Placement};
use crate::refusal::{Refusal, Verdict};

pub use bars::read_bars;
pub use quote::read_quote;
pub use search::read_search;

/// Asks for the last close.
pub fn ask_quote(symbol: &str) -> Ask {
    ask("GLOBAL_QUOTE", "symbol", &ticker(symbol))
}

/// Asks for the last hundred daily bars; more is not in the free plan.
pub fn ask_bars(symbol: &str) -> Ask {
    let mut ask = ask("TIME_SERIES_DAILY", "symbol", &ticker(symbol));
    ask.path.push_str("&outputsize=compact");
    ask
}

/// Asks for instruments whose ticker or name fits.
pub fn ask_search(query: &str) -> Ask {
    ask("SYMBOL_SEARCH", "keywords", query)
}

/// Only the query can carry the key here.
fn ask(function: &str, name: &str, value: &str) -> Ask {
    Ask {
        path: format!("/query?function={function}&{name}={}", encoded(value)),
        headers: vec![],
        credentials: vec![Credential {
            secret: "ALPHA_VANTAGE_API_KEY".to_owned(),
            placement: Placement::Query("apikey".to_owned()),
        }],
    }
}

/// The symbol as Alpha Vantage writes it.
fn ticker(symbol: &str) -> String {
    match listed(symbol, |exchange| exchange.alpha_vantage) {
        Some((ticker, exchange)) if !exchange.alpha_vantage.is_empty() => {
            format!("{ticker}.{}", exchange.alpha_vantage)
        }
        _ => symbol.to_owned(),
    }
}

/// Where a symbol is traded: answers say neither currency nor, for foreign ones, the zone.
fn exchange(symbol: &str) -> Verdict<&Exchange> {
    let listed = listed(symbol, |exchange| exchange.alpha_vantage);
    let exchange = listed.map(|(_, exchange)| exchange);
    exchange.ok_or_else(|| {
        Refusal::Malformed("the currency of its exchange is not known here".to_owned())
    })
}
