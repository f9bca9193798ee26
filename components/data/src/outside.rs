//! What this component asks of the world around it: the seam where tests answer in the host's place.

use crate::bindings::sandbourse::platform::history::{
    HeldSymbol, MacroInfo, MacroObservations, StoredBars,
};
use crate::bindings::sandbourse::platform::types::Failure;
use crate::bindings::sandbourse::platform::values::{FailureKind, Instant};

/// First and last moment of a range, both included; none is open.
pub type Range = (Option<Instant>, Option<Instant>);

/// Everything outside the sandbox that the component uses.
pub trait Outside {
    /// Bars that the host keeps for a symbol and an interval.
    fn held_bars(&self, symbol: &str, interval: &str, range: Range) -> Option<StoredBars>;
    /// All symbols that the host keeps.
    fn held_symbols(&self) -> Vec<HeldSymbol>;
    /// All macro series that the host keeps.
    fn macro_list(&self) -> Vec<MacroInfo>;
    /// Observations of one macro series.
    fn macro_series(&self, id: &str) -> Option<MacroObservations>;
    /// Whether prices may be simulated.
    fn demo(&self) -> bool;
    /// Whether a secret is configured.
    fn has_secret(&self, name: &str) -> bool;
    /// A line that an operator should see.
    fn warn(&self, message: &str);
    /// Adds one to a counter.
    fn count(&self, name: &str);
    /// Milliseconds since the epoch.
    fn now_ms(&self) -> i64;
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

/// A refusal because what a field names does not exist here.
pub fn not_found(field: &str, code: &str, detail: String) -> Failure {
    Failure {
        kind: FailureKind::NotFound,
        ..invalid(field, code, detail)
    }
}
