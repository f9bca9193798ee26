//! Alpaca's answers as recorded and documented.

use super::*;
use crate::wire::recorded;

const NOW_MS: i64 = 1_790_000_000_000;

fn recorded(file: &str) -> Option<Answer> {
    let file = format!("{file}.json");
    let is_there = recorded::names("alpaca").contains(&file);
    is_there.then(|| recorded::answer("alpaca", &file))?
}

#[test]
fn documented_snapshots_are_read() {
    let Some(snapshots) = recorded("snapshots") else {
        return;
    };
    let symbols = ["TSLA", "AAPL"].map(str::to_owned);
    let prices = read_quotes(&snapshots, &symbols, NOW_MS).unwrap();
    assert_eq!((prices.len(), prices[1].price), (2, 172.61));
    assert_eq!(
        (prices[0].symbol.as_str(), prices[0].price),
        ("TSLA", 911.99)
    );
    // The trade is of the morning after the daily bar.
    assert_eq!(
        (prices[1].previous_close, prices[1].open),
        (Some(173.03), None)
    );
    assert_eq!(prices[1].as_of_ms, 1_660_731_504_114);
}

#[test]
fn documented_pages_are_read() {
    let page = |file: &str| Some(read_bars_page(&recorded(file)?, "AAPL", "1m", NOW_MS).unwrap());
    let Some((many, token)) = page("bars_multi") else {
        return;
    };
    assert_eq!(
        (many.len(), many[0].close, many[0].volume),
        (1, 178.21, 1118.0)
    );
    assert_eq!(many[0].time, 1_641_200_400_000);
    assert!(token.unwrap().ends_with("Wg=="));
    assert_eq!(page("bars_single").unwrap().0, many);
    assert_eq!(page("bars_empty").unwrap(), (vec![], None));
}

#[test]
fn recorded_problems_lead_to_their_verdicts() {
    let bad_symbol = Refusal::BadRequest("invalid symbol: BRK-B".to_owned());
    let expected = [
        ("error_data_forbidden", Refusal::BadKey),
        ("error_trade_unauthorized", Refusal::BadKey),
        ("error_data_sip_recent", Refusal::NotInPlan),
        ("error_data_invalid_symbol", bad_symbol),
        // The reset that it names has long passed.
        ("error_data_rate_limited", Refusal::Throttled(1000)),
        ("error_trade_rate_limited", Refusal::Throttled(1000)),
    ];
    for (file, refusal) in expected {
        let Some(problem) = recorded(file) else {
            return;
        };
        let page = read_bars_page(&problem, "AAPL", "1d", NOW_MS);
        assert_eq!(page.unwrap_err(), refusal, "{file}");
        let prices = read_quotes(&problem, &["AAPL".to_owned()], NOW_MS);
        assert_eq!(prices.unwrap_err(), refusal, "{file}");
    }
    let reset_ms = 1_674_044_551_000;
    let limited = recorded("error_data_rate_limited").unwrap();
    let page = read_bars_page(&limited, "AAPL", "1d", reset_ms - 7000);
    assert_eq!(page.unwrap_err(), Refusal::Throttled(7000));
}

#[test]
fn every_recording_of_market_data_is_read_above_or_not_asked_for() {
    let covered = [
        "bars_empty",
        "bars_multi",
        "bars_single",
        "error_data_forbidden",
        "error_data_invalid_symbol",
        "error_data_rate_limited",
        "error_data_sip_recent",
        "error_trade_rate_limited",
        "error_trade_unauthorized",
        "snapshots",
    ];
    let not_asked = [
        "account",
        "bars_latest",
        "clock",
        "error_trade",
        "order",
        "positions",
        "quotes",
        "snapshot_single",
        "trades",
        "ws",
    ];
    for file in recorded::names("alpaca") {
        let name = file.trim_end_matches(".json");
        let is_known =
            covered.contains(&name) || not_asked.iter().any(|kind| name.starts_with(kind));
        assert!(is_known, "{file}");
    }
}
