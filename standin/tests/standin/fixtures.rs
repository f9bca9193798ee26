//! What is made up here has every field of what the providers really sent.

use std::path::{Path, PathBuf};

use sandbourse_standin::{Provider, Scenario};
use serde_json::Value;

use crate::asking::{json, standing_at, text};

/// The recorded bodies stand beside the repository, because they may not be copied into it.
fn folder() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    let folder = root.parent()?.join("shared/providers/fixtures");
    let there = folder.is_dir();
    if !there {
        eprintln!("skipped: {} is not there", folder.display());
    }
    there.then_some(folder)
}

fn response(folder: &Path, name: &str) -> Value {
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    let mut exchange: Value = serde_json::from_str(&text).unwrap();
    exchange["response"].take()
}

/// Fields of `theirs` that `ours` lacks or has as another kind. Elements of an array are taken
/// together; where keys are dates or times, any one stands for all.
fn missing(ours: &Value, theirs: &Value, at: &str, found: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            for (key, their) in theirs {
                let is_data =
                    key.starts_with(|first: char| first.is_ascii_digit()) && !key.contains(". ");
                let our = if is_data {
                    ours.values().next()
                } else {
                    ours.get(key)
                };
                match our {
                    Some(our) => missing(our, their, &format!("{at}/{key}"), found),
                    None => found.push(format!("{at}/{key}")),
                }
            }
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            if let (Some(our), Some(their)) = (union(ours), union(theirs)) {
                missing(&our, &their, &format!("{at}/*"), found);
            } else if !theirs.is_empty() {
                found.push(format!("{at} is empty"));
            }
        }
        (Value::Null, _) | (_, Value::Null) => {}
        _ if std::mem::discriminant(ours) == std::mem::discriminant(theirs) => {}
        _ => found.push(format!("{at} is {ours} and not {theirs}")),
    }
}

