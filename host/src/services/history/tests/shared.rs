//! Real histories over their splits. They may not be copied into the project, so they are read from
//! beside it when they are there.

use std::path::PathBuf;

use sandbourse_wit::history::{Dividend, Split};
use sandbourse_wit::types::Columns;

use super::*;

/// A fall of AAPL on a day without a split, 2000-09-29: as traded it fell by 52 %.
const REAL_FALL_MS: i64 = 970_185_600_000;

fn file(symbol: &str) -> Option<Vec<u8>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let places = ["../../shared", "../shared", "/work/shared"];
    let read =
        |place: &&str| std::fs::read(root.join(place).join(format!("data/bars/{symbol}.csv"))).ok();
    let found = places.iter().find_map(read);
    if found.is_none() {
        println!("skipped: no shared/data/bars/{symbol}.csv beside the project");
    }
    found
}

fn jumps(time: &[i64], prices: impl Iterator<Item = f64>) -> Vec<(i64, f64)> {
    let prices: Vec<f64> = prices.collect();
    let steps = prices.windows(2).zip(&time[1..]);
    steps
        .map(|(pair, &time)| (time, (pair[1] / pair[0] - 1.0).abs()))
        .collect()
}

fn times(a: &[f64], b: &[f64]) -> impl Iterator<Item = f64> {
    a.iter()
        .zip(b)
        .map(|(a, b)| a * b)
        .collect::<Vec<_>>()
        .into_iter()
}

/// Whether adjusted prices move as prices do: by less than 20 % a day, the fall of AAPL apart.
fn assert_smooth(bars: &StoredBars, factors: &[f64]) {
    for (time, jump) in jumps(&bars.columns.time, times(&bars.columns.close, factors)) {
        assert!(jump < 0.2 || time == REAL_FALL_MS, "{jump} at {time}");
    }
}

async fn assert_splits_are_no_jumps(symbol: &str, days: &[i64]) {
    let Some(bytes) = file(symbol) else { return };
    let parsed = parse_bars(&*bytes).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let history = history(dir.path()).await;
    let text = String::from_utf8(bytes).unwrap();
    history.import_bars(import(symbol, &text)).await.unwrap();
    let bars = history
        .bars(symbol, "1d", None, None)
        .await
        .unwrap()
        .unwrap();
    let found: Vec<(i64, f64)> = bars
        .splits
        .iter()
        .map(|split| (split.time, split.ratio))
        .collect();
    let expected: Vec<(i64, f64)> = days.iter().map(|&time| (time, 2.0)).collect();
    assert_eq!(found, expected);
    let raw = jumps(&bars.columns.time, bars.columns.close.iter().copied());
    for day in days {
        assert!(
            raw.iter().any(|&(time, jump)| time == *day && jump > 0.45),
            "no jump at {day}"
        );
    }
    assert_smooth(&bars, &bars.split_factor);
    assert_smooth(&bars, &bars.adjustment_factor);
    for (adjusted, in_file) in
        times(&bars.columns.close, &bars.adjustment_factor).zip(&parsed.adj_close)
    {
        assert!((adjusted / in_file - 1.0).abs() < 1e-12);
    }
}

#[tokio::test]
async fn the_splits_of_aapl_are_no_jumps_once_adjusted() {
    assert_splits_are_no_jumps("AAPL", &[961_545_600_000, 1_109_548_800_000]).await;
}

#[tokio::test]
async fn the_split_of_msft_is_no_jump_once_adjusted() {
    assert_splits_are_no_jumps("MSFT", &[1_045_526_400_000]).await;
}

