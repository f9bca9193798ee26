//! Yahoo Finance: bars, quotes and search without a key and without a contract.
//!
//! Prices come adjusted for splits up to today; they are turned back into prices as traded with
//! the splits that come along, which is why daily bars are always asked until now.

mod bars;
mod chart;
mod quote;
mod rows;
mod search;
mod undo;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;

use super::Ask;
use super::encode::encoded;

pub use bars::read_bars;
pub use quote::read_quote;
pub use search::read_search;

/// Another agent than a browser's is answered 429, whatever the volume.
const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                     Chrome/131.0.0.0 Safari/537.36";
const DAY_S: i64 = 24 * 60 * 60;
/// A second after every bar: only a range that reaches today carries all splits since.
const ALWAYS_S: i64 = 9_999_999_999;

/// Asks for the bars from `start_ms` to `end_ms`, both included; `interval` is `1d`, `1h`, `15m`,
/// `5m` or `1m`.
///
/// Days are asked from `start_ms` until now whatever `end_ms` is, because prices as traded need all
/// later splits; a session more at either end may come. Yahoo keeps 1m for 30 days and gives eight
/// of them at once, keeps 5m and 15m for 60 days and 1h for 730.
pub fn ask_bars(symbol: &str, interval: &str, start_ms: i64, end_ms: i64) -> Ask {
    let start = start_ms.div_euclid(1000);
    let (from, to) = if interval == "1d" {
        // A session east of Greenwich opens on the day before in UTC.
        (start.saturating_sub(DAY_S), ALWAYS_S)
    } else {
        // The end is not included on the wire.
        (start, end_ms.div_euclid(1000).saturating_add(1))
    };
    ask(format!(
        "/v8/finance/chart/{}?period1={from}&period2={to}&interval={}\
         &includePrePost=false&events=div%7Csplit",
        encoded(symbol),
        encoded(interval)
    ))
}

/// Asks for the price of now: the chart of one day, whose description carries it.
pub fn ask_quote(symbol: &str) -> Ask {
    let symbol = encoded(symbol);
    ask(format!(
        "/v8/finance/chart/{symbol}?range=1d&interval=1d&includePrePost=false"
    ))
}

/// Asks for at most `limit` instruments whose ticker or name fits.
pub fn ask_search(query: &str, limit: u32) -> Ask {
    let query = encoded(query);
    ask(format!(
        "/v1/finance/search?q={query}&quotesCount={limit}&newsCount=0&lang=en-US&region=US"
    ))
}

fn ask(path: String) -> Ask {
    Ask {
        path,
        headers: vec![("user-agent".to_owned(), AGENT.to_owned())],
        credentials: vec![],
    }
}
