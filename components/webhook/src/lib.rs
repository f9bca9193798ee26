//! The `webhook` component: glue between its WIT world and the plain Rust beside it.

mod signal;
mod tradingview;

#[cfg_attr(
    target_family = "wasm",
    expect(unsafe_code, reason = "wit-bindgen writes the exported symbols")
)]
mod bindings {
    wit_bindgen::generate!({ path: "../../wit/platform", world: "webhook" });

    #[cfg(target_family = "wasm")]
    export!(Component with_types_in self);

    #[cfg(target_family = "wasm")]
    use super::Component;
}

use std::time::{SystemTime, UNIX_EPOCH};

use bindings::exports::sandbourse::platform::webhook_group::{Guest, Incoming, Receipt};
use bindings::sandbourse::platform::events::{self, Event as StoredEvent};
use bindings::sandbourse::platform::hub::{self, Event as LiveEvent};
use bindings::sandbourse::platform::log::{self, Level};
use bindings::sandbourse::platform::metrics;
use bindings::sandbourse::platform::types::{Failure, Signal};
use bindings::sandbourse::platform::values::Instant;

struct Component;

impl Guest for Component {
    fn receive(incoming: Incoming, key: Option<String>) -> Result<Receipt, Failure> {
        accept(signal::from_incoming(&incoming, now()), key.as_deref())
    }

    fn alert(fields: Vec<(String, String)>, key: Option<String>) -> Result<Receipt, Failure> {
        let key = key.or_else(|| tradingview::repeat_key(&fields));
        let signal = tradingview::incoming(&fields)
            .and_then(|incoming| signal::from_incoming(&incoming, now()));
        accept(signal, key.as_deref())
    }
}

/// Stores first, then publishes: what subscribers saw is never lost afterwards.
fn accept(checked: Result<Signal, Failure>, key: Option<&str>) -> Result<Receipt, Failure> {
    let mut signal = checked.inspect_err(|_| metrics::count("signals_refused", 1))?;
    let recorded = events::record(&StoredEvent::Signal(signal.clone()), key)?;
    signal.id.clone_from(&recorded.id);
    if recorded.repeated {
        metrics::count("signals_repeated", 1);
    } else {
        metrics::count("signals_received", 1);
        announce(&signal);
    }
    Ok(Receipt {
        id: recorded.id,
        signal,
    })
}

/// A signal that is stored counts as received even when nobody could be told.
fn announce(signal: &Signal) {
    if let Err(refusal) = hub::publish(&LiveEvent::Signal(signal.clone())) {
        let line = format!(
            "Signal {} was stored but not published: {refusal:?}",
            signal.id
        );
        log::write(Level::Warn, &line);
    }
}

/// The host's clock; a clock before 1970 reads as the epoch.
#[expect(
    clippy::disallowed_methods,
    reason = "in a component this is the clock that the host gives it"
)]
fn now() -> Instant {
    let elapsed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Instant {
        epoch_ms: i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX),
    }
}
