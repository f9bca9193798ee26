//! Alpaca's messages of the market data stream, version 2. Each frame is an array; the
//! provider greets, takes a key, and answers each subscription with all it holds.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::message::{Event, Fault, Malformed, priced, shortened};
use super::symbol;

/// Channels of trades and quotes together on the free plan.
pub const SYMBOLS: usize = 30;
/// The stream of one exchange, the one that the free plan has in real time.
pub const PATH: &str = "v2/iex";
/// Its minute bars come as long as the market trades, whatever else is subscribed to:
/// they tell a quiet share from a dead connection. Bars are no channel of the limit.
const BEAT: &str = "SPY";

/// The fields that are read; other kinds of messages use the same letters for other
/// things, but these have one type in all of them.
#[derive(Deserialize)]
struct Message {
    #[serde(rename = "T")]
    kind: String,
    msg: Option<String>,
    code: Option<i64>,
    #[serde(rename = "S")]
    symbol: Option<String>,
    p: Option<f64>,
    s: Option<f64>,
    t: Option<String>,
    trades: Option<Vec<String>>,
}

/// What a frame says.
///
/// # Errors
/// When it is no JSON array of the protocol.
pub fn read(frame: &[u8]) -> Result<Vec<Event>, Malformed> {
    let messages: Vec<Message> =
        serde_json::from_slice(frame).map_err(|cause| Malformed::new(&cause))?;
    Ok(messages.into_iter().filter_map(Message::event).collect())
}

impl Message {
    fn event(self) -> Option<Event> {
        match (self.kind.as_str(), self.msg.as_deref()) {
            ("t", _) => self.trade(),
            ("success", Some("connected")) => Some(Event::Greeting),
            ("success", Some("authenticated")) => Some(Event::Ready),
            ("subscription", _) => Some(Event::Holding(self.held())),
            ("error", said) => {
                let code = self.code.unwrap_or_default();
                Some(Event::Fault(fault(code, said)))
            }
            _ => None,
        }
    }

    fn trade(&self) -> Option<Event> {
        let at: Timestamp = self.t.as_deref()?.parse().ok()?;
        let size = self.s.unwrap_or_default();
        priced(self.symbol.as_deref()?, self.p?, size, at.as_millisecond())
    }

    fn held(&self) -> BTreeSet<String> {
        let symbols = self.trades.iter().flatten();
        symbols.filter_map(|symbol| symbol::ours(symbol)).collect()
    }
}

fn fault(code: i64, said: Option<&str>) -> Fault {
    let said = shortened(&format!("{code} {}", said.unwrap_or_default()));
    match code {
        // Key, version, subscription and scope: none of them changes by asking again.
        402 | 408 | 409 | 411 => Fault::Refused(said),
        406 => Fault::Busy(said),
        405 => Fault::Full(said),
        // Not authenticated, too late with it, too slow, or broken.
        401 | 404 | 407 | 500.. => Fault::Lost(said),
        _ => Fault::Noted(said),
    }
}

/// The answer to the greeting.
pub fn credentials(key: &str, secret: &str) -> String {
    json!({ "action": "auth", "key": key, "secret": secret }).to_string()
}

/// The message that subscribes to trades of `symbols`, which are the provider's.
pub fn subscribe(symbols: &[String]) -> String {
    json!({ "action": "subscribe", "trades": symbols, "bars": [BEAT] }).to_string()
}

/// The message that ends that for some.
pub fn unsubscribe(symbols: &[String]) -> String {
    json!({ "action": "unsubscribe", "trades": symbols }).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::message::Trade;
    use super::*;

    fn of(text: &str) -> Vec<Event> {
        read(text.as_bytes()).unwrap()
    }

    #[test]
    fn the_trades_of_a_frame_are_found_among_other_messages() {
        let text = r#"[{"T":"t","i":96921,"S":"BRK.B","x":"D","p":126.55,"s":1,"t":"2021-02-22T15:51:44.208Z","c":["@","I"],"z":"C"},
            {"T":"q","S":"AMD","bx":"U","bp":87.66,"bs":1,"ax":"Q","ap":87.68,"as":4,"t":"2021-02-22T15:51:45.335689322Z","c":["R"],"z":"C"},
            {"T":"b","S":"SPY","o":388.985,"h":389.13,"l":388.975,"c":389.12,"v":49378,"n":461,"vw":389.062639,"t":"2021-02-22T19:15:00Z"},
            {"T":"s","S":"AAPL","sc":"H","sm":"Trading Halt","rc":"T12","rm":"…","t":"2021-02-22T19:15:00Z","z":"C"},
            {"T":"l","S":"IONM","u":3.24,"d":2.65,"i":"B","t":"2021-04-05T13:34:45.565Z","z":"C"},
            {"T":"c","S":"EEM","x":"M","oi":52983525033527,"op":39.1582,"os":440000,"oc":[" ","7"],"ci":5,"cp":39.1809,"cs":440000,"cc":[" "],"z":"B","t":"2021-11-22T17:19:28.95Z"}]"#;
        let symbol = "BRK-B".to_owned();
        let trade = Trade {
            symbol,
            price: 126.55,
            traded: true,
            at_ms: 1_614_009_104_208,
        };
        assert_eq!(of(text), [Event::Trade(trade)]);
    }

    #[test]
    fn the_steps_of_a_connection_are_told_apart() {
        assert_eq!(
            of(r#"[{"T":"success","msg":"connected"}]"#),
            [Event::Greeting]
        );
        assert_eq!(
            of(r#"[{"T":"success","msg":"authenticated"}]"#),
            [Event::Ready]
        );
        let held = BTreeSet::from(["AAPL".to_owned()]);
        assert_eq!(
            of(r#"[{"T":"subscription","trades":["AAPL"],"bars":["*"]}]"#),
            [Event::Holding(held)]
        );
    }

    #[test]
    fn errors_are_final_passing_or_worth_a_note() {
        let kind = |code: i64| match fault(code, Some("said")) {
            Fault::Refused(_) => "refused",
            Fault::Busy(_) => "busy",
            Fault::Lost(_) => "lost",
            Fault::Full(_) => "full",
            Fault::Unknown { .. } => "unknown",
            Fault::Noted(_) => "noted",
        };
        let kinds = [
            400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 500,
        ]
        .map(kind);
        assert_eq!(
            kinds,
            [
                "noted", "lost", "refused", "noted", "lost", "full", "busy", "lost", "refused",
                "refused", "noted", "refused", "lost"
            ]
        );
    }

    proptest! {
        #[test]
        fn any_bytes_give_events_or_a_reason(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }

        #[test]
        fn any_message_gives_an_event_or_none(kind in "[a-z]{0,2}", p in any::<f64>(), t in ".{0,30}", code in any::<i64>()) {
            let text = json!([{ "T": kind, "S": "AAPL", "p": p, "s": p, "t": t, "code": code }]);
            prop_assert!(of(&text.to_string()).len() <= 1);
        }
    }
}
