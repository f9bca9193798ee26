//! The host's capabilities as the component's [`Outside`].

use std::time::{SystemTime, UNIX_EPOCH};

use crate::bindings::sandbourse::platform::cache;
use crate::bindings::sandbourse::platform::history::{
    self, Extent, FetchedBars, FetchedMacro, HeldSymbol, MacroInfo, MacroObservations, NotKept,
    StoredBars,
};
use crate::bindings::sandbourse::platform::http_out::{self, Problem, Request, Response};
use crate::bindings::sandbourse::platform::log::{self, Level};
use crate::bindings::sandbourse::platform::rate_limit::{self, Charge, Decision};
use crate::bindings::sandbourse::platform::values::Instant;
use crate::bindings::sandbourse::platform::{metrics, settings};
use crate::outside::{Outside, Range};

/// The host that this component runs in, for the length of a call.
pub struct Host {
    began_ms: i64,
}

impl Host {
    /// At the beginning of a call.
    pub fn called() -> Self {
        Self { began_ms: now_ms() }
    }
}

impl Outside for Host {
    fn held_bars(&self, symbol: &str, interval: &str, range: Range) -> Option<StoredBars> {
        history::bars(symbol, interval, range.0, range.1)
    }

    fn held_symbols(&self) -> Vec<HeldSymbol> {
        history::symbols()
    }

    fn macro_list(&self) -> Vec<MacroInfo> {
        history::macro_list()
    }

    fn reach(&self, symbol: &str, interval: &str) -> Option<Extent> {
        history::reach(symbol, interval)
    }

    fn keep(&self, fetched: &FetchedBars) -> Result<(), NotKept> {
        history::keep(fetched)
    }

    fn macro_series(&self, id: &str, asof: Option<Instant>) -> Option<MacroObservations> {
        history::macro_series(id, asof)
    }

    fn macro_asked(&self, id: &str) -> Option<Instant> {
        history::macro_asked(id)
    }

    fn keep_macro(&self, fetched: &FetchedMacro) -> Result<(), NotKept> {
        history::keep_macro(fetched)
    }

    fn fetch(&self, requests: &[Request]) -> Vec<Result<Response, Problem>> {
        http_out::fetch_all(requests)
    }

    fn look(&self, charge: &Charge) -> Decision {
        rate_limit::look(charge)
    }

    fn recall(&self, key: &str) -> Option<Vec<u8>> {
        cache::get(key)
    }

    fn remember(&self, key: &str, value: &[u8], ttl_ms: u64) {
        if let Err(refusal) = cache::set(key, value, ttl_ms) {
            log::write(Level::Debug, &format!("`{key}` was not kept: {refusal:?}"));
        }
    }

    fn forget(&self, key: &str) {
        cache::remove(key);
    }

    fn base_url(&self, provider: &str) -> Option<String> {
        settings::base_url(provider)
    }

    fn demo(&self) -> bool {
        settings::demo()
    }

    fn has_secret(&self, name: &str) -> bool {
        settings::has_secret(name)
    }

    fn warn(&self, message: &str) {
        log::write(Level::Warn, message);
    }

    fn count(&self, name: &str) {
        metrics::count(name, 1);
    }

    fn now_ms(&self) -> i64 {
        now_ms()
    }

    fn elapsed_ms(&self) -> u64 {
        now_ms().abs_diff(self.began_ms)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the host's clock is all that a component has"
)]
fn now_ms() -> i64 {
    let elapsed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}
