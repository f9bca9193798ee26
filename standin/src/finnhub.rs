//! Finnhub: quotes, search and market status of the free plan.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::answer::Ask;
use crate::gaps;
use crate::market;
use crate::market::adjust::{Adjustment, adjusted};
use crate::market::exchange::NYSE;
use crate::market::instrument::{Instrument, Kind};
use crate::market::walk::{Bar, round};
use crate::pages;
use crate::provider::FINNHUB_KEY;
use crate::reply::Reply;
use crate::scenario::Scenario;

const JSON: &str = "application/json; charset=utf-8";

/// The answer of a good day on the free plan: candles are not part of it.
pub fn answer(ask: &Ask<'_>) -> Reply {
    let key = ask.seen.header("x-finnhub-token").or(ask.param("token"));
    match key {
        None | Some("") => return missing_key(),
        Some(key) if key != FINNHUB_KEY => return bad_key(),
        Some(_) => {}
    }
    match ask.segments().as_slice() {
        ["quote"] => quote(ask),
        ["search"] => search(ask),
        ["stock", "market-status"] => status(ask),
        ["stock", "candle"] => no_access(),
        _ => pages::not_found(),
    }
}

fn error(status: u16, text: &str) -> Reply {
    Reply::json(status, JSON, &json!({ "error": text }))
}

fn missing_key() -> Reply {
    error(401, "Please use an API key.")
}

fn bad_key() -> Reply {
    error(401, "Invalid API key.")
}

fn no_access() -> Reply {
    error(403, "You don't have access to this resource.")
}

/// Finnhub's words for a scenario; `None` for a good answer. Scenarios about the content of
/// candles open the endpoint that the free plan does not have.
pub fn words(ask: &Ask<'_>, scenario: &Scenario) -> Option<Reply> {
    let is_candle = ask.segments() == ["stock", "candle"];
    Some(match scenario {
        Scenario::Throttled => error(
            429,
            "API limit reached. Please try again later. Remaining Limit: 0",
        ),
        Scenario::BadKey => bad_key(),
        Scenario::MissingKey => missing_key(),
        Scenario::Plan => no_access(),
        Scenario::BadRequest => error(422, "Wrong resolution"),
        Scenario::UnknownSymbol | Scenario::Empty if is_candle => {
            Reply::json(200, JSON, &json!({ "s": "no_data" }))
        }
        Scenario::UnknownSymbol | Scenario::Empty => nothing(ask),
        Scenario::Nulls | Scenario::NotNumbers | Scenario::Ragged if is_candle => {
            candles(ask).edited(|body| gaps::damage(body, scenario))
        }
        Scenario::Premium => premium(ask),
        Scenario::Nulls => answer(ask).edited(|body| {
            body["d"] = Value::Null;
            body["dp"] = Value::Null;
        }),
        Scenario::NotNumbers => answer(ask).edited(|body| body["c"] = json!("NaN")),
        _ => return None,
    })
}

/// The plan that has candles.
fn premium(ask: &Ask<'_>) -> Reply {
    match ask.segments().as_slice() {
        ["stock", "candle"] => candles(ask),
        _ => answer(ask),
    }
}

fn nothing(ask: &Ask<'_>) -> Reply {
    let body = match ask.segments().as_slice() {
        ["search"] => json!({ "count": 0, "result": [] }),
        _ => json!({ "c": 0, "d": null, "dp": null, "h": 0, "l": 0, "o": 0, "pc": 0, "t": 0 }),
    };
    Reply::json(200, JSON, &body)
}

