//! What is asked of Alpha Vantage, and what its answers mean.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::wire::Answer;

/// 2025-02-28 20:00 UTC, within a session of New York.
const NOW_MS: i64 = 1_740_772_800_000;

fn answer(body: &str) -> Answer {
    Answer {
        status: 200,
        headers: vec![],
        body: body.as_bytes().to_vec(),
    }
}

fn daily() -> Value {
    json!({
        "Meta Data": {"2. Symbol": "NVDA", "5. Time Zone": "US/Eastern"},
        "Time Series (Daily)": {
            "2025-02-28": {"1. open": "118.02", "2. high": "125.09", "3. low": "116.4", "4. close": "124.92", "5. volume": "389"},
            "2025-02-27": {"1. open": "135", "2. high": "135.01", "3. low": "120.01", "4. close": "120.15", "5. volume": "443"},
            "2025-02-26": {"1. open": "129.985", "2. high": "133.73", "3. low": "128.49", "4. close": "131.28", "5. volume": "None"},
        },
    })
}

fn quote() -> Value {
    json!({"Global Quote": {
        "01. symbol": "MSFT", "02. open": "112.63", "03. high": "113.17", "04. low": "110.64", "05. price": "112.13",
        "06. volume": "29062853", "07. latest trading day": "2018-10-05", "08. previous close": "112.79",
    }})
}

#[test]
fn the_key_travels_as_a_name_and_symbols_are_encoded() {
    for ask in [ask_quote("A&B C"), ask_bars("A&B C"), ask_search("A&B C")] {
        assert!(ask.path.contains("=A%26B%20C"), "{}", ask.path);
        assert!(!ask.path.contains("apikey"));
        assert_eq!(ask.credentials[0].secret, "ALPHA_VANTAGE_API_KEY");
        assert!(
            matches!(&ask.credentials[0].placement, Placement::Query(name) if name == "apikey")
        );
    }
    assert!(
        ask_bars("IBM")
            .path
            .ends_with("&symbol=IBM&outputsize=compact")
    );
}

#[test]
fn foreign_symbols_are_written_as_alpha_vantage_does() {
    assert!(ask_quote("TSCO.L").path.ends_with("symbol=TSCO.LON"));
    assert!(ask_quote("TSCO.LON").path.ends_with("symbol=TSCO.LON"));
    assert!(ask_quote("BRK.B").path.ends_with("symbol=BRK.B"));
    assert!(ask_quote("WHAT.EVER").path.ends_with("symbol=WHAT.EVER"));
}

#[test]
fn bars_are_oldest_first_without_the_session_that_runs_and_say_that_splits_are_unknown() {
    let bars = read_bars(&answer(&daily().to_string()), "NVDA", NOW_MS).unwrap();
    assert_eq!(bars.columns.close, [131.28, 120.15]);
    assert_eq!(bars.columns.volume, [0.0, 443.0]);
    assert_eq!(bars.columns.time[0], 1_740_528_000_000);
    assert!(
        bars.notice
            .unwrap()
            .contains("Splits and dividends are not known")
    );
    assert!(bars.splits.is_empty() && bars.dividends.is_empty());
    // Twenty minutes after the close.
    let closed_ms = NOW_MS + 80 * 60 * 1000;
    let bars = read_bars(&answer(&daily().to_string()), "NVDA", closed_ms).unwrap();
    assert_eq!(bars.columns.close.len(), 3);
}

#[test]
fn the_adjusted_series_brings_splits_and_dividends_under_other_numbers() {
    let mut body = daily();
    for (date, split) in [
        ("2025-02-26", "1.0"),
        ("2025-02-27", "10.0"),
        ("2025-02-28", "1.0"),
    ] {
        let row = body["Time Series (Daily)"][date].as_object_mut().unwrap();
        row.remove("5. volume");
        row.insert("6. volume".to_owned(), "7".into());
        row.insert("7. dividend amount".to_owned(), "0.25".into());
        row.insert("8. split coefficient".to_owned(), split.into());
    }
    let bars = read_bars(&answer(&body.to_string()), "NVDA", NOW_MS).unwrap();
    assert_eq!((bars.columns.volume, bars.notice), (vec![7.0, 7.0], None));
    assert_eq!((bars.splits.len(), bars.splits[0].ratio), (1, 10.0));
    assert_eq!((bars.dividends.len(), bars.dividends[0].amount), (2, 0.25));
}

#[test]
fn london_is_quoted_in_pence_and_an_exchange_that_is_not_known_is_a_reason() {
    let bars = read_bars(&answer(&daily().to_string()), "TSCO.LON", NOW_MS).unwrap();
    assert_eq!(
        (bars.currency.as_str(), bars.columns.close[0]),
        ("GBP", 1.3128)
    );
    assert_eq!(bars.zone, "Europe/London");
    let unknown = read_bars(&answer(&daily().to_string()), "WHAT.EVER", NOW_MS);
    assert!(matches!(unknown, Err(Refusal::Malformed(why)) if why.contains("currency")));
}

#[test]
fn a_quote_is_of_the_close_of_its_day() {
    let price = read_quote(&answer(&quote().to_string()), "MSFT").unwrap();
    assert_eq!((price.price, price.previous_close), (112.13, Some(112.79)));
    assert_eq!(
        (price.as_of_ms, price.delay),
        (1_538_769_600_000, "end_of_day")
    );
    let nothing = read_quote(&answer(r#"{"Global Quote": {}}"#), "NOPE");
    assert_eq!(nothing, Err(Refusal::UnknownSymbol));
}

#[test]
fn no_reason_repeats_the_key() {
    let sentence = "We have detected your API key as SECRET123 and something new";
    let body = answer(&json!({"Information": sentence}).to_string());
    let refusals = [
        read_bars(&body, "IBM", NOW_MS).unwrap_err(),
        read_quote(&body, "IBM").unwrap_err(),
        read_search(&body).unwrap_err(),
    ];
    for refusal in refusals {
        assert!(matches!(&refusal, Refusal::Malformed(why) if !why.contains("SECRET123")));
    }
}

#[test]
fn an_outage_is_an_outage() {
    let page = read_search(&answer("<html>")).unwrap_err();
    assert!(matches!(page, Refusal::Down(_)));
}

fn read_all(answer: &Answer) {
    if let Ok(bars) = read_bars(answer, "NVDA", NOW_MS) {
        assert!(bars.columns.time.is_sorted_by(|a, b| a < b));
        assert!(bars.columns.close.iter().all(|price| *price > 0.0));
    }
    let _ = read_quote(answer, "NVDA");
    let _ = read_search(answer);
}

proptest! {
    #[test]
    fn any_bytes_give_a_value_or_a_reason(status in 100_u16..600, body: Vec<u8>) {
        read_all(&Answer { status, headers: vec![], body });
    }

    #[test]
    fn a_body_with_a_hole_gives_a_value_or_a_reason(
        of_quote: bool, from in 0_usize..600, length in 0_usize..40, fill in "[0-9.\":{}-]{0,3}"
    ) {
        let body = if of_quote { quote() } else { daily() };
        let mut body = body.to_string();
        let from = from.min(body.len());
        body.replace_range(from..(from + length).min(body.len()), &fill);
        read_all(&answer(&body));
    }
}
