//! What is asked of Yahoo, what its answers mean, and that nothing breaks on the way.

mod reasons;
mod rules;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::wire::Answer;

/// 2025-03-07 18:00 UTC, within a session of New York.
const NOW_MS: i64 = 1_741_370_400_000;
/// Opens of the sessions of 5, 6 and 7 March 2025 in New York, in winter time.
const OPENS: [i64; 3] = [1_741_185_000, 1_741_271_400, 1_741_357_800];

fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status,
        headers: vec![],
        body: body.as_bytes().to_vec(),
    }
}

/// Two finished sessions, and the one that runs.
fn days() -> Value {
    json!({"chart": {"error": null, "result": [{
        "meta": {
            "currency": "USD", "symbol": "AAPL", "instrumentType": "EQUITY",
            "exchangeTimezoneName": "America/New_York", "gmtoffset": -18000,
            "longName": "Apple Inc.", "dataGranularity": "1d", "range": "",
            "regularMarketTime": 1_741_370_000, "regularMarketPrice": 12.5,
            "regularMarketDayHigh": 13.0, "regularMarketDayLow": 11.5,
            "regularMarketVolume": 500, "chartPreviousClose": 9.5,
            "currentTradingPeriod": {"regular": {"start": 1_741_357_800, "end": 1_741_381_200}}
        },
        "timestamp": [OPENS[0], OPENS[1], 1_741_370_000],
        "indicators": {"quote": [{
            "open": [10.0, 11.0, 12.0], "high": [11.0, 12.0, 13.0], "low": [9.0, 10.0, 11.5],
            "close": [10.5, 11.5, 12.5], "volume": [100, 200, 500]
        }]}
    }]}})
}

/// A chart after a change.
fn changed(mut chart: Value, change: impl FnOnce(&mut Value)) -> Answer {
    change(&mut chart["chart"]["result"][0]);
    answer(200, &chart.to_string())
}

#[test]
fn symbols_with_odd_characters_are_encoded() {
    let path = |symbol| ask_bars(symbol, "5m", 1_000, 2_000).path;
    assert!(path("^GSPC").starts_with("/v8/finance/chart/%5EGSPC?"));
    assert!(path("EURUSD=X").starts_with("/v8/finance/chart/EURUSD%3DX?"));
    assert!(path("a/b?c&d").starts_with("/v8/finance/chart/a%2Fb%3Fc%26d?"));
    assert!(
        ask_quote("^GSPC")
            .path
            .contains("%5EGSPC?range=1d&interval=1d")
    );
    assert!(
        ask_search("at&t inc", 5)
            .path
            .contains("q=at%26t%20inc&quotesCount=5")
    );
}

#[test]
fn every_request_looks_like_a_browsers_and_carries_no_key() {
    for ask in [
        ask_bars("AAPL", "1d", 0, 0),
        ask_quote("AAPL"),
        ask_search("apple", 1),
    ] {
        assert!(ask.headers[0].1.starts_with("Mozilla/5.0"));
        assert!(ask.credentials.is_empty());
    }
}

#[test]
fn days_are_asked_until_now_because_prices_as_traded_need_all_later_splits() {
    let path = ask_bars("AAPL", "1d", 86_400_000 * 10, 86_400_000 * 20).path;
    let range = "?period1=777600&period2=9999999999&interval=1d&";
    assert!(path.contains(range), "{path}");
    assert!(path.ends_with("&events=div%7Csplit"));
}

#[test]
fn parts_of_a_session_are_asked_with_the_second_after_the_end() {
    let path = ask_bars("AAPL", "15m", -1_500, 2_000).path;
    assert!(path.contains("?period1=-2&period2=3&interval=15m&"));
}

#[test]
fn the_quote_is_the_description_of_a_chart_of_one_day() {
    let body = changed(days(), |chart| chart["meta"]["range"] = "1d".into());
    let price = read_quote(&body, "aapl", NOW_MS).unwrap();
    assert_eq!((price.symbol.as_str(), price.price), ("aapl", 12.5));
    assert_eq!(
        (price.open, price.high, price.low),
        (Some(12.0), Some(13.0), Some(11.5))
    );
    assert_eq!((price.volume, price.delay), (Some(500.0), "delayed"));
    assert_eq!(price.as_of_ms, 1_741_370_000_000);
}

