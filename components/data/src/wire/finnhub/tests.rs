//! Finnhub's answers, made up and recorded.

use proptest::prelude::*;

use super::*;
use crate::wire::{Price, recorded};

const NOW_MS: i64 = 1_790_000_000_000;

fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status,
        body: body.as_bytes().to_vec(),
        ..Answer::default()
    }
}

fn quote(status: u16, body: &str) -> Verdict<Price> {
    read_quote(&answer(status, body), "AAPL", NOW_MS)
}

fn days(body: &str, now_ms: i64) -> Verdict<Vec<i64>> {
    let bars = read_bars(&answer(200, body), "AAPL", "1d", now_ms)?;
    Ok(bars.columns.time)
}

#[test]
fn the_key_goes_into_a_header_and_the_symbol_into_the_query() {
    let ask = ask_quote("BRK-B");
    assert_eq!(ask.path, "/quote?symbol=BRK.B");
    let placement = &ask.credentials[0].placement;
    assert!(matches!(placement, Placement::Header(name) if name == "X-Finnhub-Token"));
    assert_eq!(ask_quote("a&b/ü").path, "/quote?symbol=a%26b%2F%C3%BC");
    assert_eq!(
        ask_bars("AAPL", "1h", 1_569_297_600_999, 1_569_556_800_000).path,
        "/stock/candle?symbol=AAPL&resolution=60&from=1569297600&to=1569556800"
    );
    assert_eq!(ask_search("a b").path, "/search?q=a%20b&exchange=US");
    assert!(serves("AAPL") && !serves("^GSPC") && !serves("VOD.L") && !serves("EURUSD=X"));
}

#[test]
fn text_for_people_is_an_outage_under_any_status() {
    for (status, body) in [
        (200, "Service down"),
        (502, "<html>"),
        (200, ""),
        (500, "{}"),
    ] {
        assert!(
            matches!(quote(status, body), Err(Refusal::Down(_))),
            "{body}"
        );
    }
    assert_eq!(quote(429, "slow down"), Err(Refusal::Throttled(60_000)));
}

