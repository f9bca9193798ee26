//! `symbols` and `search`: what this deployment can price.

use crate::bindings::exports::sandbourse::platform::data_group::ListedSymbol;
use crate::bindings::sandbourse::platform::types::Failure;
use crate::outside::{Outside, invalid};
use crate::providers;

const MAX_QUERY: usize = 64;
const MAX_RESULTS: u32 = 100;

/// Every symbol, in alphabetical order.
pub fn symbols(outside: &impl Outside) -> Vec<ListedSymbol> {
    let mut listed = providers::symbols(outside);
    listed.sort_by(|a, b| a.symbol.cmp(&b.symbol));
    listed
}

/// At most `limit` (1 to 100) symbols whose ticker or name holds the query, in any case.
///
/// The exact ticker comes first, then tickers that begin with the query, then names that do,
/// then the rest, and after what is held here whatever a provider finds. Nothing found is an empty
/// list. Errors name `q` or `limit`.
pub fn search(
    outside: &impl Outside,
    query: &str,
    limit: u32,
) -> Result<Vec<ListedSymbol>, Failure> {
    let query = query.trim().to_lowercase();
    if query.is_empty() || query.chars().count() > MAX_QUERY {
        let detail = format!("a search has 1 to {MAX_QUERY} characters");
        return Err(invalid("q", "bad_query", detail));
    }
    if !(1..=MAX_RESULTS).contains(&limit) {
        let detail = format!("limit is {limit}; it must be from 1 to {MAX_RESULTS}");
        return Err(invalid("limit", "out_of_range", detail));
    }
    let mut found: Vec<(u8, ListedSymbol)> = symbols(outside)
        .into_iter()
        .filter_map(|listed| rank(&listed, &query).map(|rank| (rank, listed)))
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    let mut found: Vec<ListedSymbol> = found.into_iter().map(|(_, listed)| listed).collect();
    if found.len() < limit as usize {
        for other in providers::search(outside, &query) {
            if !found.iter().any(|known| known.symbol == other.symbol) {
                found.push(other);
            }
        }
    }
    found.truncate(limit as usize);
    Ok(found)
}

fn rank(listed: &ListedSymbol, query: &str) -> Option<u8> {
    let (symbol, name) = (listed.symbol.to_lowercase(), listed.name.to_lowercase());
    if symbol == query {
        Some(0)
    } else if symbol.starts_with(query) {
        Some(1)
    } else if name.starts_with(query) {
        Some(2)
    } else {
        (symbol.contains(query) || name.contains(query)).then_some(3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Fake;

    fn found(query: &str) -> Vec<String> {
        let outside = Fake::demo().holding("SPX", &[1.0]);
        search(&outside, query, 10)
            .unwrap()
            .into_iter()
            .map(|listed| listed.symbol)
            .collect()
    }

    #[test]
    fn the_exact_ticker_comes_before_the_rest() {
        assert_eq!(found("sp"), ["SPX", "SPY"]);
        assert_eq!(found("spy"), ["SPY"]);
        assert_eq!(found("micro"), ["MSFT"]);
        assert_eq!(found("trust"), ["QQQ", "SPY"]);
    }

    #[test]
    fn nothing_found_is_an_empty_list() {
        assert!(found("zzz").is_empty());
    }

    #[test]
    fn a_wrong_query_or_limit_is_refused_by_name() {
        let field = |query: &str, limit| search(&Fake::demo(), query, limit).unwrap_err().field;
        assert_eq!(field(" ", 10).as_deref(), Some("q"));
        assert_eq!(field(&"x".repeat(65), 10).as_deref(), Some("q"));
        assert_eq!(field("a", 0).as_deref(), Some("limit"));
        assert_eq!(field("a", 101).as_deref(), Some("limit"));
    }
}
