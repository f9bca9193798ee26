//! What a chart says about its instrument beside the bars.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use super::range::{Interval, RANGES, Wanted};
use crate::answer::Ask;
use crate::market::adjust::{Adjustment, adjusted};
use crate::market::exchange::Exchange;
use crate::market::instrument::{Instrument, Kind};
use crate::market::walk::{Bar, round};

/// The `meta` object; `days` is the whole history as traded.
pub fn meta(ask: &Ask<'_>, instrument: &Instrument, wanted: &Wanted, days: &[Bar]) -> Value {
    let exchange = instrument.exchange;
    let (offset, zone) = exchange.offset(ask.now);
    let until = exchange.date_of(ask.now);
    let how = Adjustment {
        splits: true,
        dividends: false,
    };
    let bars = adjusted(instrument, days, until, how);
    let has_pre_post = matches!(instrument.kind, Kind::Equity | Kind::Etf)
        && exchange.zone_name == "America/New_York";
    let mut meta = json!({
        "currency": instrument.currency,
        "symbol": instrument.symbol,
        "exchangeName": exchange.code,
        "fullExchangeName": exchange.full_name,
        "instrumentType": instrument.kind.yahoo().0,
        "firstTradeDate": exchange.session(instrument.listed).0,
        "hasPrePostMarketData": has_pre_post,
        "gmtoffset": offset,
        "timezone": zone,
        "exchangeTimezoneName": exchange.zone_name,
        "longName": instrument.name,
        "shortName": instrument.name,
        "priceHint": hint(instrument),
        "chartPreviousClose": rounded(instrument, close_before(exchange, &bars, wanted.from)),
        "currentTradingPeriod": current(exchange, ask.now),
        "dataGranularity": wanted.granularity,
        "range": wanted.range,
        "validRanges": RANGES,
    });
    extend(&mut meta, last_prices(ask, instrument, &bars));
    if let Interval::Minutes(_) = wanted.interval {
        extend(&mut meta, intraday(ask, instrument, wanted, &bars));
    }
    meta
}

fn extend(meta: &mut Value, more: Value) {
    if let (Value::Object(meta), Value::Object(more)) = (meta, more) {
        meta.extend(more);
    }
}

fn hint(instrument: &Instrument) -> u8 {
    instrument.decimals.max(2)
}

fn rounded(instrument: &Instrument, value: f64) -> f64 {
    round(value, hint(instrument) + 1)
}

/// The close before the first bar of the range, else the first open.
fn close_before(exchange: &Exchange, bars: &[Bar], from: i64) -> f64 {
    let before = bars
        .iter()
        .rev()
        .find(|bar| exchange.session(bar.date).0 < from);
    before.map_or_else(|| bars.first().map_or(0.0, |bar| bar.open), |bar| bar.close)
}

fn last_prices(ask: &Ask<'_>, instrument: &Instrument, bars: &[Bar]) -> Value {
    let Some(last) = bars.last() else {
        return json!({});
    };
    let before = bars
        .len()
        .checked_sub(2)
        .map_or(last.open, |at| bars[at].close);
    let year = last.date.saturating_sub(1.year());
    let recent = || bars.iter().rev().take_while(|bar| bar.date > year);
    let close = instrument.exchange.session(last.date).1;
    let change = last.close - before;
    let price = rounded(instrument, last.close);
    json!({
        "regularMarketTime": close.min(ask.now.as_second()),
        "regularMarketPrice": price,
        "regularMarketChangePercent": round(change / before * 100.0, 3),
        "fulldayPrice": price,
        "fulldayChange": round(change, 4),
        "fulldayChangePercent": round(change / before * 100.0, 3),
        "fiftyTwoWeekHigh": rounded(instrument, recent().map(|bar| bar.high).fold(0.0, f64::max)),
        "fiftyTwoWeekLow": rounded(instrument, recent().map(|bar| bar.low).fold(f64::MAX, f64::min)),
        "regularMarketDayHigh": rounded(instrument, last.high),
        "regularMarketDayLow": rounded(instrument, last.low),
        "regularMarketVolume": last.volume,
    })
}

fn intraday(ask: &Ask<'_>, instrument: &Instrument, wanted: &Wanted, bars: &[Bar]) -> Value {
    let exchange = instrument.exchange;
    let before = bars.len().checked_sub(2).map_or(0.0, |at| bars[at].close);
    let sessions: Vec<Date> = bars
        .iter()
        .map(|bar| bar.date)
        .filter(|date| (wanted.from..wanted.to).contains(&exchange.session(*date).0))
        .collect();
    let list = |from: usize, to: usize| -> Vec<Value> {
        let periods = sessions
            .iter()
            .map(|date| json!([period(exchange, *date, (from, to))]));
        periods.collect()
    };
    let periods = if ask.param("includePrePost") == Some("true") {
        json!({ "pre": list(0, 1), "regular": list(1, 2), "post": list(2, 3) })
    } else {
        json!(list(1, 2))
    };
    json!({
        "previousClose": rounded(instrument, before),
        "scale": 3,
        "tradingPeriods": periods,
    })
}

/// The periods of the last session that began on this local day or before.
fn current(exchange: &Exchange, now: Timestamp) -> Value {
    let date = exchange.last_session(now);
    json!({
        "pre": period(exchange, date, (0, 1)),
        "regular": period(exchange, date, (1, 2)),
        "post": period(exchange, date, (2, 3)),
    })
}

fn period(exchange: &Exchange, date: Date, (from, to): (usize, usize)) -> Value {
    let start = exchange.at(date, exchange.hours[from]);
    let moment = Timestamp::from_second(start).unwrap_or_default();
    let (offset, zone) = exchange.offset(moment);
    json!({
        "timezone": zone,
        "start": start,
        "end": exchange.at(date, exchange.hours[to]),
        "gmtoffset": offset,
    })
}
