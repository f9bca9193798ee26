//! The latest of each symbol in one answer.

use serde_json::{Map, Value, json};

use super::{Refusal, SIP, asked, bar, stamp, symbols};
use crate::answer::Ask;
use crate::market::exchange::NYSE;
use crate::market::instrument::Instrument;
use crate::market::walk::round;

/// Answers `/v2/stocks/snapshots`: the map is the top level.
pub fn of_several(ask: &Ask<'_>) -> Result<Value, Refusal> {
    refuse_sip(ask)?;
    let mut map = Map::new();
    for (name, instrument) in asked(symbols(ask)?)? {
        if let Some(snapshot) = snapshot(ask, instrument) {
            map.insert(name, snapshot);
        }
    }
    Ok(Value::Object(map))
}

/// Answers `/v2/stocks/{symbol}/snapshot`.
pub fn of_one(ask: &Ask<'_>, symbol: &str) -> Result<Value, Refusal> {
    refuse_sip(ask)?;
    let found = asked(symbol)?.into_iter().next();
    let body = found.and_then(|(_, instrument)| snapshot(ask, instrument));
    let mut body = body.unwrap_or_else(|| {
        json!({ "latestTrade": null, "latestQuote": null, "minuteBar": null, "dailyBar": null, "prevDailyBar": null })
    });
    body["symbol"] = json!(symbol);
    Ok(body)
}

fn refuse_sip(ask: &Ask<'_>) -> Result<(), Refusal> {
    if ask.param("feed") == Some("sip") {
        return Err(Refusal::new(403, SIP));
    }
    Ok(())
}

fn snapshot(ask: &Ask<'_>, instrument: &'static Instrument) -> Option<Value> {
    let feed = ask.param("feed").unwrap_or("iex");
    let quote = ask.market.quote(instrument, ask.now)?;
    let minutes = ask.market.minutes(instrument, quote.day.date, ask.now);
    let (start, minute) = minutes.last()?;
    let moment = stamp(quote.time).replace('Z', ".735811394Z");
    let midnight = |date| NYSE.at(date, 0);
    let spread = round(quote.price * 0.000_2, 2).max(0.01);
    Some(json!({
        "latestTrade": {
            "c": ["@"], "i": quote.time % 100_000, "p": quote.price, "s": 100,
            "t": moment, "x": "V", "z": "C",
        },
        "latestQuote": {
            "ap": round(quote.price + spread, 2), "as": 1, "ax": "V",
            "bp": round(quote.price - spread, 2), "bs": 2, "bx": "V",
            "c": ["R"], "t": moment, "z": "C",
        },
        "minuteBar": bar(*start, minute, feed),
        "dailyBar": bar(midnight(quote.day.date), &quote.day, feed),
        "prevDailyBar": bar(midnight(quote.before.date), &quote.before, feed),
    }))
}
