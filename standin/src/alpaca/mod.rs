//! Alpaca's market data of the free plan.

mod bars;
mod snapshots;
mod timeframe;

use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::answer::Ask;
use crate::clock::EASTERN;
use crate::gaps;
use crate::market;
use crate::market::exchange::NYSE;
use crate::market::instrument::Instrument;
use crate::market::walk::{Bar, round};
use crate::pages;
use crate::provider::{ALPACA_KEY, ALPACA_SECRET};
use crate::reply::Reply;
use crate::scenario::Scenario;

const JSON: &str = "application/json; charset=UTF-8";
/// What the consolidated tape of the last minutes costs extra.
const SIP: &str = "subscription does not permit querying recent SIP data";

/// Status and message of an error.
#[derive(Debug)]
pub(crate) struct Refusal(u16, String);

impl Refusal {
    fn new(status: u16, message: impl Into<String>) -> Self {
        Self(status, message.into())
    }

    fn reply(&self) -> Reply {
        Reply::json(self.0, JSON, &json!({ "message": self.1 }))
    }
}

/// The answer of a good day.
pub fn answer(ask: &Ask<'_>) -> Reply {
    let key = ask.seen.header("apca-api-key-id");
    let secret = ask.seen.header("apca-api-secret-key");
    if key != Some(ALPACA_KEY) || secret != Some(ALPACA_SECRET) {
        return forbidden().reply();
    }
    let result = match ask.segments().as_slice() {
        ["v2", "stocks", "bars"] => bars::of_several(ask),
        ["v2", "stocks", "snapshots"] => snapshots::of_several(ask),
        ["v2", "stocks", symbol, "bars"] => bars::of_one(ask, symbol),
        ["v2", "stocks", symbol, "snapshot"] => snapshots::of_one(ask, symbol),
        ["v2", "clock"] => Ok(clock(ask.now)),
        _ => return pages::not_found(),
    };
    result.map_or_else(
        |refusal| refusal.reply(),
        |body| Reply::json(200, JSON, &body),
    )
}

fn forbidden() -> Refusal {
    Refusal::new(403, "forbidden.")
}

/// Alpaca's words for a scenario; `None` for a good answer.
pub fn words(ask: &Ask<'_>, scenario: &Scenario) -> Option<Reply> {
    let refused = |status, message: &str| Refusal::new(status, message).reply();
    Some(match scenario {
        Scenario::Throttled => refused(429, "too many requests."),
        Scenario::BadKey => forbidden().reply(),
        Scenario::MissingKey => refused(401, "unauthorized."),
        Scenario::Plan => refused(403, SIP),
        Scenario::BadRequest => {
            let symbol = ask.seen.symbols().pop().unwrap_or_default();
            Refusal::new(400, format!("invalid symbol: {symbol}")).reply()
        }
        Scenario::UnknownSymbol | Scenario::Empty => answer(ask).edited(empty),
        Scenario::Nulls => answer(ask).edited(|body| gappy(body, &Value::Null)),
        Scenario::NotNumbers => answer(ask).edited(|body| gappy(body, &json!("NaN"))),
        Scenario::Ragged => answer(ask).edited(|body| gaps::damage(body, scenario)),
        _ => return None,
    })
}

/// Takes every symbol out.
fn empty(body: &mut Value) {
    if body.get("symbol").is_some() {
        body["bars"] = Value::Null;
    } else if body.get("bars").is_some() {
        body["bars"] = json!({});
    } else {
        *body = json!({});
    }
    if body.get("next_page_token").is_some() {
        body["next_page_token"] = Value::Null;
    }
}

