//! Stooq: daily bars as CSV, for who brings a key of their own.

mod bars;
mod listing;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Ask;
use super::encode::encoded;
use crate::bindings::sandbourse::platform::http_out::{Credential, Placement};
use listing::Listing;

pub use bars::read_bars;

/// Asks for the daily bars from `start_ms` to `end_ms`, both included.
pub fn ask_bars(symbol: &str, start_ms: i64, end_ms: i64) -> Ask {
    let listing = Listing::of(symbol);
    let (from, to) = (day(start_ms), day(end_ms));
    Ask {
        path: format!(
            "/q/d/l/?s={}&d1={from}&d2={to}&i=d",
            encoded(&listing.ticker)
        ),
        headers: vec![],
        // Only the query can carry the key here.
        credentials: vec![Credential {
            secret: "STOOQ_API_KEY".to_owned(),
            placement: Placement::Query("apikey".to_owned()),
        }],
    }
}

/// A date as eight digits; years are kept to those that four digits can write.
fn day(ms: i64) -> String {
    const YEARS: (i64, i64) = (-62_135_596_800_000, 253_370_764_800_000);
    let moment = Timestamp::from_millisecond(ms.clamp(YEARS.0, YEARS.1)).unwrap_or_default();
    let date = TimeZone::UTC.to_datetime(moment).date();
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}
