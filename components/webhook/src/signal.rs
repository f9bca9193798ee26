//! Checks an incoming signal and makes the record that is stored and published.

use sandbourse_kernels::symbol;

use crate::bindings::exports::sandbourse::platform::webhook_group::Incoming;
use crate::bindings::sandbourse::platform::types::{Failure, Signal};
use crate::bindings::sandbourse::platform::values::{FailureKind, Instant};

/// Longer names are a mistake or an attack on whoever displays them.
const MAX_SOURCE: usize = 64;

/// The signal with its symbol in upper case; `id` stays empty until it is recorded.
///
/// Errors name the field: `symbol`, `signal` (outside [-1, 1] or not a number),
/// `confidence` (outside [0, 1]), `source` (empty, over 64 characters, control characters).
pub fn from_incoming(incoming: &Incoming, received_at: Instant) -> Result<Signal, Failure> {
    let Some(symbol) = symbol::normalized(&incoming.symbol) else {
        return Err(invalid("symbol", "bad_symbol", symbol::RULE.to_owned()));
    };
    within("signal", incoming.signal, -1.0)?;
    within("confidence", incoming.confidence, 0.0)?;
    Ok(Signal {
        id: String::new(),
        symbol,
        signal: incoming.signal,
        confidence: incoming.confidence,
        source: source(&incoming.source)?,
        received_at,
    })
}

/// A refusal of one input field.
pub fn invalid(field: &str, code: &str, detail: String) -> Failure {
    Failure {
        kind: FailureKind::Invalid,
        code: code.to_owned(),
        detail,
        field: Some(field.to_owned()),
        retry_after_ms: None,
    }
}

fn within(field: &str, value: f64, lowest: f64) -> Result<(), Failure> {
    if (lowest..=1.0).contains(&value) {
        return Ok(());
    }
    let detail = format!("{field} is {value}; it must be a number from {lowest} to 1");
    Err(invalid(field, "out_of_range", detail))
}

fn source(text: &str) -> Result<String, Failure> {
    let name = text.trim();
    let length = name.chars().count();
    if length == 0 || length > MAX_SOURCE || name.chars().any(char::is_control) {
        let detail = format!("source has 1 to {MAX_SOURCE} characters and no control characters");
        return Err(invalid("source", "bad_source", detail));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incoming() -> Incoming {
        Incoming {
            symbol: "aapl".to_owned(),
            signal: 1.0,
            confidence: 0.95,
            source: "external_model".to_owned(),
        }
    }

    fn refused_field(incoming: &Incoming) -> Option<String> {
        from_incoming(incoming, Instant { epoch_ms: 0 })
            .err()
            .and_then(|failure| failure.field)
    }

    #[test]
    fn a_good_signal_keeps_its_values_and_gets_an_upper_case_symbol() {
        let signal = from_incoming(&incoming(), Instant { epoch_ms: 7 }).unwrap();
        assert_eq!((signal.symbol.as_str(), signal.signal), ("AAPL", 1.0));
        assert_eq!((signal.confidence, signal.received_at.epoch_ms), (0.95, 7));
        assert!(signal.id.is_empty());
    }

    #[test]
    fn a_value_outside_its_range_is_refused_by_name() {
        for value in [1.0001, -1.5, f64::NAN, f64::INFINITY] {
            assert_eq!(
                refused_field(&Incoming {
                    signal: value,
                    ..incoming()
                })
                .as_deref(),
                Some("signal")
            );
        }
        for value in [-0.1, 1.1, f64::NAN] {
            let bad = Incoming {
                confidence: value,
                ..incoming()
            };
            assert_eq!(refused_field(&bad).as_deref(), Some("confidence"));
        }
    }

    #[test]
    fn an_odd_symbol_or_source_is_refused_by_name() {
        let bad = Incoming {
            symbol: "A B".to_owned(),
            ..incoming()
        };
        assert_eq!(refused_field(&bad).as_deref(), Some("symbol"));
        for source in ["", "a\nb", &"x".repeat(65)] {
            let bad = Incoming {
                source: source.to_owned(),
                ..incoming()
            };
            assert_eq!(refused_field(&bad).as_deref(), Some("source"));
        }
    }
}
