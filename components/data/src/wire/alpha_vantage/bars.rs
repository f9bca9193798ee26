//! Daily bars, as traded.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::exchange;
use super::fields::{Fields, number, parts};
use crate::bindings::sandbourse::platform::history::{Dividend, Split};
use crate::refusal::{Refusal, Verdict};
use crate::wire::money::main_unit;
use crate::wire::rows::{Row, columns};
use crate::wire::{Answer, Bars, session};

const SERIES: &str = "Time Series (Daily)";
const NOTICE: &str = "Splits and dividends are not known: a split looks like a fall of the price.";

/// Reads the bars of finished sessions. They are as traded; splits and dividends come with the
/// adjusted series of the paid plan only, and a notice says so.
///
/// # Errors
/// [`Refusal::UnknownSymbol`] for an invalid call, since nothing else can be wrong with this one;
/// [`Refusal::Empty`] without a row; and what else comes in place of data.
pub fn read_bars(answer: &Answer, symbol: &str, now_ms: i64) -> Verdict<Bars> {
    let mut parts = parts(answer, Refusal::UnknownSymbol)?;
    let series = parts
        .remove(SERIES)
        .ok_or_else(|| Refusal::Malformed("no daily series in it".to_owned()))?;
    let exchange = exchange(symbol)?;
    let zone = session::zone(exchange.zone)?;
    let rows = rows(series, &zone, now_ms)?;
    let (currency, divisor) = main_unit(exchange.currency);
    let bars = rows
        .iter()
        .filter_map(|(date, fields)| bar(*date, fields, divisor));
    let columns = columns(bars.collect());
    if columns.time.is_empty() {
        return Err(Refusal::Empty);
    }
    let has_events = rows.values().all(knows_events);
    Ok(Bars {
        name: symbol.to_owned(),
        kind: "equity".to_owned(),
        currency: currency.to_owned(),
        zone: exchange.zone.to_owned(),
        notice: (!has_events).then(|| NOTICE.to_owned()),
        columns,
        splits: splits(&rows),
        dividends: dividends(&rows, divisor),
        adjusted_close: vec![],
    })
}

/// Rows by date: they come newest first, and the one of the session that runs is partial.
fn rows(
    series: serde_json::Value,
    zone: &TimeZone,
    now_ms: i64,
) -> Verdict<BTreeMap<Date, Fields>> {
    let malformed = |what: &str| Refusal::Malformed(format!("a {what} in it cannot be read"));
    let series: BTreeMap<String, Fields> =
        serde_json::from_value(series).map_err(|_| malformed("row"))?;
    let mut rows = BTreeMap::new();
    for (date, fields) in series {
        let date: Date = date.parse().map_err(|_| malformed("date"))?;
        if session::is_over(date, zone, now_ms) {
            rows.insert(date, fields);
        }
    }
    Ok(rows)
}

fn bar(date: Date, fields: &Fields, divisor: f64) -> Option<Row> {
    let price = |word| Some(number(fields, word).positive()? / divisor);
    Some(Row {
        time: session::midnight_ms(date),
        open: price("open")?,
        high: price("high")?,
        low: price("low")?,
        close: price("close")?,
        volume: number(fields, "volume").positive().unwrap_or(0.0),
    })
}

fn knows_events(fields: &Fields) -> bool {
    let events = ["split coefficient", "dividend amount"];
    events.iter().all(|word| number(fields, word).0.is_some())
}

fn splits(rows: &BTreeMap<Date, Fields>) -> Vec<Split> {
    let split = |(date, fields): (&Date, &Fields)| {
        let ratio = number(fields, "split coefficient").positive()?;
        let time = session::midnight_ms(*date);
        (ratio != 1.0).then_some(Split { time, ratio })
    };
    rows.iter().filter_map(split).collect()
}

fn dividends(rows: &BTreeMap<Date, Fields>, divisor: f64) -> Vec<Dividend> {
    let dividend = |(date, fields): (&Date, &Fields)| {
        let amount = number(fields, "dividend amount").positive()? / divisor;
        let time = session::midnight_ms(*date);
        Some(Dividend { time, amount })
    };
    rows.iter().filter_map(dividend).collect()
}
