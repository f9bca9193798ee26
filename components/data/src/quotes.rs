//! `quotes`: the newest price of many symbols at once, each with its own success or reason.

use crate::bindings::sandbourse::platform::types::{Failure, QuoteBatch, QuoteError};
use crate::outside::{Outside, invalid, not_found};
use crate::providers;
use crate::refusal::Refusal;
use crate::select::checked_symbol;

/// Symbols in one call, the limit of the contract.
const MAX_SYMBOLS: usize = 200;
/// Symbols of the list that an empty request stands for.
const WATCHLIST: usize = 12;

/// The provider name of the histories that come with the binary.
const SAMPLE: &str = "sample";

/// Quotes for the symbols, or for the default watchlist when there are none.
///
/// One symbol's failure is an entry in `errors`; when not a single quote could be had the
/// whole call fails, so that an empty list never looks like success.
pub fn batch(outside: &impl Outside, symbols: &[String]) -> Result<QuoteBatch, Failure> {
    if symbols.len() > MAX_SYMBOLS {
        let detail = format!(
            "{} symbols were asked for; at most {MAX_SYMBOLS} in one call",
            symbols.len()
        );
        return Err(invalid("symbols", "too_many_symbols", detail));
    }
    let wanted = wanted(outside, symbols);
    let checked: Vec<Result<String, Failure>> = wanted.iter().map(|text| checked(text)).collect();
    let known: Vec<String> = checked.iter().flatten().cloned().collect();
    let mut verdicts = providers::quotes(outside, &known).into_iter();
    let mut batch = QuoteBatch {
        quotes: vec![],
        errors: vec![],
    };
    let mut worst: Option<Failure> = None;
    for (text, checked) in wanted.into_iter().zip(checked) {
        let outcome = checked.and_then(|symbol| {
            let verdict = verdicts.next().unwrap_or(Err(Refusal::UnknownSymbol));
            verdict.map_err(|refusal| failed(outside, &symbol, &refusal))
        });
        match outcome {
            Ok(quote) => batch.quotes.push(quote),
            Err(failure) => {
                batch.errors.push(error(text, &failure));
                worst = Some(worse(worst, failure));
            }
        }
    }
    match worst {
        Some(failure) if batch.quotes.is_empty() => Err(failure),
        None if batch.quotes.is_empty() => Err(nothing_held()),
        _ => Ok(batch),
    }
}

fn checked(text: &str) -> Result<String, Failure> {
    checked_symbol(text).map_err(|failure| Failure {
        field: Some("symbols".to_owned()),
        ..failure
    })
}

fn failed(outside: &impl Outside, symbol: &str, refusal: &Refusal) -> Failure {
    outside.count("quotes_failed");
    outside.warn(&format!("Failed to fetch data for {symbol}"));
    refusal.failure(symbol, "symbols")
}

/// What was asked for, each symbol once; or the watchlist.
fn wanted(outside: &impl Outside, symbols: &[String]) -> Vec<String> {
    if symbols.is_empty() {
        return watchlist(outside);
    }
    let mut wanted: Vec<String> = Vec::with_capacity(symbols.len());
    for symbol in symbols {
        let symbol = symbol.trim().to_ascii_uppercase();
        if !wanted.contains(&symbol) {
            wanted.push(symbol);
        }
    }
    wanted
}

/// The first of what is listed here; the sample, which never moves, comes last.
fn watchlist(outside: &impl Outside) -> Vec<String> {
    let mut listed = providers::symbols(outside);
    listed.sort_by_key(|symbol| symbol.provider == SAMPLE);
    listed
        .into_iter()
        .take(WATCHLIST)
        .map(|symbol| symbol.symbol)
        .collect()
}

fn error(symbol: String, failure: &Failure) -> QuoteError {
    // An odd symbol may be long; a person needs only its beginning.
    let symbol = symbol.chars().take(40).collect();
    QuoteError {
        symbol,
        code: failure.code.clone(),
        detail: failure.detail.clone(),
    }
}

/// The failure that a caller should hear of when all failed: one that may pass beats one that stays.
fn worse(known: Option<Failure>, next: Failure) -> Failure {
    use crate::bindings::sandbourse::platform::values::FailureKind::Unavailable;
    match known {
        Some(known) if known.kind == Unavailable || next.kind != Unavailable => known,
        _ => next,
    }
}

fn nothing_held() -> Failure {
    let detail = "no prices are held; import some, or set DEMO_DATA=true for simulated ones";
    not_found("symbols", "no_data", detail.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::sandbourse::platform::values::FailureKind;
    use crate::fake::Fake;

    fn names(symbols: &[&str]) -> Vec<String> {
        symbols.iter().map(|&symbol| symbol.to_owned()).collect()
    }

    #[test]
    fn one_unknown_symbol_does_not_spoil_the_others() {
        let outside = Fake::demo();
        let batch = batch(&outside, &names(&["aapl", "NOPE", "AAPL", "B&D"])).unwrap();
        assert_eq!(batch.quotes.len(), 1);
        let codes: Vec<_> = batch
            .errors
            .iter()
            .map(|e| (e.symbol.as_str(), e.code.as_str()))
            .collect();
        assert_eq!(codes, [("NOPE", "unknown_symbol"), ("B&D", "bad_symbol")]);
        assert_eq!(outside.warnings(), ["Failed to fetch data for NOPE"]);
    }

    #[test]
    fn without_a_single_quote_the_call_fails() {
        let failure = batch(&Fake::default(), &names(&["NOPE"])).unwrap_err();
        assert_eq!(
            (failure.kind, failure.field.as_deref()),
            (FailureKind::NotFound, Some("symbols"))
        );
        let failure = batch(&Fake::default(), &names(&["B&D"])).unwrap_err();
        assert_eq!(
            (failure.kind, failure.field.as_deref()),
            (FailureKind::Invalid, Some("symbols"))
        );
        assert_eq!(batch(&Fake::default(), &[]).unwrap_err().code, "no_data");
    }

    #[test]
    fn an_empty_list_asks_for_the_watchlist() {
        assert_eq!(batch(&Fake::demo(), &[]).unwrap().quotes.len(), 10);
        let held = Fake::default().holding("SPX", &[1.0]);
        assert_eq!(batch(&held, &[]).unwrap().quotes[0].symbol, "SPX");
    }

    #[test]
    fn the_watchlist_ends_with_the_sample() {
        let outside = Fake::demo().holding("SPX", &[1.0]).holding("IBM", &[2.0]);
        let batch = batch(&outside, &[]).unwrap();
        let shown: Vec<_> = batch
            .quotes
            .iter()
            .map(|quote| quote.symbol.as_str())
            .collect();
        assert_eq!((shown[0], shown[1], shown[11]), ("IBM", "AAPL", "SPX"));
    }

    #[test]
    fn more_than_two_hundred_symbols_are_refused() {
        let many: Vec<String> = (0..201).map(|n| format!("S{n}")).collect();
        assert_eq!(
            batch(&Fake::demo(), &many).unwrap_err().code,
            "too_many_symbols"
        );
    }
}
