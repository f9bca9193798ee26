//! Finding shares by name.

use serde::Deserialize;

use crate::refusal::Verdict;
use crate::wire::us_stock::dashed;
use crate::wire::{Answer, Ask, Found};

#[derive(Deserialize)]
struct Body {
    result: Vec<Hit>,
}

#[derive(Deserialize)]
struct Hit {
    symbol: String,
    #[serde(default)]
    description: String,
    #[serde(default, rename = "type")]
    kind: Option<String>,
}

/// Asks for shares of American exchanges whose symbol or name holds the words.
pub fn ask_search(words: &str) -> Ask {
    super::ask("/search", &[("q", words), ("exchange", "US")])
}

/// Reads the hits whose prices can be asked for; none is an answer too.
pub fn read_search(answer: &Answer, now_ms: i64) -> Verdict<Vec<Found>> {
    let body: Body = super::read(answer, now_ms)?;
    let hits = body.result.into_iter();
    let served = hits.filter(|hit| super::serves(&hit.symbol));
    Ok(served.map(found).collect())
}

fn found(hit: Hit) -> Found {
    Found {
        symbol: dashed(&hit.symbol),
        name: hit.description,
        kind: kind(hit.kind.unwrap_or_default()),
        currency: "USD".to_owned(),
    }
}

fn kind(word: String) -> String {
    match word.as_str() {
        "Common Stock" | "ADR" | "REIT" | "" => "equity".to_owned(),
        "ETP" | "ETF" => "etf".to_owned(),
        _ => word.to_lowercase(),
    }
}
