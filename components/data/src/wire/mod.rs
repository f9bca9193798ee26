//! What providers say on the wire: a module a provider with pure functions, one that says how to
//! ask and one that reads the answer. Status codes lie, so a reader looks at the body first.

pub mod alpaca;
pub mod alpha_vantage;
mod answer;
mod encode;
mod exchange;
pub mod finnhub;
pub mod fred;
mod loose;
mod money;
mod query;
pub mod rows;
pub mod session;
pub mod stooq;
mod us_stock;
pub mod yahoo;

#[cfg(test)]
mod recorded;

use crate::bindings::sandbourse::platform::history::{Dividend, Split};
use crate::bindings::sandbourse::platform::http_out::Credential;
use crate::bindings::sandbourse::platform::types::Columns;

pub use answer::Answer;

/// A request to a provider; the base address and the budget are the caller's.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// Path and query below the base address, percent-encoded, beginning with `/`. Never a key.
    pub path: String,
    /// Header fields beside those of the credentials.
    pub headers: Vec<(String, String)>,
    /// Keys by name; the host adds them on the wire.
    pub credentials: Vec<Credential>,
}

/// A price history as traded, in the main unit of its currency.
#[derive(Clone, Debug)]
pub struct Bars {
    /// Full name; the symbol when the provider does not say.
    pub name: String,
    /// `equity`, `etf`, `index`, `currency`, `crypto` or `fund`.
    pub kind: String,
    /// ISO 4217 code, or `PTS` for the points of an index.
    pub currency: String,
    /// IANA name of the exchange's time zone.
    pub zone: String,
    /// What a reader must know, for example that prices come adjusted and cannot be undone.
    pub notice: Option<String>,
    /// Bars as traded, oldest first. Times of daily and longer bars are the session's date at
    /// midnight UTC; of shorter ones the moment at which the bar begins.
    pub columns: Columns,
    /// Splits, with the date of the first session in new shares.
    pub splits: Vec<Split>,
    /// Dividends, with the date of the first session without them.
    pub dividends: Vec<Dividend>,
    /// Per bar, the close adjusted for everything, from a provider that gives this instead of
    /// events; else empty.
    pub adjusted_close: Vec<f64>,
}

/// A price of now.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// As the caller named it.
    pub symbol: String,
    /// Above zero.
    pub price: f64,
    /// Close of the session before.
    pub previous_close: Option<f64>,
    /// First price of the session.
    pub open: Option<f64>,
    /// Highest price of the session.
    pub high: Option<f64>,
    /// Lowest price of the session.
    pub low: Option<f64>,
    /// Units traded in the session, as far as the provider sees the market.
    pub volume: Option<f64>,
    /// ISO 4217 code, or `PTS`.
    pub currency: String,
    /// Moment of the price.
    pub as_of_ms: i64,
    /// `real_time`, `delayed` or `end_of_day`.
    pub delay: &'static str,
}

/// A hit of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Ticker, as this provider wants it.
    pub symbol: String,
    /// Full name.
    pub name: String,
    /// As of [`Bars::kind`], or the provider's word in lower case.
    pub kind: String,
    /// ISO 4217 code; empty when the provider does not say.
    pub currency: String,
}

/// The readings of a macro series.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Readings {
    /// First days of the periods at midnight UTC; not unique when there are vintages.
    pub time: Vec<i64>,
    /// None where the provider has no value.
    pub value: Vec<Option<f64>>,
    /// Per row, the day from which it was known; empty when the source keeps no vintages.
    pub released: Vec<i64>,
}
