//! Instruments that Alpha Vantage finds.

use super::fields::{Fields, parts, text};
use crate::refusal::{Refusal, Verdict};
use crate::wire::money::main_unit;
use crate::wire::{Answer, Found};

/// Reads the hits, best first.
///
/// # Errors
/// What comes in place of data.
pub fn read_search(answer: &Answer) -> Verdict<Vec<Found>> {
    let refused = Refusal::BadRequest("the call is not valid".to_owned());
    let mut parts = parts(answer, refused)?;
    let matches = parts.remove("bestMatches").unwrap_or_default();
    let matches: Vec<Fields> = serde_json::from_value(matches)
        .map_err(|_| Refusal::Malformed("no matches in it".to_owned()))?;
    Ok(matches.iter().filter_map(found).collect())
}

fn found(fields: &Fields) -> Option<Found> {
    let symbol = text(fields, "symbol")?;
    let (currency, _) = main_unit(text(fields, "currency").unwrap_or_default());
    Some(Found {
        symbol: symbol.to_owned(),
        name: text(fields, "name").unwrap_or(symbol).to_owned(),
        kind: kind(text(fields, "type").unwrap_or_default()),
        currency: currency.to_owned(),
    })
}

fn kind(word: &str) -> String {
    match word {
        "Mutual Fund" => "fund".to_owned(),
        other => other.to_lowercase(),
    }
}
