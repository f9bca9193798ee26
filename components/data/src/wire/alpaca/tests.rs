//! Alpaca's answers, made up.

use proptest::prelude::*;

use super::*;
use crate::wire::rows::Row;
use crate::wire::{Bars, Price};

const NOW_MS: i64 = 1_790_000_000_000;
const DAY_MS: i64 = 86_400_000;

fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status,
        body: body.as_bytes().to_vec(),
        ..Answer::default()
    }
}

fn symbols(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn quotes(status: u16, body: &str, names: &[&str]) -> Verdict<Vec<Price>> {
    read_quotes(&answer(status, body), &symbols(names), NOW_MS)
}

/// A day with this open and close.
fn row(day: i64, open: f64, close: f64) -> Row {
    Row {
        time: day * DAY_MS,
        open,
        high: open.max(close),
        low: open.min(close),
        close,
        volume: 1.0,
    }
}

fn join(raw: &[(f64, f64)], adjusted: &[f64]) -> Verdict<Bars> {
    let days = |index: usize| i64::try_from(index).unwrap();
    let raw = raw.iter().enumerate();
    let raw = raw.map(|(day, &(open, close))| row(days(day), open, close));
    let adjusted = adjusted.iter().enumerate();
    let adjusted = adjusted.map(|(day, &close)| row(days(day), close, close));
    joined("XYZ", raw.collect(), adjusted.collect())
}

#[test]
fn keys_go_into_headers_and_symbols_into_the_query() {
    let ask = ask_quotes(&symbols(&["AAPL", "BRK-B"]));
    assert_eq!(
        ask.path,
        "/v2/stocks/snapshots?symbols=AAPL%2CBRK.B&feed=iex"
    );
    let secrets: Vec<&str> = ask.credentials.iter().map(|key| &*key.secret).collect();
    assert_eq!(secrets, ["ALPACA_API_KEY", "ALPACA_API_SECRET"]);
    assert!(serves("BRK-B") && !serves("BTC-USD") && !serves("VOD.L") && !serves("^GSPC"));
}

#[test]
fn bars_are_asked_for_up_to_the_moment_that_a_free_plan_may_see() {
    let stretch = Stretch {
        symbol: "a/b",
        interval: "1d",
        start_ms: 0,
        end_ms: i64::MAX,
    };
    let path = ask_bars(&stretch, Adjustment::All, Some("a=="), NOW_MS).path;
    assert_eq!(
        path,
        "/v2/stocks/bars?symbols=a%2Fb&timeframe=1Day&start=1970-01-01T00%3A00%3A00Z\
         &end=2026-09-21T13%3A57%3A00Z&limit=10000&adjustment=all&feed=sip&page_token=a%3D%3D"
    );
    let ahead = Stretch {
        start_ms: i64::MAX,
        ..stretch
    };
    let path = ask_bars(&ahead, Adjustment::Raw, None, NOW_MS).path;
    assert!(path.contains("start=2026-09-21T13%3A57%3A00Z&end=2026-09-21T13%3A57%3A00Z"));
}

#[test]
fn prices_come_in_the_order_and_spelling_of_the_caller() {
    let body = r#"{"BRK.B":{"latestTrade":{"p":2,"t":"2026-09-21T14:00:00Z"}},
        "AAPL":{"latestTrade":{"p":"1","t":"2026-09-21T14:00:00Z"},"dailyBar":null},
        "TSLA":{"latestTrade":null},"MSFT":null,"A":{"latestTrade":{"p":0,"t":"2026-09-21T14:00:00Z"}}}"#;
    let names = ["TSLA", "BRK-B", "NOPE", "AAPL", "MSFT", "A"];
    let prices = quotes(200, body, &names).unwrap();
    let read: Vec<_> = prices
        .iter()
        .map(|price| (&*price.symbol, price.price))
        .collect();
    assert_eq!(read, [("BRK-B", 2.0), ("AAPL", 1.0)]);
}

#[test]
fn a_change_is_counted_from_the_session_before_the_trade() {
    let at = |trade: &str| {
        let body = format!(
            r#"{{"A":{{"latestTrade":{{"p":5,"t":"{trade}"}},
            "dailyBar":{{"o":2,"h":4,"l":1,"c":3,"v":9,"t":"2026-09-21T04:00:00Z"}},
            "prevDailyBar":{{"c":7,"t":"2026-09-18T04:00:00Z"}}}}}}"#
        );
        quotes(200, &body, &["A"]).unwrap().remove(0)
    };
    let session = at("2026-09-21T15:00:00.123456789Z");
    assert_eq!(
        (session.previous_close, session.open, session.volume),
        (Some(7.0), Some(2.0), Some(9.0))
    );
    let next_morning = at("2026-09-22T10:00:00Z");
    assert_eq!(
        (next_morning.previous_close, next_morning.open),
        (Some(3.0), None)
    );
}

#[test]
fn the_symbol_that_spoils_a_request_is_named_as_the_caller_spells_it() {
    let body = r#"{"message":"invalid symbol: BRK.B"}"#;
    let refusal = quotes(400, body, &["AAPL", "BRK-B"]).unwrap_err();
    assert_eq!(bad_symbol(&refusal).as_deref(), Some("BRK-B"));
    assert_eq!(
        bad_symbol(&Refusal::BadRequest("start is wrong".to_owned())),
        None
    );
    assert_eq!(bad_symbol(&Refusal::BadKey), None);
}

