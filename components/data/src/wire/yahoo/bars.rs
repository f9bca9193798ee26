//! Bars out of a chart: as traded, in the main unit, with the dates of their exchange.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::chart::{Chart, Events, Meta};
use super::rows::{Row, rows};
use super::undo::{Shares, as_traded};
use crate::bindings::sandbourse::platform::types::Columns;
use crate::refusal::{Refusal, Verdict};
use crate::wire::money::main_unit;
use crate::wire::{Answer, Bars, session};

/// Prices outside are errors of the source.
const PLAUSIBLE: RangeInclusive<f64> = 1e-9..=1e12;
/// A range that ends longer before the last price does not reach now: holidays are shorter.
const STALE_DAYS: i32 = 10;

/// Reads the bars: finished sessions only, and of parts of a session only finished bars.
///
/// # Errors
/// [`Refusal::Empty`] when there is no such bar in the range, and whatever Yahoo refuses with.
pub fn read_bars(answer: &Answer, symbol: &str, now_ms: i64) -> Verdict<Bars> {
    let chart = Chart::read(answer, now_ms)?;
    let zone_name = zone_name(&chart.meta)?;
    let zone = session::zone(zone_name)?;
    let (currency, divisor) = currency(&chart.meta)?;
    let none = Events::default();
    let events = chart.events.as_ref().unwrap_or(&none);
    let shares = Shares::of(events, &zone)?;
    let columns = columns(&rows(&chart, &zone, now_ms)?, &shares, divisor);
    if columns.time.is_empty() {
        return Err(Refusal::Empty);
    }
    Ok(Bars {
        name: name(&chart.meta, symbol),
        kind: kind(chart.meta.instrument_type.as_deref().unwrap_or_default()),
        currency,
        zone: zone_name.to_owned(),
        notice: notice(&chart, &zone),
        columns,
        splits: shares.splits(),
        dividends: shares.dividends(events, &zone, divisor),
        adjusted_close: vec![],
    })
}

/// The name of the exchange's zone.
pub fn zone_name(meta: &Meta) -> Verdict<&str> {
    let name = meta.exchange_timezone_name.as_deref();
    name.ok_or_else(|| Refusal::Malformed("it names no time zone".to_owned()))
}

/// The main unit of the prices, and what they are divided by to get there.
pub fn currency(meta: &Meta) -> Verdict<(String, f64)> {
    if meta.instrument_type.as_deref() == Some("INDEX") {
        return Ok(("PTS".to_owned(), 1.0));
    }
    let quoted = meta.currency.as_deref().filter(|code| !code.is_empty());
    let (currency, divisor) =
        main_unit(quoted.ok_or_else(|| Refusal::Malformed("it names no currency".to_owned()))?);
    Ok((currency.to_owned(), divisor))
}

/// The project's word for a type of instrument.
pub fn kind(word: &str) -> String {
    match word {
        "CRYPTOCURRENCY" => "crypto".to_owned(),
        "MUTUALFUND" => "fund".to_owned(),
        other => other.to_lowercase(),
    }
}

fn name(meta: &Meta, symbol: &str) -> String {
    let name = meta.long_name.as_ref().or(meta.short_name.as_ref());
    name.map_or_else(|| symbol.to_owned(), Clone::clone)
}

fn columns(rows: &[Row], shares: &Shares, divisor: f64) -> Columns {
    let mut columns = Columns {
        time: Vec::with_capacity(rows.len()),
        open: Vec::with_capacity(rows.len()),
        high: Vec::with_capacity(rows.len()),
        low: Vec::with_capacity(rows.len()),
        close: Vec::with_capacity(rows.len()),
        volume: Vec::with_capacity(rows.len()),
    };
    for row in rows {
        let ratio = shares.since(row.date);
        let prices = row.prices.map(|price| as_traded(price, ratio / divisor));
        if prices.iter().all(|price| PLAUSIBLE.contains(price)) {
            let [open, high, low, close] = prices;
            columns.time.push(row.time);
            columns.open.push(open);
            columns.high.push(high);
            columns.low.push(low);
            columns.close.push(close);
            columns.volume.push((row.volume / ratio).round());
        }
    }
    columns
}

/// Says so when later splits cannot be known because the range ends long before the last price.
fn notice(chart: &Chart, zone: &TimeZone) -> Option<String> {
    let date_at = |second: Option<i64>| session::date_at(second?, zone);
    let last = date_at(chart.timestamp.as_ref()?.last().copied())?;
    let newest: Date = date_at(chart.meta.regular_market_time)?;
    let is_stale = (newest - last).get_days() > STALE_DAYS;
    is_stale.then(|| format!("Prices would be adjusted for splits after {last}, if there are any."))
}
