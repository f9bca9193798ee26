//! The price of a share now.

use serde::Deserialize;

use crate::refusal::{Refusal, Verdict};
use crate::wire::loose::Loose;
use crate::wire::{Answer, Ask, Price};

/// One letter each, as Finnhub has them.
#[derive(Deserialize)]
struct Body {
    c: Loose,
    #[serde(default)]
    h: Loose,
    #[serde(default)]
    l: Loose,
    #[serde(default)]
    o: Loose,
    #[serde(default)]
    pc: Loose,
    /// Epoch seconds.
    t: Loose,
}

/// Asks for the price of a symbol.
pub fn ask_quote(symbol: &str) -> Ask {
    super::ask("/quote", &[("symbol", &super::spelled(symbol))])
}

/// Reads it. A symbol that Finnhub does not know has a price of zero; now and then so does one that
/// it knows, so a single [`Refusal::UnknownSymbol`] is no proof.
pub fn read_quote(answer: &Answer, symbol: &str, now_ms: i64) -> Verdict<Price> {
    let body: Body = super::read(answer, now_ms)?;
    let price = match body.c.0 {
        Some(price) if price > 0.0 => price,
        Some(price) if price < 0.0 => {
            return Err(Refusal::Malformed("a price below zero".to_owned()));
        }
        _ => return Err(Refusal::UnknownSymbol),
    };
    let second = body.t.positive();
    let second = second.ok_or_else(|| Refusal::Malformed("a price without a time".to_owned()))?;
    Ok(Price {
        symbol: symbol.to_owned(),
        price,
        previous_close: body.pc.positive(),
        open: body.o.positive(),
        high: body.h.positive(),
        low: body.l.positive(),
        volume: None,
        currency: "USD".to_owned(),
        as_of_ms: (second * 1000.0) as i64,
        delay: "real_time",
    })
}