#[test]
fn a_key_and_a_plan_are_told_apart_and_an_outage_from_both() {
    assert_eq!(
        quotes(401, r#"{"message":"unauthorized."}"#, &[]),
        Err(Refusal::BadKey)
    );
    assert!(matches!(quotes(403, "<html>", &[]), Err(Refusal::Down(_))));
    assert!(matches!(
        quotes(500, r#"{"message":"internal"}"#, &[]),
        Err(Refusal::Down(_))
    ));
    assert_eq!(quotes(429, "", &[]), Err(Refusal::Throttled(60_000)));
}

#[test]
fn a_page_without_bars_is_no_verdict_and_a_running_day_is_left_out() {
    let page = |body: &str| read_bars_page(&answer(200, body), "BRK-B", "1d", NOW_MS);
    assert_eq!(
        page(r#"{"bars":null,"next_page_token":"x"}"#),
        Ok((vec![], Some("x".to_owned())))
    );
    assert_eq!(page(r#"{"bars":{"BRK.B":null}}"#), Ok((vec![], None)));
    // It is 10:13 in New York on 2026-09-21, a Monday.
    let bar = |date: &str| format!(r#"{{"t":"{date}T04:00:00Z","o":1,"h":1,"l":1,"c":1,"v":1}}"#);
    let two = format!(
        r#"{{"bars":{{"BRK.B":[{},{}]}}}}"#,
        bar("2026-09-18"),
        bar("2026-09-21")
    );
    let (rows, _) = page(&two).unwrap();
    assert_eq!(
        rows.iter().map(|row| row.time).collect::<Vec<_>>(),
        [1_789_689_600_000]
    );
    assert!(page(r#"{"bars":{"BRK.B":[{"t":"today","o":1,"h":1,"l":1,"c":1}]}}"#).is_err());
}

#[test]
fn adjusted_closes_stand_beside_the_bars_as_traded() {
    let raw = [(100.0, 100.0), (25.0, 26.0), (26.0, 27.0)];
    let bars = join(&raw, &[25.0, 26.0]).unwrap();
    assert_eq!(bars.columns.close, [100.0, 26.0]);
    assert_eq!((bars.adjusted_close, bars.notice), (vec![25.0, 26.0], None));
    assert_eq!(join(&raw, &[]).unwrap_err(), Refusal::Empty);
}

#[test]
fn series_of_different_days_are_not_joined() {
    let raw = vec![row(1, 1.0, 1.0), row(2, 1.0, 1.0)];
    let adjusted = vec![row(1, 1.0, 1.0), row(3, 1.0, 1.0)];
    assert!(matches!(
        joined("XYZ", raw, adjusted),
        Err(Refusal::Malformed(_))
    ));
}

#[test]
fn a_split_that_was_not_adjusted_is_named() {
    let raw = [(100.0, 100.0), (25.0, 26.0)];
    let notice = join(&raw, &[100.0, 26.0]).unwrap().notice.unwrap();
    assert!(notice.contains("1970-01-02"), "{notice}");
    let reverse = join(&[(1.0, 1.0), (10.0, 10.5)], &[1.0, 10.5]).unwrap();
    assert!(reverse.notice.is_some());
    let crash_within_a_day = join(&[(100.0, 100.0), (99.0, 50.0)], &[100.0, 50.0]).unwrap();
    assert_eq!(crash_within_a_day.notice, None);
}

proptest! {
    #[test]
    fn any_bytes_give_a_value_or_a_reason(
        status in 100u16..600,
        body in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..200),
            r#"\{"(A|bars|message)":(\{"(A|latestTrade)":)?(null|\[|\{"t":"(-?[0-9]{4}-1[0-9]-0[0-9]T0[0-9]:00:00Z)?","[opc]":-?[0-9]{1,3})"?[\]}]{0,4}"#
                .prop_map(String::into_bytes),
        ],
    ) {
        let answer = Answer { status, body, ..Answer::default() };
        let _ = read_quotes(&answer, &symbols(&["A"]), NOW_MS);
        let _ = read_bars_page(&answer, "A", "1d", NOW_MS);
    }

    #[test]
    fn any_moment_can_be_asked_for(start_ms in any::<i64>(), end_ms in any::<i64>(), now_ms in any::<i64>()) {
        let stretch = Stretch { symbol: "A", interval: "1m", start_ms, end_ms };
        prop_assert!(ask_bars(&stretch, Adjustment::Raw, None, now_ms).path.starts_with('/'));
    }

    #[test]
    fn any_prices_are_joined_to_columns_of_one_length(
        raw in proptest::collection::vec((0i64..9, any::<f64>(), any::<f64>()), 0..9),
        adjusted in proptest::collection::vec((0i64..9, any::<f64>()), 0..9),
    ) {
        let raw = raw.iter().map(|&(day, open, close)| row(day, open, close)).collect();
        let adjusted = adjusted.iter().map(|&(day, close)| row(day, close, close)).collect();
        if let Ok(bars) = joined("A", raw, adjusted) {
            prop_assert_eq!(bars.columns.volume.len(), bars.adjusted_close.len());
            prop_assert_eq!(bars.columns.time.len(), bars.adjusted_close.len());
        }
    }
}
