//! The host's stand-in for tests: a few held series, a fixed clock, and the lines that were logged.

use std::cell::RefCell;
use std::collections::BTreeMap;

use sandbourse_kernels::calendar::DAY_MS;

use crate::bindings::sandbourse::platform::history::{
    Extent, FetchedBars, FetchedMacro, HeldSymbol, MacroInfo, MacroObservations, NotKept,
    StoredBars,
};
use crate::bindings::sandbourse::platform::http_out::{Problem, Request, Response};
use crate::bindings::sandbourse::platform::rate_limit::{Charge, Decision};
use crate::bindings::sandbourse::platform::types::{BarsQuery, Columns};
use crate::bindings::sandbourse::platform::values::{Adjustment, Instant};
use crate::outside::{Outside, Range};

/// An [`Outside`] that tests fill.
#[derive(Default)]
pub struct Fake {
    demo: bool,
    has_secret: bool,
    closes: BTreeMap<String, Vec<f64>>,
    readings: BTreeMap<String, Vec<f64>>,
    warnings: RefCell<Vec<String>>,
    memory: RefCell<BTreeMap<String, Vec<u8>>>,
}

impl Fake {
    /// 2018-01-01, the date of the first bar and of the first reading.
    pub const FIRST_MS: i64 = 17_532 * DAY_MS;
    /// 2026-01-02 21:00 UTC, the close of a session.
    const NOW_MS: i64 = 1_767_387_600_000;

    pub fn demo() -> Self {
        Self {
            demo: true,
            ..Self::default()
        }
    }

    pub fn with_secrets(mut self) -> Self {
        self.has_secret = true;
        self
    }

    /// Holds an imported symbol with these closes on consecutive days.
    pub fn holding(mut self, symbol: &str, closes: &[f64]) -> Self {
        self.closes.insert(symbol.to_owned(), closes.to_vec());
        self
    }

    /// Holds a macro series with these readings on consecutive days.
    pub fn observing(mut self, id: &str, readings: &[f64]) -> Self {
        self.readings.insert(id.to_owned(), readings.to_vec());
        self
    }

    pub fn warnings(&self) -> Vec<String> {
        self.warnings.borrow().clone()
    }

    fn days(count: usize) -> Vec<i64> {
        (0..)
            .map(|n| Self::FIRST_MS + n * DAY_MS)
            .take(count)
            .collect()
    }
}

/// The index is the sample's, everything else was imported.
fn origin(symbol: &str) -> &'static str {
    if symbol == "SPX" { "sample" } else { "import" }
}

/// A query for raw daily bars.
pub fn query(symbol: &str, period: Option<&str>) -> BarsQuery {
    BarsQuery {
        lead: 0,
        factors: false,
        symbol: symbol.to_owned(),
        interval: "1d".to_owned(),
        period: period.map(str::to_owned),
        start: None,
        end: None,
        adjustment: Adjustment::Raw,
    }
}

fn info(id: &str) -> MacroInfo {
    let text = str::to_owned;
    MacroInfo {
        id: text(id),
        title: text("A series"),
        unit: text("percent"),
        frequency: text("daily"),
        provider: text("sample"),
        notice: None,
    }
}

impl Outside for Fake {
    fn held_bars(&self, symbol: &str, interval: &str, range: Range) -> Option<StoredBars> {
        let held = self.closes.get(symbol).filter(|_| interval == "1d")?;
        let from = range.0.map_or(i64::MIN, |start| start.epoch_ms);
        let to = range.1.map_or(i64::MAX, |end| end.epoch_ms);
        let (time, close): (Vec<i64>, Vec<f64>) = Self::days(held.len())
            .into_iter()
            .zip(held.iter().copied())
            .filter(|(time, _)| (from..=to).contains(time))
            .unzip();
        let n = close.len();
        let [open, high, low] = [close.clone(), close.clone(), close.clone()];
        Some(StoredBars {
            provider: origin(symbol).to_owned(),
            currency: "USD".to_owned(),
            notice: None,
            columns: Columns {
                time,
                open,
                high,
                low,
                close,
                volume: vec![1.0; n],
            },
            adjustment_factor: vec![1.0; n],
            split_factor: vec![1.0; n],
            splits: vec![],
            dividends: vec![],
        })
    }

    fn reach(&self, _: &str, _: &str) -> Option<Extent> {
        None
    }

    fn keep(&self, _: &FetchedBars) -> Result<(), NotKept> {
        Ok(())
    }

    fn macro_asked(&self, _: &str) -> Option<Instant> {
        None
    }

    fn keep_macro(&self, _: &FetchedMacro) -> Result<(), NotKept> {
        Ok(())
    }

    fn fetch(&self, requests: &[Request]) -> Vec<Result<Response, Problem>> {
        let nobody = |_: &Request| Err(Problem::Unreachable("nobody".to_owned()));
        requests.iter().map(nobody).collect()
    }

    fn look(&self, charge: &Charge) -> Decision {
        Decision {
            allowed: true,
            remaining: charge.cost,
            retry_after_ms: 0,
        }
    }

    fn recall(&self, key: &str) -> Option<Vec<u8>> {
        self.memory.borrow().get(key).cloned()
    }

    fn remember(&self, key: &str, value: &[u8], _: u64) {
        self.memory
            .borrow_mut()
            .insert(key.to_owned(), value.to_vec());
    }

    fn forget(&self, key: &str) {
        self.memory.borrow_mut().remove(key);
    }

    fn base_url(&self, _: &str) -> Option<String> {
        None
    }

    fn held_symbols(&self) -> Vec<HeldSymbol> {
        let held = |(symbol, closes): (&String, &Vec<f64>)| HeldSymbol {
            symbol: symbol.clone(),
            name: format!("{symbol} held"),
            kind: "equity".to_owned(),
            provider: origin(symbol).to_owned(),
            currency: "USD".to_owned(),
            interval: "1d".to_owned(),
            first: Instant {
                epoch_ms: Self::FIRST_MS,
            },
            last: Instant {
                epoch_ms: Self::FIRST_MS,
            },
            rows: closes.len() as u64,
        };
        self.closes.iter().map(held).collect()
    }

    fn macro_list(&self) -> Vec<MacroInfo> {
        self.readings.keys().map(|id| info(id)).collect()
    }

    fn macro_series(&self, id: &str, _: Option<Instant>) -> Option<MacroObservations> {
        let value = self.readings.get(id)?.clone();
        Some(MacroObservations {
            info: info(id),
            time: Self::days(value.len()),
            value,
            released: vec![],
        })
    }

    fn demo(&self) -> bool {
        self.demo
    }

    fn has_secret(&self, _: &str) -> bool {
        self.has_secret
    }

    fn warn(&self, message: &str) {
        self.warnings.borrow_mut().push(message.to_owned());
    }

    fn count(&self, _: &str) {}

    fn now_ms(&self) -> i64 {
        Self::NOW_MS
    }
}
