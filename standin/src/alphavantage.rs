//! Alpha Vantage: every answer has status 200, errors and limits too.

use serde_json::{Value, json};

use crate::answer::Ask;
use crate::market::instrument::{Instrument, Kind};
use crate::market::walk::Bar;
use crate::market::{self};
use crate::pages;
use crate::reply::Reply;
use crate::scenario::Scenario;

const JSON: &str = "application/json";
const PREMIUM: &str =
    "You may subscribe to any of the premium plans at https://www.alphavantage.co/premium/";
/// Rows of a compact series.
const COMPACT: usize = 100;

/// The answer of a good day.
pub fn answer(ask: &Ask<'_>) -> Reply {
    if ask.segments() != ["query"] {
        return pages::not_found();
    }
    match ask.param("apikey") {
        None | Some("") => return missing_key(),
        Some("demo") => return demo_key(),
        Some(_) => {}
    }
    match ask.param("function").unwrap_or_default() {
        "GLOBAL_QUOTE" => global_quote(ask),
        "TIME_SERIES_DAILY" => daily(ask),
        "TIME_SERIES_DAILY_ADJUSTED" | "TIME_SERIES_INTRADAY" => premium(),
        "SYMBOL_SEARCH" => search(ask),
        other => one(
            "Error Message",
            &format!("This API function ({other}) does not exist."),
        ),
    }
}

fn one(key: &str, text: &str) -> Reply {
    Reply::json(200, JSON, &json!({ key: text }))
}

fn missing_key() -> Reply {
    one(
        "Error Message",
        "the parameter apikey is invalid or missing. Please claim your free API key on \
         (https://www.alphavantage.co/support/#api-key). It should take less than 20 seconds.",
    )
}

fn demo_key() -> Reply {
    one(
        "Information",
        "The **demo** API key is for demo purposes only. Please claim your free API key at \
         (https://www.alphavantage.co/support/#api-key) to explore our full API offerings. \
         It takes fewer than 20 seconds.",
    )
}

fn premium() -> Reply {
    one(
        "Information",
        &format!(
            "Thank you for using Alpha Vantage! This is a premium endpoint. {PREMIUM} to instantly unlock all premium endpoints"
        ),
    )
}

fn invalid_call(ask: &Ask<'_>) -> Reply {
    let function = ask.param("function").unwrap_or("TIME_SERIES_DAILY");
    one(
        "Error Message",
        &format!(
            "Invalid API call. Please retry or visit the documentation \
             (https://www.alphavantage.co/documentation/) for {function}."
        ),
    )
}

fn burst() -> Reply {
    one(
        "Information",
        &format!(
            "Thank you for using Alpha Vantage! Please consider spreading out your free API requests \
             more sparingly (1 request per second). {PREMIUM} to lift the free key rate limit \
             (25 requests per day), raise the per-second burst limit, and instantly unlock all premium endpoints"
        ),
    )
}

/// The day's text, which repeats the key.
pub fn spent(ask: &Ask<'_>) -> Reply {
    let key = ask.param("apikey").unwrap_or_default();
    one(
        "Information",
        &format!(
            "We have detected your API key as {key} and our standard API rate limit is 25 requests per day. \
             Please subscribe to any of the premium plans at https://www.alphavantage.co/premium/ \
             to instantly remove all daily rate limits."
        ),
    )
}

/// Alpha Vantage's words for a scenario; `None` for a good answer.
pub fn words(ask: &Ask<'_>, scenario: &Scenario) -> Option<Reply> {
    Some(match scenario {
        Scenario::Throttled => burst(),
        Scenario::DailyLimit => spent(ask),
        Scenario::LegacyNote => one(
            "Note",
            "Thank you for using Alpha Vantage! Our standard API call frequency is 5 calls per minute and \
             500 calls per day. Please visit https://www.alphavantage.co/premium/ if you would like to \
             target a higher API call frequency.",
        ),
        Scenario::BadKey => demo_key(),
        Scenario::MissingKey => missing_key(),
        Scenario::Plan => premium(),
        Scenario::BadRequest => invalid_call(ask),
        Scenario::UnknownSymbol | Scenario::Empty => match ask.param("function") {
            Some("GLOBAL_QUOTE") => Reply::json(200, JSON, &json!({ "Global Quote": {} })),
            Some("SYMBOL_SEARCH") => Reply::json(200, JSON, &json!({ "bestMatches": [] })),
            _ => invalid_call(ask),
        },
        Scenario::Nulls => answer(ask).edited(|body| blank(body, &["None", "-"])),
        Scenario::NotNumbers => answer(ask).edited(|body| blank(body, &["NaN"])),
        _ => return None,
    })
}

/// Puts texts in place of the second and each seventh figure after it.
fn blank(body: &mut Value, texts: &[&str]) {
    let mut figures: Vec<&mut Value> = Vec::new();
    collect(body, &mut figures);
    let places = figures.into_iter().skip(1).step_by(7);
    places
        .zip(texts.iter().cycle())
        .for_each(|(place, text)| *place = json!(text));
}

