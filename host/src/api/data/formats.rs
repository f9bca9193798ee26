//! Bars in forms for scripts and spreadsheets.

use std::fmt::Write as _;

use axum::response::{IntoResponse as _, Response};
use hyper::header;
use sandbourse_wit::types::Series;

fn text(kind: &'static str, body: String) -> Response {
    (
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, "no-store"),
        ],
        body,
    )
        .into_response()
}

fn rows(series: &Series) -> impl Iterator<Item = (String, [f64; 5])> + '_ {
    let bars = &series.columns;
    bars.time.iter().enumerate().map(|(i, &epoch_ms)| {
        let time = jiff::Timestamp::from_millisecond(epoch_ms).unwrap_or_default();
        (
            time.to_string(),
            [
                bars.open[i],
                bars.high[i],
                bars.low[i],
                bars.close[i],
                bars.volume[i],
            ],
        )
    })
}

/// Rows of comma-separated values below their names.
pub fn csv(series: &Series) -> Response {
    let mut out = String::from("time,open,high,low,close,volume\n");
    for (time, [open, high, low, close, volume]) in rows(series) {
        let _ = writeln!(out, "{time},{open},{high},{low},{close},{volume}");
    }
    text("text/csv; charset=utf-8", out)
}

/// A JSON object a line.
pub fn ndjson(series: &Series) -> Response {
    let mut out = String::new();
    for (time, [open, high, low, close, volume]) in rows(series) {
        let row = serde_json::json!({"time": time, "open": open, "high": high, "low": low, "close": close, "volume": volume});
        let _ = writeln!(out, "{row}");
    }
    text("application/x-ndjson", out)
}
