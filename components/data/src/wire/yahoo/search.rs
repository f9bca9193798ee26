//! Instruments that Yahoo finds.

use serde::Deserialize;

use super::bars::kind;
use super::chart::{reason, refuse_blocked};
use crate::refusal::Verdict;
use crate::wire::{Answer, Found};

#[derive(Deserialize)]
struct Hits {
    quotes: Option<Vec<Hit>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Hit {
    symbol: Option<String>,
    shortname: Option<String>,
    longname: Option<String>,
    #[serde(rename = "quoteType")]
    quote_type: Option<String>,
    #[serde(rename = "isYahooFinance")]
    is_yahoo_finance: bool,
}

/// Reads the hits, best first; companies without a ticker are left out.
///
/// # Errors
/// Whatever Yahoo refuses with.
pub fn read_search(answer: &Answer, now_ms: i64) -> Verdict<Vec<Found>> {
    refuse_blocked(answer, now_ms)?;
    let hits: Hits = answer.json()?;
    let hits = hits.quotes.ok_or_else(|| reason(answer))?;
    Ok(hits.into_iter().filter_map(found).collect())
}

fn found(hit: Hit) -> Option<Found> {
    let symbol = hit.symbol.filter(|_| hit.is_yahoo_finance)?;
    let name = hit.longname.or(hit.shortname);
    Some(Found {
        name: name.unwrap_or_else(|| symbol.clone()),
        kind: kind(hit.quote_type.as_deref().unwrap_or_default()),
        currency: String::new(),
        symbol,
    })
}
