//! The chart: bars of one symbol with what is known about it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde_json::{Map, Value, json};

use super::range::{Interval, Wanted, wanted};
use super::{Refusal, meta, ok};
use crate::answer::Ask;
use crate::market::adjust::{Adjustment, adjusted, dividends, splits};
use crate::market::instrument::Instrument;
use crate::market::walk::{Bar, split_ratio};
use crate::market::{self, merge};
use crate::reply::Reply;

const SPLITS: Adjustment = Adjustment {
    splits: true,
    dividends: false,
};
const ALL: Adjustment = Adjustment {
    splits: true,
    dividends: true,
};

/// One place in the parallel arrays; `None` where nothing was traded.
struct Row {
    time: i64,
    bar: Option<Bar>,
    adjusted_close: f64,
}

/// Answers `/v8/finance/chart/{symbol}`.
pub fn chart(ask: &Ask<'_>, symbol: &str) -> Result<Reply, Refusal> {
    let instrument = market::find(symbol).ok_or_else(Refusal::unknown)?;
    let wanted = wanted(ask, instrument.exchange)?;
    let days = ask.market.days(instrument, ask.now);
    let Some(first) = days.first() else {
        return Err(Refusal::bad(format!(
            "Data doesn't exist for startDate = {}, endDate = {}",
            wanted.from, wanted.to
        )));
    };
    if wanted.to < instrument.exchange.session(first.date).0 && wanted.to < listed_at(instrument) {
        return Err(Refusal::bad(format!(
            "Data doesn't exist for startDate = {}, endDate = {}",
            wanted.from, wanted.to
        )));
    }
    let rows = match wanted.interval {
        Interval::Minutes(minutes) => intraday(ask, instrument, &wanted, minutes),
        _ => daily(ask, instrument, &wanted, &days),
    };
    let mut result = Map::new();
    result.insert("meta".into(), meta::meta(ask, instrument, &wanted, &days));
    let intraday = matches!(wanted.interval, Interval::Minutes(_));
    result.insert("indicators".into(), indicators(&rows, intraday));
    if !rows.is_empty() {
        let times: Vec<i64> = rows.iter().map(|row| row.time).collect();
        result.insert("timestamp".into(), json!(times));
        let events = events(ask, instrument, &wanted);
        if !events.is_empty() {
            result.insert("events".into(), Value::Object(events));
        }
    }
    let body = json!({ "chart": { "result": [result], "error": null } });
    Ok(ok(&body, "public, max-age=10, stale-while-revalidate=20"))
}

fn listed_at(instrument: &Instrument) -> i64 {
    instrument.exchange.session(instrument.listed).0
}

/// Bars of a day and longer: split-adjusted, with a close that is free of dividends too.
fn daily(ask: &Ask<'_>, instrument: &Instrument, wanted: &Wanted, days: &[Bar]) -> Vec<Row> {
    let exchange = instrument.exchange;
    let today = exchange.date_of(ask.now);
    let plain = adjusted(instrument, days, today, SPLITS);
    let total = adjusted(instrument, days, today, ALL);
    let rows = plain.into_iter().zip(total).map(|(bar, total)| Row {
        time: exchange.session(bar.date).0,
        bar: Some(bar),
        adjusted_close: total.close,
    });
    let inside = rows.filter(|row| (wanted.from..wanted.to).contains(&row.time));
    let mut groups: BTreeMap<i64, Vec<Row>> = BTreeMap::new();
    for (index, row) in inside.enumerate() {
        let date = row.bar.map_or(today, |bar| bar.date);
        let key = match wanted.interval {
            Interval::Week => exchange.at(monday(date), 0),
            Interval::Months(count) => exchange.at(first_of(date, count), 0),
            Interval::Days(count) if count > 1 => i64::try_from(index / count).unwrap_or(0),
            _ => row.time,
        };
        groups.entry(key).or_default().push(row);
    }
    let long = matches!(wanted.interval, Interval::Week | Interval::Months(_));
    groups
        .into_iter()
        .filter_map(|(key, rows)| joined(if long { key } else { rows.first()?.time }, &rows))
        .map(|row| live(ask, instrument, row, long))
        .collect()
}

/// The bar of a session that still runs carries the time of its last price.
fn live(ask: &Ask<'_>, instrument: &Instrument, mut row: Row, long: bool) -> Row {
    let now = ask.now.as_second();
    let exchange = instrument.exchange;
    let close = exchange.session(exchange.last_session(ask.now)).1;
    let is_today = row
        .bar
        .is_some_and(|bar| bar.date == exchange.date_of(ask.now));
    if !long && is_today && now < close {
        row.time = now;
    }
    row
}

fn joined(time: i64, rows: &[Row]) -> Option<Row> {
    let bars: Vec<Bar> = rows.iter().filter_map(|row| row.bar).collect();
    Some(Row {
        time,
        bar: merge(&bars),
        adjusted_close: rows.last()?.adjusted_close,
    })
}

fn monday(date: Date) -> Date {
    let back = date.weekday().to_monday_zero_offset();
    date.saturating_sub(i64::from(back).days())
}

fn first_of(date: Date, months: i8) -> Date {
    let back = (date.month() - 1) % months;
    date.first_of_month()
        .saturating_sub(i64::from(back).months())
}

