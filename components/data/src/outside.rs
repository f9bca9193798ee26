//! What this component asks of the world around it: the seam where tests answer in the host's place.

use crate::bindings::sandbourse::platform::history::{
    Extent, FetchedBars, FetchedMacro, HeldSymbol, MacroInfo, MacroObservations, NotKept,
    StoredBars,
};
use crate::bindings::sandbourse::platform::http_out::{Problem, Request, Response};
use crate::bindings::sandbourse::platform::rate_limit::{Charge, Decision};
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
    /// How far a fetched series reaches.
    fn reach(&self, symbol: &str, interval: &str) -> Option<Extent>;
    /// Keeps bars of a provider.
    fn keep(&self, fetched: &FetchedBars) -> Result<(), NotKept>;
    /// Observations of one macro series, as known at the end of a day or now.
    fn macro_series(&self, id: &str, asof: Option<Instant>) -> Option<MacroObservations>;
    /// When a macro series was fetched last.
    fn macro_asked(&self, id: &str) -> Option<Instant>;
    /// Keeps a macro series of a provider.
    fn keep_macro(&self, fetched: &FetchedMacro) -> Result<(), NotKept>;
    /// Sends requests side by side; answers in their order.
    fn fetch(&self, requests: &[Request]) -> Vec<Result<Response, Problem>>;
    /// What a charge would meet, without paying it.
    fn look(&self, charge: &Charge) -> Decision;
    /// What this version of the component remembered for a while.
    fn recall(&self, key: &str) -> Option<Vec<u8>>;
    /// Remembers something, a day at most; a value that is too large is not kept.
    fn remember(&self, key: &str, value: &[u8], ttl_ms: u64);
    /// Forgets it.
    fn forget(&self, key: &str);
    /// Base address of a provider, without a slash at its end; none when it is switched off.
    fn base_url(&self, provider: &str) -> Option<String>;
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
    /// Milliseconds since this call began.
    fn elapsed_ms(&self) -> u64;
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
