//! The prices of many shares now.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::{bad_symbol, spelled};
use crate::refusal::{Refusal, Verdict};
use crate::wire::loose::Loose;
use crate::wire::session::{NEW_YORK, zone};
use crate::wire::{Answer, Ask, Price};

/// Any part may be null.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Snapshot {
    latest_trade: Option<Trade>,
    daily_bar: Option<Bar>,
    prev_daily_bar: Option<Bar>,
}

#[derive(Deserialize)]
struct Trade {
    p: Loose,
    t: Timestamp,
}

#[derive(Deserialize)]
struct Bar {
    #[serde(default)]
    o: Loose,
    #[serde(default)]
    h: Loose,
    #[serde(default)]
    l: Loose,
    #[serde(default)]
    c: Loose,
    #[serde(default)]
    v: Loose,
    t: Timestamp,
}

/// Asks for the prices on IEX, the one exchange that a free plan sees as they are made.
pub fn ask_quotes(symbols: &[String]) -> Ask {
    let symbols: Vec<String> = symbols.iter().map(|symbol| spelled(symbol)).collect();
    let pairs = [("symbols", &*symbols.join(",")), ("feed", "iex")];
    super::ask("/v2/stocks/snapshots", &pairs)
}

/// Reads the prices of the symbols that were asked for, in their order and spelling; those that
/// Alpaca does not know, or has no price of, are left out.
///
/// When one symbol spoils the request, the reason names it in the caller's spelling: see
/// [`bad_symbol`]. Volumes are those of IEX alone.
pub fn read_quotes(answer: &Answer, symbols: &[String], now_ms: i64) -> Verdict<Vec<Price>> {
    let body: BTreeMap<String, Option<Snapshot>> =
        super::read(answer, now_ms).map_err(|refusal| respelled(refusal, symbols))?;
    let zone = zone(NEW_YORK)?;
    let known = symbols.iter().filter_map(|symbol| {
        let snapshot = body.get(&spelled(symbol))?.as_ref()?;
        price(symbol, snapshot, &zone)
    });
    Ok(known.collect())
}

fn respelled(refusal: Refusal, symbols: &[String]) -> Refusal {
    let named = bad_symbol(&refusal);
    let asked = named.and_then(|bad| symbols.iter().find(|symbol| spelled(symbol) == bad));
    match asked {
        Some(symbol) => Refusal::BadRequest(format!("{}{symbol}", super::BAD_SYMBOL)),
        None => refusal,
    }
}

fn price(symbol: &str, snapshot: &Snapshot, zone: &TimeZone) -> Option<Price> {
    let trade = snapshot.latest_trade.as_ref()?;
    let date = |moment| zone.to_datetime(moment).date();
    // Until the first trade of a regular session the daily bar is the one of the session before.
    let is_today = |bar: &&Bar| date(bar.t) == date(trade.t);
    let last = snapshot.daily_bar.as_ref();
    let today = last.filter(is_today);
    let before = match today {
        Some(_) => snapshot.prev_daily_bar.as_ref(),
        None => last,
    };
    Some(Price {
        symbol: symbol.to_owned(),
        price: trade.p.positive()?,
        previous_close: before.and_then(|bar| bar.c.positive()),
        open: today.and_then(|bar| bar.o.positive()),
        high: today.and_then(|bar| bar.h.positive()),
        low: today.and_then(|bar| bar.l.positive()),
        volume: today.and_then(|bar| bar.v.positive()),
        currency: "USD".to_owned(),
        as_of_ms: trade.t.as_millisecond(),
        delay: "real_time",
    })
}
