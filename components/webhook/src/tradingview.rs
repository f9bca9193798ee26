//! Reads the fields of a TradingView alert, whose names differ from template to template.

use crate::bindings::exports::sandbourse::platform::webhook_group::Incoming;
use crate::bindings::sandbourse::platform::types::Failure;
use crate::signal::invalid;

const SYMBOL: [&str; 2] = ["ticker", "symbol"];
const ACTION: [&str; 2] = ["action", "side"];
const QUANTITY: [&str; 3] = ["contracts", "qty", "quantity"];
const PRICE: [&str; 2] = ["price", "close"];

/// An alert as (field, text) pairs in the order of its message.
type Fields = [(String, String)];

/// The signal that an alert stands for: 1 to buy, -1 to sell, 0 when the position is closed.
///
/// `market_position = flat` wins over the action, because TradingView closes a long by
/// selling. Numbers are checked although the signal does not carry them: a
/// placeholder that was not filled in means that the template is wrong.
pub fn incoming(fields: &Fields) -> Result<Incoming, Failure> {
    let Some((name, symbol)) = first(fields, &SYMBOL) else {
        return Err(invalid(
            "ticker",
            "missing_field",
            "an alert names its ticker".to_owned(),
        ));
    };
    filled(name, symbol)?;
    check_number(fields, &QUANTITY)?;
    check_number(fields, &PRICE)?;
    Ok(Incoming {
        symbol: without_exchange(symbol).to_owned(),
        signal: direction(fields)?,
        confidence: number(fields, &["confidence"])?.unwrap_or(1.0),
        source: "tradingview".to_owned(),
    })
}

/// A key that is the same when TradingView sends an alert twice; none when the
/// alert does not say which bar it belongs to.
pub fn repeat_key(fields: &Fields) -> Option<String> {
    let (_, time) = first(fields, &["time"])?;
    let part = |names| first(fields, names).map_or("", |(_, text)| text);
    let (symbol, action) = (part(&SYMBOL), part(&ACTION));
    let (position, order) = (part(&["market_position"]), part(&["order_id", "id"]));
    Some(format!(
        "tradingview:{symbol}:{action}:{position}:{order}:{time}"
    ))
}

fn direction(fields: &Fields) -> Result<f64, Failure> {
    let position = match first(fields, &["market_position"]) {
        Some((name, text)) => Some(word(
            name,
            text,
            &[("long", 1.0), ("short", -1.0), ("flat", 0.0)],
        )?),
        None => None,
    };
    let action = match first(fields, &ACTION) {
        Some((name, text)) => Some(word(name, text, &[("buy", 1.0), ("sell", -1.0)])?),
        None => None,
    };
    match (position, action) {
        (Some(0.0), _) => Ok(0.0),
        (_, Some(action)) => Ok(action),
        (Some(position), None) => Ok(position),
        (None, None) => {
            let detail =
                "an alert has an action (buy, sell) or a market_position (long, short, flat)";
            Err(invalid("action", "missing_field", detail.to_owned()))
        }
    }
}

fn word(field: &str, text: &str, known: &[(&str, f64)]) -> Result<f64, Failure> {
    let found = known
        .iter()
        .find(|(word, _)| text.eq_ignore_ascii_case(word));
    found.map(|&(_, value)| value).ok_or_else(|| {
        let words: Vec<&str> = known.iter().map(|&(word, _)| word).collect();
        let detail = format!(
            "{field} is {:?}; it must be one of {}",
            shown(text),
            words.join(", ")
        );
        invalid(field, "unknown_word", detail)
    })
}

fn check_number(fields: &Fields, names: &[&str]) -> Result<(), Failure> {
    match number(fields, names)? {
        Some(value) if value < 0.0 => {
            let field = names.first().copied().unwrap_or_default();
            Err(invalid(
                field,
                "out_of_range",
                format!("{field} is {value}; it must not be negative"),
            ))
        }
        _ => Ok(()),
    }
}

fn number(fields: &Fields, names: &[&str]) -> Result<Option<f64>, Failure> {
    let Some((name, text)) = first(fields, names) else {
        return Ok(None);
    };
    filled(name, text)?;
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Some(value)),
        _ => {
            let detail = format!("{name} is {:?}; it must be a number", shown(text));
            Err(invalid(name, "not_a_number", detail))
        }
    }
}