/// One element with the fields of all.
fn union(items: &[Value]) -> Option<Value> {
    let mut all = items.iter().find(|item| !item.is_null()).cloned()?;
    for item in items {
        if let (Value::Object(all), Value::Object(item)) = (&mut all, item) {
            for (key, value) in item {
                all.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
    }
    Some(all)
}

/// The rows of a table with three columns.
fn rows(table: &str) -> impl Iterator<Item = [&str; 3]> {
    let lines = table.lines().filter(|line| !line.is_empty());
    lines.map(|line| {
        let cells: Vec<&str> = line.split_whitespace().collect();
        cells.try_into().expect("three columns")
    })
}

/// The provider that a fixture's folder names.
fn provider(name: &str) -> Provider {
    let folder = name.split('/').next().unwrap();
    Provider::ALL
        .into_iter()
        .find(|provider| provider.prefix() == folder)
        .unwrap()
}

/// Fixture, path here, and the moment of the recording.
const GOOD: &str = "
yahoo/chart_AAPL_1d_split_and_dividend.json /v8/finance/chart/AAPL?interval=1d&events=div%7Csplit%7Cearn&period1=1598832000&period2=1604990000 2025-02-20T11:47:42Z
yahoo/chart_BTC-USD_1d.json /v8/finance/chart/BTC-USD?interval=1d&period1=1577836800&period2=1578009600 2025-02-20T11:47:42Z
yahoo/chart_EURUSD_1d.json /v8/finance/chart/EURUSD%3DX?interval=1d&period1=1577836800&period2=1578009600 2025-02-20T11:47:42Z
yahoo/chart_OCDO.L_1d_GBp.json /v8/finance/chart/TSCO.L?interval=1d&period1=1577836800&period2=1578009600 2025-02-20T11:47:42Z
yahoo/chart_AAPL_1m_weekend_no_timestamp.json /v8/finance/chart/AAPL?interval=1m&period1=1738368000&period2=1738454400 2025-02-20T11:47:42Z
yahoo/chart_7203.T_5m_nulls.json /v8/finance/chart/7203.T?range=1d&interval=5m 2026-10-05T08:00:00Z
yahoo/chart_AAPL_5m_live_session.json /v8/finance/chart/AAPL?range=1d&interval=5m 2026-10-05T13:58:27Z
yahoo/search_AAPL.json /v1/finance/search?q=AAPL 2025-02-25T11:12:38Z
fred/observations_GDP.json /series/observations?series_id=GDP 2024-10-30T18:00:00Z
fred/observations_GDP_vintages.json /series/observations?series_id=GDP&realtime_start=1776-07-04&realtime_end=9999-12-31 2024-10-30T18:00:00Z
fred/observations_WGS10YR.json /series/observations?series_id=WGS10YR 2024-10-28T18:00:00Z
fred/series_GDP.json /series?series_id=GDP 2024-10-30T18:00:00Z
fred/series_search.json /series/search?search_text=gross+domestic 2024-11-03T18:00:00Z
fred/series_release_GDP.json /series/release?series_id=GDP 2024-11-03T18:00:00Z
fred/series_vintagedates_GDP.json /series/vintagedates?series_id=GDP 2024-11-03T18:00:00Z
fred/release_dates_CPI.json /release/dates?release_id=10 2024-11-03T18:00:00Z
fred/releases_dates.json /releases/dates 2024-11-03T18:00:00Z
alphavantage/global_quote.json /query?function=GLOBAL_QUOTE&symbol=MSFT 2018-10-06T18:00:00Z
alphavantage/global_quote_delayed.json /query?function=GLOBAL_QUOTE&symbol=IBM&entitlement=delayed 2025-08-27T22:00:00Z
alphavantage/time_series_daily.json /query?function=TIME_SERIES_DAILY&symbol=NVDA 2025-03-01T02:00:00Z
alphavantage/symbol_search.json /query?function=SYMBOL_SEARCH&keywords=apple 2025-03-01T02:00:00Z
finnhub/quote_SPY.json /quote?symbol=SPY 2022-12-28T21:00:00Z
finnhub/candle_D.json /stock/candle?symbol=AAPL&resolution=D&from=1569297600&to=1569556800 2019-09-28T21:00:00Z
finnhub/search_apple.json /search?q=apple 2022-12-28T21:00:00Z
finnhub/market_status.json /stock/market-status?exchange=US 2023-10-11T09:14:01Z
alpaca/bars_multi.json /v2/stocks/bars?symbols=AAPL&timeframe=1Min&start=2022-01-03&limit=1 2022-08-17T10:19:30Z
alpaca/bars_single.json /v2/stocks/AAPL/bars?timeframe=1Min&start=2022-01-03&limit=1 2022-08-17T10:19:30Z
alpaca/bars_empty.json /v2/stocks/bars?symbols=ZZZZ&timeframe=1Day&start=2022-01-03 2022-08-17T10:19:30Z
alpaca/snapshots.json /v2/stocks/snapshots?symbols=AAPL,TSLA 2022-08-17T10:19:30Z
alpaca/snapshot_single.json /v2/stocks/AAPL/snapshot 2022-08-17T10:19:30Z
alpaca/clock.json /v2/clock 2022-05-09T19:20:04.561Z
";

#[tokio::test]
async fn a_good_body_has_every_field_of_the_recorded_one() {
    let Some(folder) = folder() else { return };
    for [name, path, now] in rows(GOOD) {
        let provider = provider(name);
        let standin = standing_at(now).await;
        if name.contains("candle") {
            standin.always(provider, Scenario::Premium);
        }
        let theirs = response(&folder, name);
        let (status, ours) = json(&standin, provider, path).await;
        let mut lacks = Vec::new();
        missing(&ours, &theirs["body"], "", &mut lacks);
        assert!(
            status == 200 && lacks.is_empty(),
            "{name}: {status} {lacks:?}\n{ours}"
        );
    }
}

/// Fixture, path here, and the scenario that plays it (`ok` where the path alone does).
const WORDED: &str = "
yahoo/error_429_edge.json /v8/finance/chart/AAPL throttled
yahoo/error_chart_bad_interval.json /v8/finance/chart/AAPL?range=5d&interval=7m ok
yahoo/error_chart_interval_out_of_window.json /v8/finance/chart/AAPL?period1=1728136756&period2=1791208756&interval=5m ok
yahoo/error_chart_unknown_symbol.json /v8/finance/chart/NOSUCHSYMBOL?range=1d&interval=5m ok
yahoo/error_invalid_crumb.json /v7/finance/quote?symbols=AAPL&crumb=STALE ok
yahoo/error_quote_no_crumb.json /v7/finance/quote?symbols=AAPL ok
fred/error_key_missing.json /series?series_id=GDP missing_key
fred/error_key_unregistered.json /series?series_id=GDP bad_key
fred/error_rate_limited.json /series?series_id=GDP throttled
fred/error_series_not_found.json /series?series_id=NOSUCHSERIES ok
fred/error_xml.json /series?series_id=NOSUCHSERIES xml
alphavantage/demo_key.json /query?function=GLOBAL_QUOTE&symbol=AAPL bad_key
alphavantage/error_invalid_call.json /query?function=TIME_SERIES_DAILY&symbol=NOSUCHSYMBOL ok
alphavantage/error_key_missing.json /query?function=GLOBAL_QUOTE missing_key
alphavantage/error_unknown_function.json /query?function=FOO&symbol=IBM ok
alphavantage/global_quote_unknown_symbol.json /query?function=GLOBAL_QUOTE&symbol=NOPE ok
alphavantage/limit_burst.json /query?function=GLOBAL_QUOTE&symbol=IBM throttled
alphavantage/limit_legacy_note.json /query?function=GLOBAL_QUOTE&symbol=IBM legacy_note
alphavantage/premium_endpoint.json /query?function=TIME_SERIES_DAILY_ADJUSTED&symbol=IBM ok
alphavantage/premium_outputsize_full.json /query?function=TIME_SERIES_DAILY&symbol=IBM&outputsize=full ok
alphavantage/symbol_search_none.json /query?function=SYMBOL_SEARCH&keywords=zzzzzz ok
finnhub/error_invalid_key.json /quote?symbol=AAPL bad_key
finnhub/error_missing_key.json /quote?symbol=AAPL missing_key
finnhub/error_no_access.json /stock/candle?symbol=AAPL ok
finnhub/error_rate_limited.json /quote?symbol=AAPL throttled
finnhub/quote_unknown_symbol.json /quote?symbol=NOPE ok
finnhub/search_none.json /search?q=zzzzzz ok
finnhub/candle_no_data.json /stock/candle?symbol=AAPL empty
alpaca/error_data_forbidden.json /v2/clock bad_key
alpaca/error_data_invalid_symbol.json /v2/stocks/bars?symbols=AAPL,BRK-B&timeframe=1Day ok
alpaca/error_data_rate_limited.json /v2/clock throttled
alpaca/error_data_sip_recent.json /v2/stocks/snapshots?symbols=AAPL&feed=sip ok
stooq/daily_limit.json /q/d/l/?s=aapl.us&i=d daily_limit
stooq/no_data.json /q/d/l/?s=nope.us&i=d ok
stooq/apikey_needed.json /q/d/l/?s=aapl.us&i=d bad_key
";

#[tokio::test]
async fn an_error_has_the_very_words_of_the_recorded_one() {
    let Some(folder) = folder() else { return };
    for [name, path, scenario] in rows(WORDED) {
        let provider = provider(name);
        let scenario: Scenario = serde_json::from_value(scenario.into()).unwrap();
        let standin = standing_at("2026-10-05T13:59:16Z").await;
        standin.always(provider, scenario);
        let theirs = response(&folder, name);
        let (status, body) = text(&standin, provider, path).await;
        assert_eq!(theirs["status"], status, "{name}: {body}");
        match theirs.get("body") {
            Some(document) => {
                let ours: Value = serde_json::from_str(&body).unwrap();
                assert_eq!(&ours, document, "{name}");
            }
            None => assert_eq!(theirs["bodyText"], body, "{name}"),
        }
    }
}
