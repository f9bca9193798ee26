//! Finnhub's trades: one socket a token, fifty symbols, no acknowledgements.

use hyper::StatusCode;
use serde_json::{Value, json};

use super::hub::{Push, Seat, Trade};
use super::{Ended, Event, GRACE, Line};
use crate::ask::Seen;
use crate::limits::Rule;
use crate::market;
use crate::market::instrument::Instrument;
use crate::provider::{FINNHUB_KEY, Provider, Stream};
use crate::scenario::StreamScenario;
use crate::state::State;

/// Symbols of the free plan.
const SYMBOLS: usize = 50;

/// Checks the token and that no other socket is open.
pub async fn admit(seen: &Seen, state: &State) -> Result<Seat, StatusCode> {
    if seen.param("token") != Some(FINNHUB_KEY) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let seat = state.hub.seat(Stream::Finnhub);
    if !seat.admitted_within(GRACE).await {
        state.broken(
            Provider::Finnhub,
            Rule::OneSocket,
            &format!("/{}", Stream::Finnhub.prefix()),
        );
        return Err(StatusCode::TOO_MANY_REQUESTS);
    }
    Ok(seat)
}

/// Serves the socket until it ends.
pub async fn run(mut line: Line) {
    while let Ok(event) = line.next().await {
        let went_on = match event {
            Event::Said(text) => said(&mut line, &text).await,
            Event::Push(Push::Trade(trade)) if line.gets_trades() => {
                line.say(written(&trade)).await
            }
            Event::Push(Push::Ping) => line.say(json!({ "type": "ping" }).to_string()).await,
            Event::Idle if !line.state.hub.is_silent() => {
                line.say(json!({ "type": "ping" }).to_string()).await
            }
            _ => Ok(()),
        };
        if went_on.is_err() {
            break;
        }
    }
}

async fn said(line: &mut Line, text: &str) -> Result<(), Ended> {
    if let StreamScenario::Error(_) = line.scenario {
        return line.say(error("Subscribing to too many symbols")).await;
    }
    let message: Value = serde_json::from_str(text).unwrap_or_default();
    let Some(symbol) = message["symbol"].as_str() else {
        return line.say(error("Invalid message")).await;
    };
    match message["type"].as_str() {
        Some("subscribe") => subscribe(line, symbol).await,
        Some("unsubscribe") => {
            line.seat.channels(|channels| {
                channels.trades.remove(symbol);
            });
            Ok(())
        }
        _ => line.say(error("Invalid message")).await,
    }
}

async fn subscribe(line: &mut Line, symbol: &str) -> Result<(), Ended> {
    if market::find_by(symbol, Instrument::finnhub).is_none() && !is_plain(symbol) {
        return line.say(error(&format!("Invalid symbol {symbol}"))).await;
    }
    let before = line.seat.channels(|_| {});
    if before.trades.len() >= SYMBOLS && !before.trades.contains(symbol) {
        line.broken(Stream::Finnhub, Rule::TooManySymbols);
        return line.say(error("Subscribing to too many symbols")).await;
    }
    line.seat.channels(|channels| {
        channels.trades.insert(symbol.to_owned());
    });
    Ok(())
}

/// Whether a symbol has the form of a United States share: such a one is taken without a word,
/// known or not.
fn is_plain(symbol: &str) -> bool {
    !symbol.is_empty()
        && symbol
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'.')
}

fn error(text: &str) -> String {
    json!({ "msg": text, "type": "error" }).to_string()
}

/// Keys in alphabetical order, `type` last.
fn written(trade: &Trade) -> String {
    let mut row = json!({
        "c": ["1", "12"], "p": trade.price, "s": trade.symbol,
        "t": trade.when.as_millisecond(), "v": 10,
    });
    if trade.symbol.contains(':') {
        row["c"] = Value::Null;
        row["v"] = json!(0.011_467);
    }
    json!({ "data": [row], "type": "trade" }).to_string()
}
