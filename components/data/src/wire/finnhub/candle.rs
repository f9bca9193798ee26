//! Bars of a share, for keys of a paid plan.

use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::refusal::{Refusal, Verdict};
use crate::wire::loose::Loose;
use crate::wire::rows::{Clockwork, Row, columns};
use crate::wire::session::NEW_YORK;
use crate::wire::{Answer, Ask, Bars};

const ADJUSTED: &str = "daily prices of Finnhub are adjusted for splits";

#[derive(Deserialize)]
struct Body {
    s: String,
    #[serde(default)]
    t: Vec<i64>,
    #[serde(default)]
    o: Vec<Loose>,
    #[serde(default)]
    h: Vec<Loose>,
    #[serde(default)]
    l: Vec<Loose>,
    #[serde(default)]
    c: Vec<Loose>,
    #[serde(default)]
    v: Vec<Loose>,
}

/// Asks for the bars from `start_ms` to `end_ms`, both included. `interval` is `1m`, `5m`, `15m`,
/// `30m` or `1h`, of which there is a month in an answer, or `1d`.
pub fn ask_bars(symbol: &str, interval: &str, start_ms: i64, end_ms: i64) -> Ask {
    let resolution = match interval {
        "1m" => "1",
        "5m" => "5",
        "15m" => "15",
        "30m" => "30",
        "1h" => "60",
        _ => "D",
    };
    let second = |ms: i64| ms.div_euclid(1000).to_string();
    let pairs = [
        ("symbol", super::spelled(symbol)),
        ("resolution", resolution.to_owned()),
        ("from", second(start_ms)),
        ("to", second(end_ms)),
    ];
    super::ask(
        "/stock/candle",
        &pairs
            .each_ref()
            .map(|(name, value)| (*name, value.as_str())),
    )
}

/// Reads finished bars. Daily ones stay adjusted for splits, because no splits come with them, and
/// have a notice that says so.
pub fn read_bars(answer: &Answer, symbol: &str, interval: &str, now_ms: i64) -> Verdict<Bars> {
    let body: Body = super::read(answer, now_ms)?;
    if body.s == "no_data" {
        return Err(Refusal::Empty);
    }
    // A day is midnight in New York or in Greenwich: the date in Greenwich is right for both.
    let rows = rows(&body, &Clockwork::new(interval, TimeZone::UTC, now_ms)?)?;
    if rows.is_empty() {
        return Err(Refusal::Empty);
    }
    Ok(Bars {
        name: symbol.to_owned(),
        kind: "equity".to_owned(),
        currency: "USD".to_owned(),
        zone: NEW_YORK.to_owned(),
        notice: (interval == "1d").then(|| ADJUSTED.to_owned()),
        columns: columns(rows),
        splits: vec![],
        dividends: vec![],
        adjusted_close: vec![],
    })
}

/// The finished bars with a price in every column.
fn rows(body: &Body, clockwork: &Clockwork) -> Verdict<Vec<Row>> {
    let prices = [&body.o, &body.h, &body.l, &body.c];
    let count = body.t.len();
    if prices.iter().any(|column| column.len() != count) || body.v.len() != count {
        return Err(Refusal::Malformed("columns of different length".to_owned()));
    }
    let row = |at: usize| {
        Some(Row {
            time: clockwork.finished(body.t[at].saturating_mul(1000))?,
            open: body.o[at].positive()?,
            high: body.h[at].positive()?,
            low: body.l[at].positive()?,
            close: body.c[at].positive()?,
            volume: body.v[at].0.unwrap_or_default().max(0.0),
        })
    };
    Ok((0..count).filter_map(row).collect())
}
