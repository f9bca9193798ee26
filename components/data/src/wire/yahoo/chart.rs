//! The chart as it comes, and the reasons that come in its place.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::refusal::{Refusal, Verdict};
use crate::wire::Answer;
use crate::wire::loose::Loose;

/// How long the block at the edge lasts at least, which names no time itself.
const BLOCKED_MS: u64 = 5 * 60 * 1000;
/// Characters of Yahoo's own words in a reason.
const QUOTED: usize = 200;

#[derive(Deserialize)]
struct Envelope {
    chart: Option<Content>,
}

#[derive(Deserialize)]
struct Content {
    result: Option<Vec<Chart>>,
    error: Option<Value>,
}

/// One instrument's chart.
#[derive(Deserialize)]
pub struct Chart {
    /// What is known about the instrument.
    pub meta: Meta,
    /// Epoch seconds, a place in all columns each; missing when nothing was traded.
    pub timestamp: Option<Vec<i64>>,
    /// Splits and dividends.
    pub events: Option<Events>,
    /// The columns.
    #[serde(default)]
    pub indicators: Indicators,
}

/// What is known about the instrument.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Meta {
    /// ISO 4217 code, or one of the codes for hundredths.
    pub currency: Option<String>,
    /// `EQUITY`, `ETF`, `INDEX`, `CURRENCY`, `CRYPTOCURRENCY`, `MUTUALFUND` or others.
    pub instrument_type: Option<String>,
    /// IANA name.
    pub exchange_timezone_name: Option<String>,
    /// Full name.
    pub long_name: Option<String>,
    /// Shorter name.
    pub short_name: Option<String>,
    /// Interval of the bars.
    pub data_granularity: Option<String>,
    /// Range that was asked for by name; empty for one in seconds.
    pub range: Option<String>,
    /// Epoch seconds of the last price.
    pub regular_market_time: Option<i64>,
    /// Last price.
    pub regular_market_price: Loose,
    /// Highest price of the session.
    pub regular_market_day_high: Loose,
    /// Lowest price of the session.
    pub regular_market_day_low: Loose,
    /// Units traded in the session; missing for funds.
    pub regular_market_volume: Loose,
    /// Close before the asked range.
    pub chart_previous_close: Loose,
    /// Close of the session before, in intraday answers.
    pub previous_close: Loose,
    /// The session that runs, or else the next one.
    pub current_trading_period: Option<Periods>,
    /// The sessions of an intraday range, in one of two shapes.
    pub trading_periods: Option<Value>,
}

/// Parts of a trading day.
#[derive(Deserialize)]
pub struct Periods {
    /// The session.
    pub regular: Option<Period>,
}

/// Epoch seconds of a session.
#[derive(Clone, Copy, Deserialize)]
pub struct Period {
    /// Open.
    pub start: i64,
    /// Close.
    pub end: i64,
}

/// Events by epoch seconds as text.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Events {
    /// Payments, in shares of today.
    pub dividends: Option<BTreeMap<String, Paid>>,
    /// Splits.
    pub splits: Option<BTreeMap<String, Ratio>>,
}

/// A dividend.
#[derive(Deserialize)]
pub struct Paid {
    /// For a share of today.
    #[serde(default)]
    pub amount: Loose,
}

/// A split: `numerator` shares for each `denominator` before.
#[derive(Deserialize)]
pub struct Ratio {
    /// Shares after.
    #[serde(default)]
    pub numerator: Loose,
    /// Shares before.
    #[serde(default)]
    pub denominator: Loose,
}

/// The columns of a chart.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Indicators {
    /// One element.
    pub quote: Vec<Prices>,
}

/// Parallel columns, adjusted for splits; empty when nothing was traded.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Prices {
    /// First prices.
    pub open: Vec<Loose>,
    /// Highest prices.
    pub high: Vec<Loose>,
    /// Lowest prices.
    pub low: Vec<Loose>,
    /// Last prices.
    pub close: Vec<Loose>,
    /// Units traded.
    pub volume: Vec<Loose>,
}

impl Chart {
    /// The chart in an answer.
    ///
    /// # Errors
    /// The reason that came in its place.
    pub fn read(answer: &Answer, now_ms: i64) -> Verdict<Self> {
        refuse_blocked(answer, now_ms)?;
        let envelope: Envelope = answer.json()?;
        let content = envelope.chart.filter(|content| content.error.is_none());
        let charts = content.and_then(|content| content.result);
        let chart = charts.and_then(|charts| charts.into_iter().next());
        chart.ok_or_else(|| reason(answer))
    }
}

/// Refuses the text that the edge gives instead of an answer.
pub fn refuse_blocked(answer: &Answer, now_ms: i64) -> Verdict<()> {
    let text = answer.text();
    let is_json = text.trim_start().starts_with(['{', '[']);
    if answer.status == 429 || (!is_json && text.contains("Too Many Requests")) {
        return Err(Refusal::Throttled(
            answer.wait_ms(now_ms).unwrap_or(BLOCKED_MS),
        ));
    }
    Ok(())
}

/// The reason in any of Yahoo's envelopes.
pub fn reason(answer: &Answer) -> Refusal {
    let body: Value = match answer.json() {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    let mut envelopes = body.as_object().into_iter().flat_map(Map::values);
    let error = envelopes.find_map(|envelope| envelope.get("error")?.as_object());
    let Some(error) = error else {
        return Refusal::Malformed(format!("nothing in it; status {}", answer.status));
    };
    let word = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
    named(word("code"), word("description"))
}

fn named(code: &str, description: &str) -> Refusal {
    let why = || description.chars().take(QUOTED).collect();
    match code {
        // A range that ends before the listing.
        _ if description.contains("Data doesn't exist") => Refusal::Empty,
        "Not Found" => Refusal::UnknownSymbol,
        "Too Many Requests" => Refusal::Throttled(BLOCKED_MS),
        "Internal Server Error" | "Bad Gateway" | "Service Unavailable" => Refusal::Down(why()),
        _ => Refusal::BadRequest(why()),
    }
}
