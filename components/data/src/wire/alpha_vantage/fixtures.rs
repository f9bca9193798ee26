//! Alpha Vantage's recorded answers.

use super::*;
use crate::refusal::Refusal;
use crate::wire::{Answer, recorded};

/// 2026-11-28, after every recording.
const NOW_MS: i64 = 1_795_867_200_000;

fn check(name: &str, answer: &Answer) {
    let refused = || read_quote(answer, "IBM").unwrap_err();
    match name {
        "global_quote.json" => price(answer, 112.13, "end_of_day"),
        "global_quote_delayed.json" => price(answer, 244.84, "delayed"),
        "global_quote_unknown_symbol.json" => assert_eq!(refused(), Refusal::UnknownSymbol),
        "symbol_search.json" => {
            let found = read_search(answer).unwrap();
            let first = (found[0].symbol.as_str(), found[0].name.as_str());
            assert_eq!(first, ("BA", "The Boeing Company"));
            let last = (found[3].symbol.as_str(), found[3].currency.as_str());
            assert_eq!(last, ("6190.HKG", "HKD"));
            assert_eq!((found.len(), found[0].kind.as_str()), (4, "equity"));
        }
        "symbol_search_none.json" => assert_eq!(read_search(answer), Ok(vec![])),
        "time_series_daily.json" => bars(answer, &[131.28, 120.15, 124.92], true),
        "time_series_daily_adjusted.json" => bars(answer, &[126.36, 125.73], false),
        "limit_burst.json" => assert_eq!(refused(), Refusal::Throttled(2_000)),
        "limit_daily.json" => assert_eq!(refused(), Refusal::BudgetSpent(21_600_000)),
        "limit_legacy_note.json" => assert_eq!(refused(), Refusal::Throttled(60_000)),
        "premium_endpoint.json" | "premium_outputsize_full.json" => {
            assert_eq!(refused(), Refusal::NotInPlan);
        }
        "demo_key.json" | "error_key_missing.json" => assert_eq!(refused(), Refusal::BadKey),
        "error_invalid_call.json" => {
            let unknown = read_bars(answer, "IBM", NOW_MS).unwrap_err();
            assert_eq!(unknown, Refusal::UnknownSymbol);
            assert!(matches!(refused(), Refusal::BadRequest(_)));
        }
        "error_unknown_function.json" => assert!(matches!(refused(), Refusal::BadRequest(_))),
        // Parts of a session are in the paid plan and never asked for.
        "time_series_intraday_1min.json" | "time_series_intraday_csv.json" => {
            let refused = read_bars(answer, "IBM", NOW_MS).unwrap_err();
            assert!(matches!(refused, Refusal::Malformed(_)));
        }
        other => panic!("{other} is new: say what is in it"),
    }
}

fn price(answer: &Answer, expected: f64, delay: &str) {
    let price = read_quote(answer, "IBM").unwrap();
    assert_eq!((price.price, price.delay), (expected, delay));
}

fn bars(answer: &Answer, closes: &[f64], has_notice: bool) {
    let bars = read_bars(answer, "IBM", NOW_MS).unwrap();
    assert_eq!(bars.columns.close, closes);
    assert_eq!(bars.notice.is_some(), has_notice);
    assert!(bars.columns.volume.iter().all(|&volume| volume > 1e6));
}

#[test]
fn every_recorded_answer_of_alpha_vantage_is_understood() {
    recorded::each("alphavantage", check);
}
