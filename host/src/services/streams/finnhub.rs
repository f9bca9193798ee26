//! Finnhub's messages. One JSON object a frame; subscriptions are not acknowledged.

use serde::Deserialize;
use serde_json::json;

use super::message::{Event, Fault, Malformed, priced, shortened};
use super::symbol;

/// Symbols of one connection on the free plan.
pub const SYMBOLS: usize = 50;

#[derive(Deserialize)]
struct Frame {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    msg: Option<String>,
    #[serde(default)]
    data: Option<Vec<Price>>,
}

/// Anything may be missing or null; what is there has its type.
#[derive(Deserialize)]
struct Price {
    s: Option<String>,
    p: Option<f64>,
    /// Epoch milliseconds, where the answers of the REST interface have seconds.
    t: Option<i64>,
    v: Option<f64>,
}

/// What a frame says.
///
/// # Errors
/// When it is no JSON object of the protocol.
pub fn read(frame: &[u8]) -> Result<Vec<Event>, Malformed> {
    let frame: Frame = serde_json::from_slice(frame).map_err(|cause| Malformed::new(&cause))?;
    Ok(match frame.kind.as_str() {
        "trade" => {
            let prices = frame.data.unwrap_or_default();
            prices.iter().filter_map(Price::event).collect()
        }
        "error" => vec![Event::Fault(fault(&frame.msg.unwrap_or_default()))],
        _ => Vec::new(),
    })
}

impl Price {
    fn event(&self) -> Option<Event> {
        let volume = self.v.unwrap_or_default();
        priced(self.s.as_deref()?, self.p?, volume, self.t?)
    }
}

/// Errors have no code, so their words decide.
fn fault(said: &str) -> Fault {
    let words = said.to_ascii_lowercase();
    let named = words.contains("invalid symbol");
    let last = said.split_whitespace().last().and_then(symbol::ours);
    let said = shortened(said);
    match last {
        Some(symbol) if named => Fault::Unknown { symbol, said },
        _ if words.contains("too many symbols") => Fault::Full(said),
        _ if words.contains("api key") || words.contains("token") => Fault::Refused(said),
        _ => Fault::Noted(said),
    }
}

/// The message that subscribes to one symbol, or ends that.
pub fn subscription(symbol: &str, on: Wish) -> String {
    let kind = match on {
        Wish::Begin => "subscribe",
        Wish::End => "unsubscribe",
    };
    json!({ "type": kind, "symbol": symbol }).to_string()
}

/// What is wished for a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Prices of it from now on.
    Begin,
    /// No more of them.
    End,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::message::Trade;
    use super::*;

    fn of(text: &str) -> Vec<Event> {
        read(text.as_bytes()).unwrap()
    }

    fn trade(price: f64, traded: bool) -> Event {
        let symbol = "AAPL".to_owned();
        Event::Trade(Trade {
            symbol,
            price,
            traded,
            at_ms: 1_628_238_530_221,
        })
    }

    #[test]
    fn a_recorded_frame_gives_its_trades_in_order() {
        let text = r#"{"data":[{"c":["1","24","12"],"p":146.76,"s":"AAPL","t":1628238530221,"v":43},{"c":null,"p":146.75,"s":"AAPL","t":1628238530221,"v":0}],"type":"trade"}"#;
        assert_eq!(of(text), [trade(146.76, true), trade(146.75, false)]);
    }

    #[test]
    fn prices_that_are_none_and_symbols_that_nobody_asked_for_are_left_out() {
        let text = r#"{"data":[{"p":0,"s":"AAPL","t":1,"v":1},{"p":-1,"s":"AAPL","t":1},{"s":"AAPL"},{"p":1,"s":"BINANCE:BTCUSDT","t":1,"v":1}],"type":"trade"}"#;
        assert_eq!(of(text), []);
    }

    #[test]
    fn pings_and_kinds_to_come_say_nothing() {
        assert_eq!(of(r#"{"type":"ping"}"#), []);
        assert_eq!(of(r#"{"type":"news","data":[]}"#), []);
    }

    #[test]
    fn errors_are_told_apart_by_their_words() {
        let fault = |said: &str| {
            let events = of(&json!({ "type": "error", "msg": said }).to_string());
            match events.as_slice() {
                [Event::Fault(fault)] => fault.clone(),
                other => panic!("{other:?}"),
            }
        };
        assert!(matches!(
            fault("Subscribing to too many symbols"),
            Fault::Full(_)
        ));
        assert!(matches!(fault("Invalid API key"), Fault::Refused(_)));
        assert!(
            matches!(fault("Invalid symbol BRK.B"), Fault::Unknown { symbol, .. } if symbol == "BRK-B")
        );
        assert!(matches!(fault("Invalid symbol FX:EURUSD"), Fault::Noted(_)));
        assert!(matches!(fault(&"x".repeat(9_000)), Fault::Noted(said) if said.len() < 200));
    }

    proptest! {
        #[test]
        fn any_bytes_give_events_or_a_reason(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }

        #[test]
        fn any_price_that_is_passed_on_is_one(p in any::<f64>(), t in any::<i64>(), v in any::<f64>()) {
            let text = json!({ "type": "trade", "data": [{ "s": "AAPL", "p": p, "t": t, "v": v }] });
            for event in of(&text.to_string()) {
                if let Event::Trade(trade) = event {
                    prop_assert!(trade.price.is_finite() && trade.price > 0.0);
                }
            }
        }
    }
}
