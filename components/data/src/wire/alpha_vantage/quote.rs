//! The last close.

use jiff::civil::Date;

use super::exchange;
use super::fields::{Fields, number, parts, text};
use crate::refusal::{Refusal, Verdict};
use crate::wire::money::main_unit;
use crate::wire::{Answer, Price, session};

/// The outer name says how late the prices are.
const QUOTE: &str = "Global Quote";

/// Reads the quote; its moment is the close of its day, taken as 16:00 at the exchange.
///
/// # Errors
/// [`Refusal::UnknownSymbol`] for a quote without fields, and what else comes in place of data.
pub fn read_quote(answer: &Answer, symbol: &str) -> Verdict<Price> {
    let refused = Refusal::BadRequest("the call is not valid".to_owned());
    let parts = parts(answer, refused)?;
    let malformed = |what: &str| Refusal::Malformed(format!("no {what} in it"));
    let mut quotes = parts
        .into_iter()
        .filter(|(name, _)| name.starts_with(QUOTE));
    let (name, fields) = quotes.next().ok_or_else(|| malformed("quote"))?;
    let fields: Fields = serde_json::from_value(fields).map_err(|_| malformed("quote"))?;
    if fields.is_empty() {
        return Err(Refusal::UnknownSymbol);
    }
    let exchange = exchange(symbol)?;
    let (currency, divisor) = main_unit(exchange.currency);
    let main = |word| Some(number(&fields, word).positive()? / divisor);
    let date = text(&fields, "latest trading day").and_then(|day| day.parse::<Date>().ok());
    let date = date.ok_or_else(|| malformed("date"))?;
    Ok(Price {
        symbol: symbol.to_owned(),
        price: main("price").ok_or_else(|| malformed("price"))?,
        previous_close: main("previous close"),
        open: main("open"),
        high: main("high"),
        low: main("low"),
        volume: number(&fields, "volume").0.filter(|&units| units >= 0.0),
        currency: currency.to_owned(),
        as_of_ms: session::close_ms(date, &session::zone(exchange.zone)?),
        delay: delay(&name),
    })
}

fn delay(name: &str) -> &'static str {
    match name {
        name if name.contains("DELAYED") => "delayed",
        name if name.contains("REALTIME") || name.contains("REAL-TIME") => "real_time",
        _ => "end_of_day",
    }
}
