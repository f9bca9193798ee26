//! Stooq's CSV download: status 200 for nearly everything, and a key since 2026.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::answer::Ask;
use crate::market::adjust::{Adjustment, adjusted};
use crate::market::instrument::{Instrument, Kind};
use crate::market::walk::{Bar, round};
use crate::market::{self, merge};
use crate::provider::STOOQ_KEY;
use crate::reply::Reply;
use crate::scenario::Scenario;

const TEXT: &str = "text/plain; charset=utf-8";

/// The answer of a good day.
pub fn answer(ask: &Ask<'_>) -> Reply {
    if ask.segments() != ["q", "d", "l"] {
        return robot();
    }
    if ask.param("apikey") != Some(STOOQ_KEY) {
        return key_needed(ask);
    }
    table(ask)
}

/// Stooq's words for a scenario; `None` for a good answer.
pub fn words(ask: &Ask<'_>, scenario: &Scenario) -> Option<Reply> {
    Some(match scenario {
        Scenario::Throttled | Scenario::DailyLimit => {
            Reply::text(200, TEXT, "Exceeded the daily hits limit")
        }
        Scenario::BadKey | Scenario::MissingKey => key_needed(ask),
        Scenario::Plan => robot(),
        Scenario::UnknownSymbol | Scenario::Empty | Scenario::BadRequest => no_data(),
        Scenario::Keyless => table(ask),
        Scenario::Nulls => gapped(table(ask)),
        _ => return None,
    })
}

fn no_data() -> Reply {
    Reply::text(200, TEXT, "No data")
}

fn key_needed(ask: &Ask<'_>) -> Reply {
    let symbol = ask.param("s").unwrap_or_default();
    Reply::text(
        200,
        TEXT,
        format!(
            "Get your apikey:\n\n1. Open https://stooq.com/q/d/?s={symbol}&get_apikey\n\
             2. Enter the captcha code.\n\
             3. Copy the CSV download link at the bottom of the page - it will contain the <apikey> variable.\n\
             4. Append the <apikey> variable with its value to your requests, e.g.\n   \
             https://stooq.com/q/d/l/?s={symbol}&i=d&apikey=XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX\n"
        ),
    )
}

/// Refused as a robot.
fn robot() -> Reply {
    let body = "<!doctype html><html><head><title>Stooq</title></head><body><noscript>This site requires \
        JavaScript to verify your browser.</noscript><script>fetch('/__verify',{method:'POST'})</script></body></html>";
    Reply::text(200, "text/html", body)
}

fn table(ask: &Ask<'_>) -> Reply {
    let symbol = ask.param("s").unwrap_or_default();
    let Some(instrument) = market::find_by(symbol, Instrument::stooq) else {
        return no_data();
    };
    let until = instrument.exchange.date_of(ask.now);
    let how = Adjustment {
        splits: true,
        dividends: true,
    };
    let bars = adjusted(
        instrument,
        &ask.market.days(instrument, ask.now),
        until,
        how,
    );
    let (first, last) = (compact_date(ask, "d1"), compact_date(ask, "d2"));
    let inside = bars.into_iter().filter(|bar| {
        first.is_none_or(|first| bar.date >= first) && last.is_none_or(|last| bar.date <= last)
    });
    let bars = joined(inside.collect(), ask.param("i").unwrap_or("d"));
    if bars.is_empty() {
        return no_data();
    }
    let has_volume = !matches!(instrument.kind, Kind::Currency);
    let mut text = "Date,Open,High,Low,Close".to_owned();
    text.push_str(if has_volume { ",Volume\r\n" } else { "\r\n" });
    let decimals = if has_volume { 4 } else { 5 };
    for bar in bars {
        let prices = [bar.open, bar.high, bar.low, bar.close];
        let prices = prices
            .map(|price| round(price, decimals).to_string())
            .join(",");
        let volume = if has_volume {
            format!(",{}", bar.volume)
        } else {
            String::new()
        };
        text.push_str(&format!("{},{prices}{volume}\r\n", bar.date));
    }
    Reply::text(200, TEXT, text)
}

/// A date written `YYYYMMDD`.
fn compact_date(ask: &Ask<'_>, name: &str) -> Option<Date> {
    let text = ask.param(name)?;
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
    let narrow = |value: i16| i8::try_from(value).ok();
    Date::new(part(0..4)?, narrow(part(4..6)?)?, narrow(part(6..8)?)?).ok()
}

/// Weeks and months carry the date of their last day.
fn joined(bars: Vec<Bar>, interval: &str) -> Vec<Bar> {
    let key: fn(Date) -> Date = match interval {
        "w" => |date| date.saturating_sub(i64::from(date.weekday().to_monday_zero_offset()).days()),
        "m" => Date::first_of_month,
        _ => return bars,
    };
    let mut groups: BTreeMap<Date, Vec<Bar>> = BTreeMap::new();
    for bar in bars {
        groups.entry(key(bar.date)).or_default().push(bar);
    }
    let one = |bars: Vec<Bar>| {
        let date = bars.last()?.date;
        Some(Bar {
            date,
            ..merge(&bars)?
        })
    };
    groups.into_values().filter_map(one).collect()
}

/// Takes the close out of the second line of data and each seventh after it.
fn gapped(mut reply: Reply) -> Reply {
    let text = reply.body_text();
    let lines = text.lines().enumerate().map(|(place, line)| {
        let mut cells: Vec<&str> = line.split(',').collect();
        if place >= 2 && (place - 2).is_multiple_of(7) && cells.len() > 4 {
            cells[4] = "";
        }
        format!("{}\r\n", cells.join(","))
    });
    reply.body = lines.collect::<String>().into_bytes();
    reply
}
