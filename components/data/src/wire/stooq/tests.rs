//! What is asked of Stooq, and what its answers mean.

use proptest::prelude::*;

use super::*;
use crate::refusal::Refusal;
use crate::wire::Answer;

/// 2025-02-28 20:00 UTC, within a session of New York.
const NOW_MS: i64 = 1_740_772_800_000;
const CSV: &str = "Date,Open,High,Low,Close,Volume\r\n\
                   2025-02-26,129.985,133.73,128.49,131.28,322553814\r\n\
                   2025-02-27,135,135.01,120.01,120.15,443175846\r\n\
                   2025-02-28,118.02,125.09,116.4,124.92,389091145\r\n";

fn answer(body: &str) -> Answer {
    Answer {
        status: 200,
        headers: vec![],
        body: body.as_bytes().to_vec(),
    }
}

#[test]
fn the_range_is_in_days_and_the_key_travels_as_a_name() {
    let ask = ask_bars("NVDA", 1_740_528_000_000, 1_740_772_799_999);
    assert_eq!(ask.path, "/q/d/l/?s=nvda.us&d1=20250226&d2=20250228&i=d");
    assert_eq!(ask.credentials[0].secret, "STOOQ_API_KEY");
    assert!(matches!(&ask.credentials[0].placement, Placement::Query(name) if name == "apikey"));
    let always = ask_bars("NVDA", i64::MIN, i64::MAX).path;
    assert!(always.contains("&d1=00010101&d2=99990101&"), "{always}");
}

#[test]
fn symbols_are_written_as_stooq_does() {
    let ticker = |symbol| Listing::of(symbol).ticker;
    assert_eq!(ticker("AAPL"), "aapl.us");
    assert_eq!(ticker("BRK.B"), "brk-b.us");
    assert_eq!(ticker("BRK-B"), "brk-b.us");
    assert_eq!(ticker("aapl.us"), "aapl.us");
    assert_eq!(ticker("VOD.L"), "vod.uk");
    assert_eq!(ticker("7203.T"), "7203.jp");
    assert_eq!(ticker("^GSPC"), "^spx");
    assert_eq!(ticker("^WHAT"), "^what");
    assert_eq!(ticker("EURUSD=X"), "eurusd");
    assert_eq!(ticker("JPY=X"), "usdjpy");
    assert!(ask_bars("^A&B", 0, 0).path.contains("?s=%5Ea%26b&"));
}

#[test]
fn bars_are_of_finished_sessions_and_say_that_they_are_adjusted() {
    let bars = read_bars(&answer(CSV), "NVDA", NOW_MS).unwrap();
    assert_eq!(bars.columns.close, [131.28, 120.15]);
    assert_eq!(bars.columns.time[0], 1_740_528_000_000);
    assert_eq!(
        (bars.currency.as_str(), bars.zone.as_str()),
        ("USD", "America/New_York")
    );
    assert!(bars.notice.unwrap().contains("adjusted for splits"));
}

#[test]
fn a_currency_has_no_volume_and_london_is_quoted_in_pence() {
    let plain = "Date,Open,High,Low,Close\r\n2025-02-26,100,120,90,110\r\n";
    let bars = read_bars(&answer(plain), "EURUSD=X", NOW_MS).unwrap();
    assert_eq!(
        (bars.currency.as_str(), bars.kind.as_str()),
        ("USD", "currency")
    );
    assert_eq!(bars.columns.volume, [0.0]);
    let bars = read_bars(&answer(plain), "VOD.L", NOW_MS).unwrap();
    assert_eq!(
        (bars.currency.as_str(), bars.columns.close[0]),
        ("GBP", 1.1)
    );
}

#[test]
fn sentences_are_reasons_whatever_the_status() {
    let refused = |body: &str| read_bars(&answer(body), "NVDA", NOW_MS).unwrap_err();
    assert_eq!(refused("No data"), Refusal::Empty);
    assert!(matches!(refused("Access denied"), Refusal::Down(_)));
    assert!(matches!(refused("<html>"), Refusal::Down(_)));
    assert!(matches!(refused("what"), Refusal::Malformed(_)));
    assert_eq!(
        refused("Date,Open,High,Low,Close,Volume\r\n"),
        Refusal::Empty
    );
}

#[test]
fn a_row_that_is_no_bar_is_a_reason() {
    for row in [
        "2025-02-26,1,1,1",
        "2025-02-26,1,1,1,x,1",
        "today,1,1,1,1,1",
    ] {
        let body = format!("Date,Open,High,Low,Close,Volume\r\n{row}\r\n");
        let refused = read_bars(&answer(&body), "NVDA", NOW_MS);
        assert!(matches!(refused, Err(Refusal::Malformed(_))), "{row}");
    }
    let other = read_bars(&answer("Date,Close\r\n2025-02-26,1\r\n"), "NVDA", NOW_MS);
    assert!(matches!(other, Err(Refusal::Malformed(_))));
}

#[test]
fn an_exchange_whose_currency_is_not_known_is_a_reason() {
    let refused = read_bars(&answer(CSV), "WHAT.EVER", NOW_MS).unwrap_err();
    assert!(matches!(refused, Refusal::Malformed(why) if why.contains("currency")));
}

proptest! {
    #[test]
    fn any_bytes_give_a_value_or_a_reason(body: Vec<u8>, status in 100_u16..600, now_ms: i64) {
        let _ = read_bars(&Answer { status, headers: vec![], body }, "NVDA", now_ms);
    }

    #[test]
    fn mutilated_csv_gives_a_value_or_a_reason(
        from in 0_usize..200, length in 0_usize..30, fill in "[0-9.,\"\r\n-]{0,4}"
    ) {
        let mut body = CSV.to_owned();
        let from = from.min(body.len());
        body.replace_range(from..(from + length).min(body.len()), &fill);
        if let Ok(bars) = read_bars(&answer(&body), "NVDA", NOW_MS) {
            prop_assert!(bars.columns.time.is_sorted_by(|a, b| a < b));
        }
    }

    #[test]
    fn any_symbol_stays_inside_its_place(symbol: String, ms: i64) {
        let path = ask_bars(&symbol, ms, ms).path;
        prop_assert_eq!(path.matches('&').count(), 3);
        prop_assert!(path.is_ascii());
    }
}
