//! The host's stand-in for tests: a few held series, a fixed clock, and the lines that were logged.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

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

/// What a provider that a test plays says to a request.
type Answering = Box<dyn Fn(&Request) -> Result<Response, Problem>>;

/// An [`Outside`] that tests fill.
pub struct Fake {
    demo: bool,
    has_secret: bool,
    closes: BTreeMap<String, Vec<f64>>,
    readings: BTreeMap<String, Vec<f64>>,
    warnings: RefCell<Vec<String>>,
    /// Until when, and what.
    memory: RefCell<BTreeMap<String, (i64, Vec<u8>)>>,
    on: BTreeSet<String>,
    answering: Answering,
    requests: Cell<usize>,
    now_ms: Cell<i64>,
    elapsed_ms: Cell<u64>,
    /// By symbol and interval.
    kept: RefCell<BTreeMap<(String, String), Vec<FetchedBars>>>,
}

impl Default for Fake {
    fn default() -> Self {
        Self {
            demo: false,
            has_secret: false,
            closes: BTreeMap::new(),
            readings: BTreeMap::new(),
            warnings: RefCell::default(),
            memory: RefCell::default(),
            on: BTreeSet::new(),
            answering: Box::new(|_| Err(Problem::Unreachable("nobody".to_owned()))),
            requests: Cell::new(0),
            now_ms: Cell::new(Self::NOW_MS),
            elapsed_ms: Cell::new(0),
            kept: RefCell::default(),
        }
    }
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

    /// These providers may be asked.
    pub fn asking(providers: &[&str]) -> Self {
        Self {
            on: providers.iter().map(|&name| name.to_owned()).collect(),
            ..Self::default()
        }
    }

    /// What the providers say.
    pub fn answering(
        mut self,
        answer: impl Fn(&Request) -> Result<Response, Problem> + 'static,
    ) -> Self {
        self.answering = Box::new(answer);
        self
    }

    /// Requests until now.
    pub fn requests(&self) -> usize {
        self.requests.get()
    }

    /// The call has taken so long already.
    pub fn take(&self, ms: u64) {
        self.elapsed_ms.set(ms);
    }

    /// Lets time pass.
    pub fn pass(&self, ms: i64) {
        self.now_ms.set(self.now_ms.get() + ms);
    }

    /// Everything that was kept of a symbol, in the order of time.
    fn kept_bars(&self, symbol: &str, interval: &str, range: Range) -> Option<StoredBars> {
        let kept = self.kept.borrow();
        let pieces = kept.get(&(symbol.to_owned(), interval.to_owned()))?;
        let from = range.0.map_or(i64::MIN, |start| start.epoch_ms);
        let to = range.1.map_or(i64::MAX, |end| end.epoch_ms);
        let mut close: BTreeMap<i64, f64> = BTreeMap::new();
        for piece in pieces {
            let rows = piece.columns.time.iter().zip(&piece.columns.close);
            close.extend(rows.filter(|(time, _)| (from..=to).contains(*time)));
        }
        let (time, close): (Vec<i64>, Vec<f64>) = close.into_iter().unzip();
        let last = pieces.last()?;
        let splits = pieces.iter().flat_map(|piece| piece.splits.clone());
        Some(StoredBars {
            splits: splits.collect(),
            ..stored(&last.provider, &last.currency, time, close)
        })
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

/// Bars that never move within a session, without events.
fn stored(provider: &str, currency: &str, time: Vec<i64>, close: Vec<f64>) -> StoredBars {
    let n = close.len();
    let [open, high, low] = [close.clone(), close.clone(), close.clone()];
    StoredBars {
        provider: provider.to_owned(),
        currency: currency.to_owned(),
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
    }
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
        let Some(held) = self.closes.get(symbol).filter(|_| interval == "1d") else {
            return self.kept_bars(symbol, interval, range);
        };
        let from = range.0.map_or(i64::MIN, |start| start.epoch_ms);
        let to = range.1.map_or(i64::MAX, |end| end.epoch_ms);
        let (time, close): (Vec<i64>, Vec<f64>) = Self::days(held.len())
            .into_iter()
            .zip(held.iter().copied())
            .filter(|(time, _)| (from..=to).contains(time))
            .unzip();
        Some(stored(origin(symbol), "USD", time, close))
    }

    fn reach(&self, symbol: &str, interval: &str) -> Option<Extent> {
        let kept = self.kept.borrow();
        let pieces = kept.get(&(symbol.to_owned(), interval.to_owned()))?;
        let last = pieces.last()?;
        let newest = pieces.iter().max_by_key(|piece| piece.end.epoch_ms)?;
        Some(Extent {
            provider: last.provider.clone(),
            zone: last.zone.clone(),
            start: pieces
                .iter()
                .map(|piece| piece.start)
                .min_by_key(|at| at.epoch_ms)?,
            end: newest.end,
            asked_at: newest.end,
        })
    }

    fn keep(&self, fetched: &FetchedBars) -> Result<(), NotKept> {
        let mut kept = self.kept.borrow_mut();
        let key = (fetched.symbol.clone(), fetched.interval.clone());
        let pieces = kept.entry(key).or_default();
        if fetched.replace {
            pieces.clear();
        }
        pieces.push(fetched.clone());
        Ok(())
    }

    fn macro_asked(&self, _: &str) -> Option<Instant> {
        None
    }

    fn keep_macro(&self, _: &FetchedMacro) -> Result<(), NotKept> {
        Ok(())
    }

    fn fetch(&self, requests: &[Request]) -> Vec<Result<Response, Problem>> {
        self.requests.set(self.requests.get() + requests.len());
        requests.iter().map(&self.answering).collect()
    }

    fn look(&self, charge: &Charge) -> Decision {
        Decision {
            allowed: true,
            remaining: charge.cost,
            retry_after_ms: 0,
        }
    }

    fn recall(&self, key: &str) -> Option<Vec<u8>> {
        let memory = self.memory.borrow();
        let (until, value) = memory.get(key)?;
        (*until > self.now_ms.get()).then(|| value.clone())
    }

    fn remember(&self, key: &str, value: &[u8], ttl_ms: u64) {
        let until = self.now_ms.get() + i64::try_from(ttl_ms).unwrap();
        self.memory
            .borrow_mut()
            .insert(key.to_owned(), (until, value.to_vec()));
    }

    fn forget(&self, key: &str) {
        self.memory.borrow_mut().remove(key);
    }

    fn base_url(&self, provider: &str) -> Option<String> {
        let is_on = self.on.contains(provider);
        is_on.then(|| format!("https://{provider}.test"))
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
        self.now_ms.get()
    }

    fn elapsed_ms(&self) -> u64 {
        self.elapsed_ms.get()
    }
}
