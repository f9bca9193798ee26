//! Alpaca's data stream: a greeting, keys within ten seconds, one socket, thirty channels.

use std::time::Duration;

use axum::extract::ws::Message;
use hyper::StatusCode;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use super::hub::{Channels, Push, Seat, Trade};
use super::{Ended, Event, GRACE, Line};
use crate::ask::Seen;
use crate::limits::Rule;
use crate::market::walk::round;
use crate::provider::{ALPACA_KEY, ALPACA_SECRET, Stream};
use crate::scenario::StreamScenario;
use crate::state::State;

/// Time for the keys.
const AUTH: Duration = Duration::from_secs(10);
/// Trades and quotes of the free plan.
const CHANNELS: usize = 30;
const FEEDS: [&str; 6] = ["iex", "sip", "delayed_sip", "boats", "overnight", "test"];

/// Checks that there is such a feed.
pub fn admit(seen: &Seen, state: &State) -> Result<Seat, StatusCode> {
    match feed(seen) {
        Some(feed) if FEEDS.contains(&feed) => Ok(state.hub.seat(Stream::Alpaca)),
        _ => Err(StatusCode::NOT_FOUND),
    }
}

fn feed(seen: &Seen) -> Option<&str> {
    seen.path.strip_prefix("/v2/")
}

/// Serves the socket until it ends.
pub async fn run(mut line: Line, seen: &Seen) {
    if authenticated(&mut line, seen).await.is_err() {
        return;
    }
    while let Ok(event) = line.next().await {
        if react(&mut line, event).await.is_err() {
            break;
        }
    }
}

async fn authenticated(line: &mut Line, seen: &Seen) -> Result<(), Ended> {
    line.say(success("connected")).await?;
    let deadline = Instant::now() + AUTH;
    let by_header = seen
        .header("apca-api-key-id")
        .map(|key| json!({ "key": key, "secret": seen.header("apca-api-secret-key") }));
    let keys = match by_header {
        Some(keys) => keys,
        None => match timeout_at(deadline, keys(line)).await {
            Ok(keys) => keys?,
            Err(_) => {
                line.broken(Stream::Alpaca, Rule::AuthTimeout);
                return end(line, 404).await;
            }
        },
    };
    if let StreamScenario::Error(code) = line.scenario {
        return end(line, code).await;
    }
    if keys["key"] != ALPACA_KEY || keys["secret"] != ALPACA_SECRET {
        return end(line, 402).await;
    }
    if feed(seen) == Some("sip") {
        return end(line, 409).await;
    }
    if !line.seat.admitted_within(GRACE).await {
        line.broken(Stream::Alpaca, Rule::OneSocket);
        return end(line, 406).await;
    }
    line.say(success("authenticated")).await
}

/// Waits for the message with the keys; anything else before it is refused.
async fn keys(line: &mut Line) -> Result<Value, Ended> {
    loop {
        if let Event::Said(text) = line.next().await? {
            let message: Value = serde_json::from_str(&text).unwrap_or_default();
            match message["action"].as_str() {
                Some("auth") => return Ok(message),
                Some(_) => line.say(error(401)).await?,
                None => line.say(error(400)).await?,
            }
        }
    }
}

/// Says an error and ends the line.
async fn end(line: &mut Line, code: u16) -> Result<(), Ended> {
    line.say(error(code)).await?;
    // A closing handshake, so that the error is not lost with the connection.
    drop(line.socket.send(Message::Close(None)).await);
    Err(Ended)
}

async fn react(line: &mut Line, event: Event) -> Result<(), Ended> {
    match event {
        Event::Said(text) => said(line, &text).await,
        Event::Push(Push::Trade(trade)) if line.gets_trades() => {
            let channels = line.seat.channels(|_| {});
            line.say(written(&trade, &channels)).await
        }
        Event::Push(Push::Ping) => line.send(Message::Ping(Vec::new().into())).await,
        Event::Idle if !line.state.hub.is_silent() => {
            line.send(Message::Ping(Vec::new().into())).await
        }
        _ => Ok(()),
    }
}

async fn said(line: &mut Line, text: &str) -> Result<(), Ended> {
    let message: Value = serde_json::from_str(text).unwrap_or_default();
    let names = |channel: &str| -> Vec<String> {
        let names = message[channel].as_array().into_iter().flatten();
        names.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let (trades, quotes, bars) = (names("trades"), names("quotes"), names("bars"));
    match message["action"].as_str() {
        Some("auth") => line.say(error(403)).await,
        Some("subscribe") => {
            let mut after = line.seat.channels(|_| {});
            after.trades.extend(trades);
            after.quotes.extend(quotes);
            after.bars.extend(bars);
            if after.trades.len() + after.quotes.len() > CHANNELS {
                line.broken(Stream::Alpaca, Rule::TooManySymbols);
                return line.say(error(405)).await;
            }
            let now = line.seat.channels(|channels| *channels = after);
            line.say(subscription(&now)).await
        }
        Some("unsubscribe") => {
            let now = line.seat.channels(|channels| {
                channels.trades.retain(|name| !trades.contains(name));
                channels.quotes.retain(|name| !quotes.contains(name));
                channels.bars.retain(|name| !bars.contains(name));
            });
            line.say(subscription(&now)).await
        }
        _ => line.say(error(400)).await,
    }
}

fn success(text: &str) -> String {
    json!([{ "T": "success", "msg": text }]).to_string()
}

fn error(code: u16) -> String {
    let text = match code {
        400 => "invalid syntax",
        401 => "not authenticated",
        402 => "auth failed",
        403 => "already authenticated",
        404 => "auth timeout",
        405 => "symbol limit exceeded",
        406 => "connection limit exceeded",
        407 => "slow client",
        408 => "v2 not enabled",
        409 => "insufficient subscription",
        410 => "invalid subscribe action for this feed",
        411 => "insufficient scope",
        _ => "internal error",
    };
    json!([{ "T": "error", "code": code, "msg": text }]).to_string()
}

/// The whole current set; corrections and cancelled trades follow trades.
fn subscription(channels: &Channels) -> String {
    json!([{
        "T": "subscription", "trades": channels.trades, "quotes": channels.quotes,
        "bars": channels.bars, "updatedBars": [], "dailyBars": [], "statuses": [], "lulds": [],
        "corrections": channels.trades, "cancelErrors": channels.trades,
    }])
    .to_string()
}

/// A trade, a quote around it, or both, as subscribed.
fn written(trade: &Trade, channels: &Channels) -> String {
    let wants = |names: &std::collections::BTreeSet<String>| {
        names.contains(&trade.symbol) || names.contains("*")
    };
    let time = trade.when.to_string();
    let mut messages = Vec::new();
    if wants(&channels.trades) {
        messages.push(json!({
            "T": "t", "S": trade.symbol, "i": trade.when.as_millisecond() % 1_000_000, "x": "V",
            "p": trade.price, "s": 100, "t": time, "c": ["@"], "z": "C",
        }));
    }
    if wants(&channels.quotes) {
        messages.push(json!({
            "T": "q", "S": trade.symbol, "bx": "V", "bp": round(trade.price - 0.01, 4), "bs": 1,
            "ax": "V", "ap": round(trade.price + 0.01, 4), "as": 2, "t": time, "c": ["R"], "z": "C",
        }));
    }
    Value::Array(messages).to_string()
}