#[test]
fn before_the_session_yesterdays_open_is_not_todays() {
    let body = changed(days(), |chart| {
        chart["timestamp"] = json!(OPENS);
        chart["meta"]["regularMarketTime"] = json!(OPENS[2] + 86_400 * 3);
    });
    assert_eq!(read_quote(&body, "AAPL", NOW_MS).unwrap().open, None);
}

#[test]
fn a_company_without_a_ticker_is_no_hit() {
    let body = answer(
        200,
        r#"{"count": 3, "quotes": [
            {"symbol": "BTC-USD", "shortname": "Bitcoin", "quoteType": "CRYPTOCURRENCY", "isYahooFinance": true},
            {"name": "AAPlasma", "isYahooFinance": false},
            {"symbol": "TDB.TO", "longname": null, "quoteType": "MUTUALFUND", "isYahooFinance": true}]}"#,
    );
    let found = read_search(&body, NOW_MS).unwrap();
    let hits: Vec<(&str, &str, &str)> = found
        .iter()
        .map(|hit| (hit.symbol.as_str(), hit.name.as_str(), hit.kind.as_str()))
        .collect();
    assert_eq!(
        hits,
        [
            ("BTC-USD", "Bitcoin", "crypto"),
            ("TDB.TO", "TDB.TO", "fund")
        ]
    );
    let none = answer(200, r#"{"count": 0, "quotes": [], "news": []}"#);
    assert_eq!(read_search(&none, NOW_MS), Ok(vec![]));
}

fn read_all(answer: &Answer) {
    if let Ok(bars) = read_bars(answer, "AAPL", NOW_MS) {
        let times = &bars.columns.time;
        assert!(times.is_sorted_by(|a, b| a < b));
        assert_eq!(times.len(), bars.columns.volume.len());
        assert!(
            bars.columns
                .close
                .iter()
                .all(|price| price.is_finite() && *price > 0.0)
        );
    }
    if let Ok(price) = read_quote(answer, "AAPL", NOW_MS) {
        assert!(price.price.is_finite() && price.price > 0.0);
    }
    let _ = read_search(answer, NOW_MS);
}

fn numbers() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(json!(null)),
        Just(json!("Infinity")),
        Just(json!(0)),
        Just(json!([1])),
    ]
}

proptest! {
    #[test]
    fn any_bytes_give_a_value_or_a_reason(status in 100_u16..600, body: Vec<u8>) {
        read_all(&Answer { status, headers: vec![], body });
    }

    #[test]
    fn a_chart_with_a_hole_gives_a_value_or_a_reason(from in 0_usize..1200, length in 0_usize..60) {
        let mut body = days().to_string().into_bytes();
        let from = from.min(body.len());
        let to = (from + length).min(body.len());
        body.drain(from..to);
        read_all(&Answer { status: 200, headers: vec![], body });
    }

    #[test]
    fn a_chart_with_any_number_gives_a_value_or_a_reason(number in numbers(), place in 0_usize..12) {
        let body = changed(days(), |chart| {
            chart["events"] = json!({
                "splits": {"1741271400": {"numerator": 4, "denominator": 1}},
                "dividends": {"1741271400": {"amount": 0.2}},
            });
            chart["meta"]["tradingPeriods"] = json!([[{"end": 5}]]);
            let pointer = [
                "/timestamp/0", "/timestamp/1", "/indicators/quote/0/open/0", "/indicators/quote/0/close/1",
                "/indicators/quote/0/volume/0", "/meta/regularMarketTime", "/meta/regularMarketPrice",
                "/meta/currentTradingPeriod/regular/end", "/meta/currentTradingPeriod/regular/start",
                "/events/splits/1741271400/numerator", "/events/dividends/1741271400/amount",
                "/meta/tradingPeriods/0/0/end",
            ][place];
            *chart.pointer_mut(pointer).unwrap() = number;
        });
        read_all(&body);
        let intraday = serde_json::from_slice::<Value>(&body.body).unwrap();
        read_all(&changed(intraday, |chart| chart["meta"]["dataGranularity"] = "5m".into()));
    }
}