/// Puts a value in place of the close of the second bar and each seventh after it; of a snapshot
/// the minute bar and the last trade are missing.
fn gappy(body: &mut Value, gap: &Value) {
    let columns: Vec<&mut Value> = match body.get_mut("bars") {
        Some(Value::Array(rows)) => rows.iter_mut().collect(),
        Some(Value::Object(symbols)) => symbols
            .values_mut()
            .filter_map(Value::as_array_mut)
            .flatten()
            .collect(),
        _ => {
            for snapshot in body
                .as_object_mut()
                .into_iter()
                .flat_map(|map| map.values_mut())
            {
                if snapshot.is_object() {
                    snapshot["minuteBar"] = Value::Null;
                    snapshot["latestTrade"] = gap.clone();
                }
            }
            return;
        }
    };
    let places = columns.into_iter().skip(1).step_by(7);
    places.for_each(|row| row["c"] = gap.clone());
}

/// The instruments of a list in alphabetical order, each with its spelling; unknown ones are left
/// out, badly formed ones refuse the whole request.
fn asked(symbols: &str) -> Result<Vec<(String, &'static Instrument)>, Refusal> {
    let mut names: Vec<&str> = symbols.split(',').map(str::trim).collect();
    names.sort_unstable();
    names.dedup();
    let well_formed = |name: &&str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'.')
    };
    if let Some(bad) = names.iter().find(|name| !well_formed(name)) {
        return Err(Refusal::new(400, format!("invalid symbol: {bad}")));
    }
    let found = names
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), market::find_by(name, Instrument::alpaca)?)));
    Ok(found.collect())
}

fn symbols<'a>(ask: &'a Ask<'_>) -> Result<&'a str, Refusal> {
    let symbols = ask.param("symbols").filter(|symbols| !symbols.is_empty());
    symbols.ok_or_else(|| Refusal::new(400, "symbols is required"))
}

/// Of every hundred shares so many trade on the one exchange of the free feed.
const IEX_SHARE: f64 = 0.03;

/// A bar that starts at an epoch second.
fn bar(time: i64, bar: &Bar, feed: &str) -> Value {
    let share = if feed == "iex" { IEX_SHARE } else { 1.0 };
    let volume = market::walk::whole(bar.volume as f64 * share);
    json!({
        "c": round(bar.close, 4), "h": round(bar.high, 4), "l": round(bar.low, 4),
        "n": volume / 110 + 1, "o": round(bar.open, 4), "t": stamp(time), "v": volume,
        "vw": round((bar.high + bar.low + bar.close) / 3.0, 6),
    })
}

fn stamp(second: i64) -> String {
    Timestamp::from_second(second)
        .unwrap_or_default()
        .to_string()
}

/// New York's hours around a moment, with offsets.
fn clock(now: Timestamp) -> Value {
    let today = NYSE.date_of(now);
    let next = NYSE.next_session(today);
    let (open, close) = NYSE.session(today);
    let second = now.as_second();
    let trades = NYSE.trades_on(today);
    let next_open = if trades && second < open {
        open
    } else {
        NYSE.session(next).0
    };
    let next_close = if trades && second < close {
        close
    } else {
        NYSE.session(next).1
    };
    let written = |second| with_offset(Timestamp::from_second(second).unwrap_or_default());
    json!({
        "timestamp": with_offset(now),
        "is_open": trades && (open..close).contains(&second),
        "next_open": written(next_open),
        "next_close": written(next_close),
    })
}

/// New York's wall time with its offset from UTC, as `2022-05-09T15:20:04.561-04:00`.
fn with_offset(moment: Timestamp) -> String {
    let hours = EASTERN.to_offset(moment).seconds() / 3600;
    format!("{}{hours:+03}:00", EASTERN.to_datetime(moment))
}

/// A moment written as RFC 3339, or as a date, which is midnight in New York.
fn moment(text: &str) -> Option<i64> {
    if let Ok(date) = text.parse::<jiff::civil::Date>()
        && text.len() == 10
    {
        return Some(NYSE.at(date, 0));
    }
    text.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

/// The end of what the free plan may see of the consolidated tape.
fn delayed(now: Timestamp) -> i64 {
    (now - 15.minutes()).as_second()
}