fn filled(field: &str, text: &str) -> Result<(), Failure> {
    if !text.contains("{{") {
        return Ok(());
    }
    let detail = format!(
        "{field} holds the placeholder {:?}, which TradingView did not fill in",
        shown(text)
    );
    Err(invalid(field, "unfilled_placeholder", detail))
}

/// The first field that has one of the names, in the order of the names.
fn first<'a>(fields: &'a Fields, names: &[&str]) -> Option<(&'a str, &'a str)> {
    names.iter().find_map(|wanted| {
        let found = fields
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found
            .map(|(name, text)| (name.as_str(), text.trim()))
            .filter(|(_, text)| !text.is_empty())
    })
}

/// `NASDAQ:AAPL` is the same instrument as `AAPL`.
fn without_exchange(symbol: &str) -> &str {
    symbol.rsplit_once(':').map_or(symbol, |(_, ticker)| ticker)
}

/// Enough of a wrong text for a person to recognise it.
fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|&(name, text)| (name.to_owned(), text.to_owned()))
            .collect()
    }

    fn signal(pairs: &[(&str, &str)]) -> f64 {
        incoming(&fields(pairs)).unwrap().signal
    }

    fn refusal(pairs: &[(&str, &str)]) -> (String, String) {
        let failure = incoming(&fields(pairs)).unwrap_err();
        (failure.field.unwrap_or_default(), failure.code)
    }

    #[test]
    fn either_name_of_a_field_is_understood() {
        let first = fields(&[
            ("ticker", "NASDAQ:AAPL"),
            ("action", "buy"),
            ("contracts", "3"),
            ("price", "9"),
        ]);
        let second = fields(&[
            ("Symbol", "AAPL"),
            ("side", "BUY"),
            ("qty", "3"),
            ("close", "9.5"),
        ]);
        for alert in [first, second] {
            let read = incoming(&alert).unwrap();
            assert_eq!(
                (read.symbol.as_str(), read.signal, read.confidence),
                ("AAPL", 1.0, 1.0)
            );
            assert_eq!(read.source, "tradingview");
        }
    }

    #[test]
    fn flat_closes_whatever_the_action_was() {
        assert_eq!(
            signal(&[
                ("ticker", "A"),
                ("action", "sell"),
                ("market_position", "flat")
            ]),
            0.0
        );
        assert_eq!(
            signal(&[
                ("ticker", "A"),
                ("action", "sell"),
                ("market_position", "short")
            ]),
            -1.0
        );
        assert_eq!(signal(&[("ticker", "A"), ("market_position", "long")]), 1.0);
    }

    #[test]
    fn a_missing_or_unknown_field_is_refused_by_name() {
        assert_eq!(refusal(&[("action", "buy")]).0, "ticker");
        assert_eq!(
            refusal(&[("ticker", "A")]),
            ("action".to_owned(), "missing_field".to_owned())
        );
        assert_eq!(refusal(&[("ticker", "A"), ("side", "hold")]).0, "side");
        assert_eq!(
            refusal(&[("ticker", "A"), ("action", "buy"), ("qty", "NaN")]).0,
            "qty"
        );
        assert_eq!(
            refusal(&[("ticker", "A"), ("action", "buy"), ("close", "-1")]).1,
            "out_of_range"
        );
    }

    #[test]
    fn an_unfilled_placeholder_is_named() {
        let alert = [("ticker", "A"), ("action", "buy"), ("price", "{{close}}")];
        assert_eq!(
            refusal(&alert),
            ("price".to_owned(), "unfilled_placeholder".to_owned())
        );
        assert_eq!(
            refusal(&[("ticker", "{{ticker}}"), ("action", "buy")]).0,
            "ticker"
        );
    }

    #[test]
    fn an_alert_sent_twice_has_one_key_and_one_without_a_time_has_none() {
        let alert = [
            ("ticker", "A"),
            ("action", "buy"),
            ("time", "2026-01-02T15:00:00Z"),
        ];
        assert_eq!(repeat_key(&fields(&alert)), repeat_key(&fields(&alert)));
        let later = [
            ("ticker", "A"),
            ("action", "buy"),
            ("time", "2026-01-02T15:01:00Z"),
        ];
        assert_ne!(repeat_key(&fields(&alert)), repeat_key(&fields(&later)));
        assert_eq!(repeat_key(&fields(&alert[..2])), None);
    }
}
