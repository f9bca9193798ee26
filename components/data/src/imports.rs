//! The host's capabilities as the component's [`Outside`].

use std::time::{SystemTime, UNIX_EPOCH};

use crate::bindings::sandbourse::platform::history::{
    self, HeldSymbol, MacroInfo, MacroObservations, StoredBars,
};
use crate::bindings::sandbourse::platform::log::{self, Level};
use crate::bindings::sandbourse::platform::{metrics, settings};
use crate::outside::{Outside, Range};

/// The host that this component runs in.
pub struct Host;

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

    fn macro_series(&self, id: &str) -> Option<MacroObservations> {
        history::macro_series(id)
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

    #[expect(
        clippy::disallowed_methods,
        reason = "the host's clock is all that a component has"
    )]
    fn now_ms(&self) -> i64 {
        let elapsed = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
    }
}