/// Dividends by the day from which the share was traded without them, as the companies published
/// them. MSFT's 3.08 was 3 dollars once beside the usual 8 cents.
const AAPL_DIVIDENDS: &str = "2012-08-09 2.65, 2012-11-07 2.65, 2013-02-07 2.65";
const MSFT_DIVIDENDS: &str = "2003-02-19 0.08, 2003-10-15 0.16, 2004-08-23 0.08, 2004-11-15 3.08, \
    2005-02-15 0.08, 2005-05-16 0.08, 2005-08-15 0.08, 2005-11-15 0.08, 2006-02-15 0.09, \
    2006-05-15 0.09, 2006-08-15 0.09, 2006-11-14 0.10, 2007-02-13 0.10, 2007-05-15 0.10, \
    2007-08-14 0.10, 2007-11-13 0.11, 2008-02-19 0.11, 2008-05-13 0.11, 2008-08-19 0.11, \
    2008-11-18 0.13, 2009-02-17 0.13, 2009-05-19 0.13, 2009-08-18 0.13, 2009-11-17 0.13, \
    2010-02-16 0.13, 2010-05-18 0.13, 2010-08-17 0.13, 2010-11-16 0.16, 2011-02-15 0.16, \
    2011-05-17 0.16, 2011-08-16 0.16, 2011-11-15 0.20, 2012-02-14 0.20, 2012-05-15 0.20, \
    2012-08-14 0.20, 2012-11-13 0.23, 2013-02-19 0.23";

fn dividends(text: &str) -> Vec<Dividend> {
    let dividend = |entry: &str| {
        let (date, amount) = entry.trim().split_once(' ').unwrap();
        let midnight: jiff::Timestamp = format!("{date}T00:00:00Z").parse().unwrap();
        Dividend {
            time: midnight.as_millisecond(),
            amount: amount.parse().unwrap(),
        }
    };
    text.split(',').map(dividend).collect()
}

/// The same prices from a provider that gives events: factors come out as those of the file.
async fn assert_events_make_the_factors(symbol: &str, splits: &[i64], published: &str) {
    let Some(bytes) = file(symbol) else { return };
    let parsed = parse_bars(&*bytes).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let history = history(dir.path()).await;
    let fetched = FetchedBars {
        splits: splits
            .iter()
            .map(|&time| Split { time, ratio: 2.0 })
            .collect(),
        dividends: dividends(published),
        ..fetched(symbol, &parsed)
    };
    history.keep(&fetched).await.unwrap();
    let bars = history
        .bars(symbol, "1d", None, None)
        .await
        .unwrap()
        .unwrap();
    assert_smooth(&bars, &bars.adjustment_factor);
    assert_smooth(&bars, &bars.split_factor);
    // The file's factors are of a day after its last row.
    let last = parsed.close.len() - 1;
    let scale = parsed.adj_close[last] / parsed.close[last];
    for row in 0..=last {
        let adjusted = parsed.close[row] * bars.adjustment_factor[row] * scale;
        // Its adjusted closes have two decimals; so does the last one, which sets the scale.
        let rounding = 0.005 / parsed.adj_close[row] + 0.005 / parsed.adj_close[last];
        let error = (adjusted / parsed.adj_close[row] - 1.0).abs();
        assert!(
            error < 1.2 * rounding + 1e-4,
            "{symbol} row {row}: {error}, rounding {rounding}"
        );
    }
}

#[tokio::test]
async fn published_events_of_aapl_make_the_factors_of_the_file() {
    let splits = [961_545_600_000, 1_109_548_800_000];
    assert_events_make_the_factors("AAPL", &splits, AAPL_DIVIDENDS).await;
}

#[tokio::test]
async fn published_events_of_msft_make_the_factors_of_the_file() {
    assert_events_make_the_factors("MSFT", &[1_045_526_400_000], MSFT_DIVIDENDS).await;
}

fn fetched(symbol: &str, parsed: &parsed::ParsedBars) -> FetchedBars {
    let (time, last) = (&parsed.time, parsed.time.len() - 1);
    let instant = |row: usize| Instant {
        epoch_ms: time[row],
    };
    FetchedBars {
        symbol: symbol.to_owned(),
        interval: "1d".to_owned(),
        provider: "yahoo".to_owned(),
        name: symbol.to_owned(),
        kind: "equity".to_owned(),
        currency: "USD".to_owned(),
        zone: "America/New_York".to_owned(),
        notice: None,
        columns: Columns {
            time: time.clone(),
            open: parsed.open.clone(),
            high: parsed.high.clone(),
            low: parsed.low.clone(),
            close: parsed.close.clone(),
            volume: parsed.volume.clone(),
        },
        splits: vec![],
        dividends: vec![],
        adjusted_close: vec![],
        start: instant(0),
        end: instant(last),
        replace: false,
    }
}
