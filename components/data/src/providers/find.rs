//! Symbols by name: asks the chain when what is held here is not enough, and remembers the answers.

use serde::{Deserialize, Serialize};

use super::ask;
use super::upstream::{Need, Upstream};
use crate::bindings::exports::sandbourse::platform::data_group::ListedSymbol;
use crate::outside::Outside;
use crate::refusal::Verdict;
use crate::wire::{Found, alpha_vantage, finnhub, yahoo};

const REMEMBERED_MS: u64 = 60 * 60 * 1000;
/// Hits that one question brings.
const HITS: u32 = 20;

#[derive(Serialize, Deserialize)]
struct Hit {
    symbol: String,
    name: String,
    kind: String,
    currency: String,
    provider: String,
}

/// What the first provider that answers has found, best first. Empty when nobody can be asked.
pub fn search(outside: &impl Outside, query: &str) -> Vec<ListedSymbol> {
    let key = format!("search:{query}");
    let remembered = outside.recall(&key);
    let hits: Vec<Hit> = match remembered.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
        Some(hits) => hits,
        None => {
            let Some(hits) = asked(outside, query) else {
                return vec![];
            };
            if let Ok(bytes) = serde_json::to_vec(&hits) {
                outside.remember(&key, &bytes, REMEMBERED_MS);
            }
            hits
        }
    };
    hits.into_iter().map(listed).collect()
}

fn asked(outside: &impl Outside, query: &str) -> Option<Vec<Hit>> {
    let found = |upstream| {
        ask::ready(outside, upstream, Need::Search).ok()?;
        let hits = from(outside, upstream, query).ok()?;
        Some(hits.into_iter().map(|hit| tagged(hit, upstream)).collect())
    };
    Need::Search.on(outside).find_map(found)
}

/// What one provider has found.
pub fn from(outside: &impl Outside, upstream: Upstream, query: &str) -> Verdict<Vec<Found>> {
    let place = (upstream, Need::Search);
    let now_ms = outside.now_ms();
    match upstream {
        Upstream::Finnhub => ask::one(outside, place, finnhub::ask_search(query), |answer| {
            finnhub::read_search(answer, now_ms)
        }),
        Upstream::Yahoo => ask::one(outside, place, yahoo::ask_search(query, HITS), |answer| {
            yahoo::read_search(answer, now_ms)
        }),
        _ => ask::one(outside, place, alpha_vantage::ask_search(query), |answer| {
            alpha_vantage::read_search(answer)
        }),
    }
}

fn tagged(found: Found, upstream: Upstream) -> Hit {
    Hit {
        symbol: found.symbol,
        name: found.name,
        kind: found.kind,
        currency: found.currency,
        provider: upstream.name().to_owned(),
    }
}

fn listed(hit: Hit) -> ListedSymbol {
    ListedSymbol {
        symbol: hit.symbol,
        name: hit.name,
        kind: hit.kind,
        currency: hit.currency,
        provider: hit.provider,
        first: None,
        last: None,
        rows: None,
    }
}