fn asked(ask: &Ask<'_>) -> Option<&'static Instrument> {
    market::find_by(ask.param("symbol")?, Instrument::finnhub)
}

fn quote(ask: &Ask<'_>) -> Reply {
    let found = asked(ask)
        .and_then(|instrument| Some((instrument, ask.market.quote(instrument, ask.now)?)));
    let Some((instrument, quote)) = found else {
        return nothing(ask);
    };
    let (day, before) = (quote.day, quote.before.close);
    let before = before / market::walk::split_ratio(instrument, quote.before.date, day.date);
    let change = day.close - before;
    let body = json!({
        "c": day.close, "d": round(change, 4), "dp": round(change / before * 100.0, 4),
        "h": day.high, "l": day.low, "o": day.open, "pc": round(before, 4), "t": quote.time,
    });
    Reply::json(200, JSON, &body)
}

fn search(ask: &Ask<'_>) -> Reply {
    let found = market::search(ask.param("q").unwrap_or_default());
    let result: Vec<Value> = found
        .iter()
        .filter_map(|instrument| Some((instrument, instrument.finnhub()?)))
        .map(|(instrument, symbol)| {
            json!({
                "description": instrument.name.to_uppercase().trim_end_matches('.'),
                "displaySymbol": symbol,
                "symbol": symbol,
                "type": match instrument.kind {
                    Kind::Equity => "Common Stock",
                    Kind::Etf => "ETP",
                    Kind::Crypto => "Crypto",
                    _ => "",
                },
            })
        })
        .collect();
    Reply::json(
        200,
        JSON,
        &json!({ "count": result.len(), "result": result }),
    )
}

/// Where the moment stands in New York's day.
fn status(ask: &Ask<'_>) -> Reply {
    let now = ask.now.as_second();
    let today = NYSE.date_of(ask.now);
    let [pre, open, close, post] = NYSE.hours.map(|minute| NYSE.at(today, minute));
    let session = match now {
        _ if !NYSE.trades_on(today) => None,
        now if now < pre || now >= post => None,
        now if now < open => Some("pre-market"),
        now if now < close => Some("regular"),
        _ => Some("post-market"),
    };
    let weekend = today.weekday().to_monday_zero_offset() >= 5;
    let holiday = (!weekend && !NYSE.trades_on(today)).then_some("Holiday");
    let body = json!({
        "exchange": ask.param("exchange").unwrap_or("US"), "holiday": holiday,
        "isOpen": session == Some("regular"), "session": session,
        "timezone": "America/New_York", "t": now,
    });
    Reply::json(200, JSON, &body)
}

/// Daily candles adjusted for splits, or minutes as traded.
fn candles(ask: &Ask<'_>) -> Reply {
    let none = || Reply::json(200, JSON, &json!({ "s": "no_data" }));
    let (Some(instrument), Some(from), Some(to)) =
        (asked(ask), ask.number("from"), ask.number("to"))
    else {
        return none();
    };
    let bars: Vec<(i64, Bar)> = match ask.param("resolution").unwrap_or("D") {
        "D" | "W" | "M" => days(ask, instrument),
        minutes => {
            let step = minutes.parse().unwrap_or(1);
            crate::market::grouped_minutes(ask.market, instrument, (from, to, ask.now), step)
        }
    };
    let bars: Vec<&(i64, Bar)> = bars
        .iter()
        .filter(|(time, _)| (from..=to).contains(time))
        .collect();
    if bars.is_empty() {
        return none();
    }
    let column = |pick: fn(&Bar) -> f64| -> Vec<f64> {
        bars.iter().map(|(_, bar)| round(pick(bar), 4)).collect()
    };
    let times: Vec<i64> = bars.iter().map(|(time, _)| *time).collect();
    let volumes: Vec<u64> = bars.iter().map(|(_, bar)| bar.volume).collect();
    let body = json!({
        "c": column(|bar| bar.close), "h": column(|bar| bar.high), "l": column(|bar| bar.low),
        "o": column(|bar| bar.open), "s": "ok", "t": times, "v": volumes,
    });
    Reply::json(200, JSON, &body)
}

/// Days at midnight UTC.
fn days(ask: &Ask<'_>, instrument: &'static Instrument) -> Vec<(i64, Bar)> {
    let how = Adjustment {
        splits: true,
        dividends: false,
    };
    let until = instrument.exchange.date_of(ask.now);
    let midnight = |date: Date| {
        let moment = TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0));
        moment.map_or(0, Timestamp::as_second)
    };
    adjusted(
        instrument,
        &ask.market.days(instrument, ask.now),
        until,
        how,
    )
    .into_iter()
    .map(|bar| (midnight(bar.date), bar))
    .collect()
}