fn collect<'a>(value: &'a mut Value, figures: &mut Vec<&'a mut Value>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                if name != "Meta Data" {
                    collect(field, figures);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| collect(item, figures)),
        Value::String(text) if text.trim_end_matches('%').parse::<f64>().is_ok() => {
            figures.push(value)
        }
        _ => {}
    }
}

fn asked(ask: &Ask<'_>) -> Option<&'static Instrument> {
    let symbol = ask.param("symbol")?.replace('.', "-");
    let spelling = |instrument: &Instrument| Some(instrument.alpha_vantage()?.replace('.', "-"));
    market::find_by(&symbol, spelling)
}

fn price(value: f64) -> String {
    format!("{value:.4}")
}

/// The last completed or running day.
fn global_quote(ask: &Ask<'_>) -> Reply {
    let Some(symbol) = ask.param("symbol").filter(|symbol| !symbol.is_empty()) else {
        return invalid_call(ask);
    };
    let quote = asked(ask).and_then(|instrument| ask.market.quote(instrument, ask.now));
    let fields = quote.map_or_else(
        || json!({}),
        |quote| {
            let (day, before) = (quote.day, quote.before);
            let change = day.close - before.close;
            json!({
                "01. symbol": symbol.to_uppercase(),
                "02. open": price(day.open),
                "03. high": price(day.high),
                "04. low": price(day.low),
                "05. price": price(day.close),
                "06. volume": day.volume.to_string(),
                "07. latest trading day": day.date.to_string(),
                "08. previous close": price(before.close),
                "09. change": price(change),
                "10. change percent": format!("{:.4}%", change / before.close * 100.0),
            })
        },
    );
    let key = match ask.param("entitlement") {
        Some("delayed") => "Global Quote - DATA DELAYED BY 15 MINUTES",
        _ => "Global Quote",
    };
    Reply::json(200, JSON, &json!({ key: fields }))
}

/// The last hundred days as traded, newest first.
fn daily(ask: &Ask<'_>) -> Reply {
    if ask.param("outputsize") == Some("full") {
        return one(
            "Information",
            &format!(
                "Thank you for using Alpha Vantage! The outputsize=full parameter value is a premium feature \
                 for the TIME_SERIES_DAILY endpoint. {PREMIUM} to instantly unlock all premium features"
            ),
        );
    }
    let Some(instrument) = asked(ask) else {
        return invalid_call(ask);
    };
    let days = ask.market.days(instrument, ask.now);
    let shown: Vec<&Bar> = days.iter().rev().take(COMPACT).collect();
    if ask.param("datatype") == Some("csv") {
        return csv(&shown);
    }
    let meta = json!({
        "1. Information": "Daily Prices (open, high, low, close) and Volumes",
        "2. Symbol": ask.param("symbol").unwrap_or_default().to_uppercase(),
        "3. Last Refreshed": shown.first().map(|bar| bar.date.to_string()),
        "4. Output Size": "Compact",
        "5. Time Zone": "US/Eastern",
    });
    // Written by hand: the order of the days is part of the format.
    let rows: Vec<String> = shown
        .iter()
        .map(|bar| format!("\"{}\": {}", bar.date, row(bar)))
        .collect();
    let body = format!(
        "{{\"Meta Data\": {meta}, \"Time Series (Daily)\": {{{}}}}}",
        rows.join(", ")
    );
    Reply::text(200, JSON, body)
}

fn row(bar: &Bar) -> Value {
    json!({
        "1. open": price(bar.open),
        "2. high": price(bar.high),
        "3. low": price(bar.low),
        "4. close": price(bar.close),
        "5. volume": bar.volume.to_string(),
    })
}

fn csv(bars: &[&Bar]) -> Reply {
    let mut text = "timestamp,open,high,low,close,volume\r\n".to_owned();
    for bar in bars {
        let prices = [bar.open, bar.high, bar.low, bar.close]
            .map(price)
            .join(",");
        text.push_str(&format!("{},{prices},{}\r\n", bar.date, bar.volume));
    }
    Reply::text(200, "application/x-download", text)
}

fn search(ask: &Ask<'_>) -> Reply {
    let text = ask.param("keywords").unwrap_or_default();
    let found = market::search(text);
    let matches: Vec<Value> = found
        .iter()
        .filter_map(|instrument| Some((instrument, instrument.alpha_vantage()?)))
        .enumerate()
        .map(|(place, (instrument, symbol))| {
            let london = symbol.ends_with(".LON");
            let exact = symbol.eq_ignore_ascii_case(text);
            let score = if exact { 1.0 } else { 0.8 / (place + 1) as f64 };
            json!({
                "1. symbol": symbol,
                "2. name": instrument.name,
                "3. type": if instrument.kind == Kind::Etf { "ETF" } else { "Equity" },
                "4. region": if london { "United Kingdom" } else { "United States" },
                "5. marketOpen": if london { "08:00" } else { "09:30" },
                "6. marketClose": if london { "16:30" } else { "16:00" },
                "7. timezone": if london { "UTC+01" } else { "UTC-04" },
                "8. currency": if london { "GBX" } else { instrument.currency },
                "9. matchScore": price(score),
            })
        })
        .collect();
    Reply::json(200, JSON, &json!({ "bestMatches": matches }))
}