/// Bars of minutes: a place for each step of the session's grid, empty where nothing was traded,
/// then the live quote while the session runs or the closing print after it.
fn intraday(
    ask: &Ask<'_>,
    instrument: &'static Instrument,
    wanted: &Wanted,
    step: i64,
) -> Vec<Row> {
    let exchange = instrument.exchange;
    let now = ask.now.as_second();
    let last = exchange.last_opened(ask.now);
    let start = Timestamp::from_second(wanted.from).unwrap_or(ask.now);
    let mut date = exchange.date_of(start);
    let mut rows = Vec::new();
    while date <= last {
        if exchange.trades_on(date) {
            rows.extend(session(ask, instrument, date, step));
        }
        date = date.tomorrow().unwrap_or(Date::MAX);
    }
    let (open, close) = exchange.session(last);
    if let Some(quote) = ask.market.quote(instrument, ask.now)
        && now >= open
    {
        rows.push(print(last, quote.price, now.min(close)));
    }
    rows.retain(|row| (wanted.from..wanted.to).contains(&row.time));
    rows
}

fn session(ask: &Ask<'_>, instrument: &'static Instrument, date: Date, step: i64) -> Vec<Row> {
    let exchange = instrument.exchange;
    let (open, close) = exchange.session(date);
    let ratio = split_ratio(instrument, date, exchange.date_of(ask.now));
    let minutes = ask.market.minutes(instrument, date, ask.now);
    let mut minutes = minutes.as_slice();
    let mut rows = Vec::new();
    let mut time = open;
    while time < close && time <= ask.now.as_second() {
        let inside = minutes.partition_point(|(start, _)| *start < time + step * 60);
        let (now, later) = minutes.split_at(inside);
        minutes = later;
        let bars: Vec<Bar> = now
            .iter()
            .map(|(_, bar)| per_share_of_now(bar, ratio))
            .collect();
        let bar = merge(&bars);
        rows.push(Row {
            time,
            bar,
            adjusted_close: 0.0,
        });
        time += step * 60;
    }
    rows
}

fn per_share_of_now(bar: &Bar, ratio: f64) -> Bar {
    Bar {
        open: bar.open / ratio,
        high: bar.high / ratio,
        low: bar.low / ratio,
        close: bar.close / ratio,
        ..*bar
    }
}

/// One price without volume.
fn print(date: Date, price: f64, time: i64) -> Row {
    let bar = Bar {
        date,
        open: price,
        high: price,
        low: price,
        close: price,
        volume: 0,
    };
    Row {
        time,
        bar: Some(bar),
        adjusted_close: price,
    }
}

fn indicators(rows: &[Row], intraday: bool) -> Value {
    if rows.is_empty() {
        return json!({ "quote": [{}] });
    }
    let column = |pick: fn(&Bar) -> f64| -> Vec<Option<f64>> {
        let values = rows.iter().map(|row| row.bar.as_ref().map(pick));
        values.map(|value| value.map(narrow)).collect()
    };
    let volume: Vec<Option<u64>> = rows
        .iter()
        .map(|row| row.bar.map(|bar| bar.volume))
        .collect();
    let quote = json!({
        "open": column(|bar| bar.open),
        "high": column(|bar| bar.high),
        "low": column(|bar| bar.low),
        "close": column(|bar| bar.close),
        "volume": volume,
    });
    if intraday {
        return json!({ "quote": [quote] });
    }
    let adjusted: Vec<f64> = rows.iter().map(|row| narrow(row.adjusted_close)).collect();
    json!({ "quote": [quote], "adjclose": [{ "adjclose": adjusted }] })
}

/// Yahoo's prices pass through 32 bits.
#[expect(clippy::cast_possible_truncation, reason = "that is what Yahoo does")]
fn narrow(value: f64) -> f64 {
    f64::from(value as f32)
}

fn events(ask: &Ask<'_>, instrument: &Instrument, wanted: &Wanted) -> Map<String, Value> {
    let asked = ask.param("events").unwrap_or_default();
    let exchange = instrument.exchange;
    let until = exchange.date_of(ask.now);
    let at = |date: Date| exchange.session(date).0;
    let inside = |time: &i64| (wanted.from..wanted.to).contains(time);
    let mut events = Map::new();
    let paid: Map<String, Value> = dividends(instrument, until)
        .into_iter()
        .map(|paid| (at(paid.date), paid.adjusted))
        .filter(|(time, _)| inside(time))
        .map(|(time, amount)| (time.to_string(), json!({ "amount": amount, "date": time })))
        .collect();
    let split: Map<String, Value> = splits(instrument, until)
        .map(|(date, numerator, denominator)| (at(*date), numerator, denominator))
        .filter(|(time, _, _)| inside(time))
        .map(|(time, numerator, denominator)| {
            let ratio = format!("{numerator}:{denominator}");
            let event = json!({ "date": time, "numerator": numerator, "denominator": denominator, "splitRatio": ratio });
            (time.to_string(), event)
        })
        .collect();
    if asked.contains("div") && !paid.is_empty() {
        events.insert("dividends".into(), Value::Object(paid));
    }
    if asked.contains("split") && !split.is_empty() {
        events.insert("splits".into(), Value::Object(split));
    }
    events
}

/// Takes every bar out of a chart, as for a weekend.
pub fn empty(body: &mut Value) {
    if let Some(result) = body
        .pointer_mut("/chart/result/0")
        .and_then(Value::as_object_mut)
    {
        result.remove("timestamp");
        result.remove("events");
        result.insert("indicators".into(), json!({ "quote": [{}] }));
    }
}

/// A hundred minutes and some seconds into the last session of what is asked for.
pub fn middle_of_session(ask: &Ask<'_>) -> Timestamp {
    let symbol = ask.seen.symbols().pop().unwrap_or_default();
    let moment = market::find(&symbol).map(|instrument| {
        let exchange = instrument.exchange;
        let earlier = ask.now - 24.hours();
        exchange.session(exchange.last_session(earlier)).0 + 100 * 60 + 7
    });
    moment
        .and_then(|second| Timestamp::from_second(second).ok())
        .unwrap_or(ask.now)
}
