//! Price histories as files, as traded with the adjusted close beside it, so that an import of the
//! file gives the same history.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::columnar::{ParquetRefusal, Sheet};
use super::series::Series;

/// Rows of comma-separated values below their names.
pub fn csv(series: &Series) -> String {
    let mut out = String::from("date,open,high,low,close,adj_close,volume\n");
    let c = &series.columns;
    for (bar, adj_close) in series.adj_close().into_iter().enumerate() {
        let (open, high, low, close) = (c.open[bar], c.high[bar], c.low[bar], c.close[bar]);
        let (time, volume) = (moment(series, bar), c.volume[bar]);
        let _ = writeln!(
            out,
            "{time},{open},{high},{low},{close},{adj_close},{volume}"
        );
    }
    out
}

/// A JSON object a line.
pub fn ndjson(series: &Series) -> String {
    let mut out = String::new();
    let c = &series.columns;
    for (bar, adj_close) in series.adj_close().into_iter().enumerate() {
        let row = json!({
            "date": moment(series, bar),
            "open": c.open[bar],
            "high": c.high[bar],
            "low": c.low[bar],
            "close": c.close[bar],
            "adj_close": adj_close,
            "volume": c.volume[bar],
        });
        let _ = writeln!(out, "{row}");
    }
    out
}

/// One object with the columns, and what is known beside them.
pub fn json(series: &Series) -> Value {
    let c = &series.columns;
    let date = |epoch_ms: i64| written(epoch_ms, is_dated(&series.held.interval));
    json!({
        "symbol": series.held.symbol,
        "interval": series.held.interval,
        "name": series.held.name,
        "kind": series.held.kind,
        "currency": series.held.currency,
        "provider": series.held.provider,
        "notice": series.notice,
        "bars": {
            "date": c.time.iter().map(|&time| date(time)).collect::<Vec<_>>(),
            "open": c.open,
            "high": c.high,
            "low": c.low,
            "close": c.close,
            "adj_close": series.adj_close(),
            "volume": c.volume,
        },
        "splits": series.splits.iter().map(|split| json!({
            "date": date(split.time), "ratio": split.ratio,
        })).collect::<Vec<_>>(),
        "dividends": series.dividends.iter().map(|dividend| json!({
            "date": date(dividend.time), "amount": dividend.amount,
        })).collect::<Vec<_>>(),
    })
}

/// A Parquet file.
///
/// # Errors
/// When columns differ in length.
pub fn parquet(series: &Series) -> Result<Vec<u8>, ParquetRefusal> {
    let (c, adj_close) = (&series.columns, series.adj_close());
    let numbers = vec![
        ("open", c.open.as_slice()),
        ("high", &c.high),
        ("low", &c.low),
        ("close", &c.close),
        ("adj_close", &adj_close),
        ("volume", &c.volume),
    ];
    let dates = is_dated(&series.held.interval);
    Sheet {
        dates,
        time: &c.time,
        numbers,
    }
    .parquet()
}

/// The lengths that bars may have.
pub const INTERVALS: [&str; 8] = ["1m", "5m", "15m", "30m", "1h", "1d", "1wk", "1mo"];

/// Whether bars are of days and longer, so that their times are dates.
pub fn is_dated(interval: &str) -> bool {
    matches!(interval, "1d" | "1wk" | "1mo")
}

fn moment(series: &Series, bar: usize) -> String {
    written(series.columns.time[bar], is_dated(&series.held.interval))
}

/// A moment as text; one at midnight UTC as its date alone where bars are `dated`.
pub fn written(epoch_ms: i64, dated: bool) -> String {
    let moment = jiff::Timestamp::from_millisecond(epoch_ms).unwrap_or_default();
    let text = moment.to_string();
    match text.strip_suffix("T00:00:00Z") {
        Some(date) if dated => date.to_owned(),
        _ => text,
    }
}