#[test]
fn the_words_of_a_problem_count_under_a_good_status_too() {
    let says = |words: &str| quote(200, &format!(r#"{{"error":"{words}"}}"#)).unwrap_err();
    assert_eq!(says("Invalid API key."), Refusal::BadKey);
    assert_eq!(
        says("You don't have access to this resource."),
        Refusal::NotInPlan
    );
    assert_eq!(says("API limit reached."), Refusal::Throttled(60_000));
    assert_eq!(says("Symbol not supported"), Refusal::UnknownSymbol);
    assert_eq!(
        says("Wrong date"),
        Refusal::BadRequest("Wrong date".to_owned())
    );
}

#[test]
fn a_price_needs_a_time_and_cannot_be_negative() {
    let malformed = |body| matches!(quote(200, body), Err(Refusal::Malformed(_)));
    assert!(malformed(r#"{"c":-1,"t":1672261200}"#));
    assert!(malformed(r#"{"c":1,"t":0}"#));
    assert!(malformed(r#"{"d":1}"#));
    let bare = quote(200, r#"{"c":"1.5","o":0,"t":1672261200}"#).unwrap();
    assert_eq!(
        (bare.price, bare.open, bare.previous_close),
        (1.5, None, None)
    );
}

#[test]
fn a_day_is_kept_when_it_is_over_and_may_be_named_by_either_midnight() {
    // 2026-07-02 and 03, at midnight in Greenwich and in New York.
    let body = r#"{"s":"ok","t":[1782950400,1783051200],"o":[1,1],"h":[1,1],"l":[1,1],"c":[1,1],"v":[1,1]}"#;
    let evening = 1_783_110_000_000;
    let both = [1_782_950_400_000, 1_783_036_800_000];
    assert_eq!(days(body, evening).unwrap(), both);
    let noon = 1_783_094_400_000;
    assert_eq!(days(body, noon).unwrap(), both[..1]);
}

#[test]
fn columns_of_different_length_are_not_joined_and_holes_are_left_out() {
    let uneven = r#"{"s":"ok","t":[86400],"o":[1],"h":[1],"l":[1],"c":[],"v":[1]}"#;
    assert!(matches!(days(uneven, NOW_MS), Err(Refusal::Malformed(_))));
    let hole =
        r#"{"s":"ok","t":[86400,172800],"o":[1,1],"h":[1,1],"l":[1,1],"c":[1,null],"v":[1,1]}"#;
    assert_eq!(days(hole, NOW_MS).unwrap(), [86_400_000]);
}

fn recorded(file: &str) -> Option<Answer> {
    let file = format!("{file}.json");
    let is_there = recorded::names("finnhub").contains(&file);
    is_there.then(|| recorded::answer("finnhub", &file))?
}

#[test]
fn recorded_prices_are_read() {
    let Some(spy) = recorded("quote_SPY") else {
        return;
    };
    let spy = read_quote(&spy, "SPY", NOW_MS).unwrap();
    assert_eq!((spy.price, spy.previous_close), (376.66, Some(381.4)));
    assert_eq!(
        (spy.open, spy.high, spy.low),
        (Some(381.33), Some(383.38), Some(376.42))
    );
    assert_eq!((spy.as_of_ms, spy.delay), (1_672_261_200_000, "real_time"));
    let unknown = read_quote(&recorded("quote_unknown_symbol").unwrap(), "NOPE", NOW_MS);
    assert_eq!(unknown, Err(Refusal::UnknownSymbol));
}

#[test]
fn documented_bars_and_hits_are_read() {
    let Some(candle) = recorded("candle_D") else {
        return;
    };
    let bars = read_bars(&candle, "AAPL", "1d", NOW_MS).unwrap();
    assert_eq!(bars.columns.close, [217.68, 221.03, 219.89]);
    // 2019-09-24.
    assert_eq!(bars.columns.time[0], 1_569_283_200_000);
    assert!(bars.notice.is_some());
    let none = read_bars(&recorded("candle_no_data").unwrap(), "AAPL", "1m", NOW_MS);
    assert_eq!(none.unwrap_err(), Refusal::Empty);
    let hits = read_search(&recorded("search_apple").unwrap(), NOW_MS).unwrap();
    assert_eq!((hits.len(), hits[0].symbol.as_str()), (1, "AAPL"));
    assert_eq!(hits[0].kind, "equity");
    let hits = read_search(&recorded("search_none").unwrap(), NOW_MS);
    assert_eq!(hits, Ok(vec![]));
}

#[test]
fn recorded_problems_lead_to_their_verdicts() {
    let expected = [
        ("error_invalid_key", Refusal::BadKey),
        ("error_missing_key", Refusal::BadKey),
        ("error_no_access", Refusal::NotInPlan),
        ("error_rate_limited", Refusal::Throttled(60_000)),
    ];
    for (file, refusal) in expected {
        let Some(problem) = recorded(file) else {
            return;
        };
        let bars = read_bars(&problem, "AAPL", "1d", NOW_MS);
        assert_eq!(bars.unwrap_err(), refusal, "{file}");
    }
}

#[test]
fn every_recording_is_read_above_or_not_asked_for() {
    let covered = [
        "candle_D",
        "candle_no_data",
        "error_invalid_key",
        "error_missing_key",
        "error_no_access",
        "error_rate_limited",
        "quote_SPY",
        "quote_unknown_symbol",
        "search_apple",
        "search_none",
    ];
    let not_asked = [
        "market_status",
        "market_holiday",
        "profile2_AAPL",
        "ws_trades",
    ];
    for file in recorded::names("finnhub") {
        let name = file.trim_end_matches(".json");
        assert!(
            covered.contains(&name) || not_asked.contains(&name),
            "{file}"
        );
    }
}

proptest! {
    #[test]
    fn any_bytes_give_a_value_or_a_reason(
        status in 100u16..600,
        body in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..200),
            r#"\{"(c|s|error|result)":("ok"|-?[0-9]{1,20}|\[\]|null|true)(,"(t|o|h|l|c|v)":(\[-?[0-9]{0,19}\]|1)){0,6}\}?"#
                .prop_map(String::into_bytes),
        ],
    ) {
        let answer = Answer { status, body, ..Answer::default() };
        let _ = read_quote(&answer, "AAPL", NOW_MS);
        let _ = read_bars(&answer, "AAPL", "1d", NOW_MS);
        let _ = read_bars(&answer, "AAPL", "1m", NOW_MS);
        let _ = read_search(&answer, NOW_MS);
    }
}
