//! Price and macro history that the host keeps: what users imported, above what was fetched from
//! providers, above the sample that came with the binary. Answers from memory; never asks outside.

mod check;
mod columnar;
pub mod export;
mod factors;
mod import;
mod keep;
mod macros;
mod parse;
mod parsed;
mod rows;
mod sample;
mod series;
mod stored;
#[cfg(test)]
mod tests;
mod verify;
mod writes;

use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;
use sandbourse_wit::history::{
    Extent, FetchedBars, FetchedMacro, HeldSymbol, MacroInfo, MacroObservations, StoredBars,
};
use sandbourse_wit::values::Instant;

pub use columnar::{Sheet, bars as parse_parquet, is_parquet};
pub use export::{INTERVALS, is_dated};
pub use import::{BarsImport, MacroImport};
pub use keep::KeepError;
pub use macros::MacroSeries;
pub use parse::{bars as parse_bars, macro_series as parse_macro};
pub use parsed::ParsedBars;
pub use series::Series;
pub use verify::{Finding, findings};

use crate::clock::Clock;
use crate::services::store::{Store, StoreError};
use writes::Writes;

/// Bytes of decoded series that stay in memory.
const BARS_CACHE_BYTES: u64 = 48 * 1024 * 1024;
/// Bytes of decoded macro series that stay in memory.
const MACRO_CACHE_BYTES: u64 = 16 * 1024 * 1024;
/// Series whose reach stays in memory.
const REACHES: u64 = 4_096;
/// What another process writes is seen after this long.
const FRESH: Duration = Duration::from_secs(60);

/// Everything held, cheapest source first.
pub struct History {
    store: Store,
    clock: Clock,
    bars: Cache<(String, String, u64), Option<Arc<Series>>>,
    macros: Cache<(String, u64), Option<Arc<MacroSeries>>>,
    reaches: Cache<(String, String, u64), Option<Extent>>,
    writes: Writes,
}

impl History {
    /// History in `store`, above the built-in sample.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self {
            store,
            clock,
            bars: Cache::builder()
                .max_capacity(BARS_CACHE_BYTES)
                .weigher(|_, series: &Option<Arc<Series>>| {
                    series.as_ref().map_or(256, |series| series.weight())
                })
                .time_to_live(FRESH)
                .build(),
            macros: Cache::builder()
                .max_capacity(MACRO_CACHE_BYTES)
                .weigher(|_, series: &Option<Arc<MacroSeries>>| {
                    series.as_ref().map_or(256, |series| series.weight())
                })
                .time_to_live(FRESH)
                .build(),
            reaches: Cache::builder()
                .max_capacity(REACHES)
                .time_to_live(FRESH)
                .build(),
            writes: Writes::default(),
        }
    }

    /// Bars between two moments, both included; none when the symbol is not held.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bars(
        &self,
        symbol: &str,
        interval: &str,
        start: Option<Instant>,
        end: Option<Instant>,
    ) -> Result<Option<StoredBars>, Arc<StoreError>> {
        let series = self.series(symbol, interval).await?;
        Ok(series.map(|series| series.between(start, end)))
    }

    /// The whole history of a symbol; none when it is not held.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn series(
        &self,
        symbol: &str,
        interval: &str,
    ) -> Result<Option<Arc<Series>>, Arc<StoreError>> {
        let load = async {
            let stored = stored::bars(&self.store, symbol, interval).await?;
            Ok::<_, StoreError>(
                stored
                    .map(Arc::new)
                    .or_else(|| sample::bars(symbol, interval)),
            )
        };
        let writes = self.writes.of(symbol, interval);
        let key = (symbol.to_owned(), interval.to_owned(), writes);
        self.bars.try_get_with(key, load).await
    }

    /// How far a fetched series reaches; none when it was not fetched, or an import hides it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reach(
        &self,
        symbol: &str,
        interval: &str,
    ) -> Result<Option<Extent>, Arc<StoreError>> {
        let writes = self.writes.of(symbol, interval);
        let key = (symbol.to_owned(), interval.to_owned(), writes);
        let load = stored::reach(&self.store, symbol, interval);
        self.reaches.try_get_with(key, load).await
    }

    /// Keeps what was fetched, joined to what is kept of the same symbol and interval.
    ///
    /// # Errors
    /// See [`KeepError`]; then nothing has changed.
    pub async fn keep(&self, fetched: &FetchedBars) -> Result<(), KeepError> {
        keep::bars(&self.store, fetched, self.clock.now_ms()).await?;
        self.forget_bars(&fetched.symbol, &fetched.interval).await;
        Ok(())
    }

    /// Every symbol that is held; an import or fetched series hides a sample of the same name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn symbols(&self) -> Result<Vec<HeldSymbol>, StoreError> {
        let mut held = stored::symbols(&self.store).await?;
        for symbol in sample::symbols() {
            if !held
                .iter()
                .any(|other| other.symbol == symbol.symbol && other.interval == symbol.interval)
            {
                held.push(symbol);
            }
        }
        held.sort_by(|a, b| (&a.symbol, &a.interval).cmp(&(&b.symbol, &b.interval)));
        Ok(held)
    }

    /// Every macro series that is held.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn macro_list(&self) -> Result<Vec<MacroInfo>, StoreError> {
        let mut held = macros::list(&self.store).await?;
        held.extend(
            sample::macro_list()
                .into_iter()
                .filter(|info| !held.iter().any(|other| other.id == info.id))
                .collect::<Vec<_>>(),
        );
        held.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(held)
    }

    /// The observations of one macro series as known at the end of the day of `asof`, or now,
    /// without those that have no value. None when it is not held, or has no vintages and a day
    /// is given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn macro_series(
        &self,
        id: &str,
        asof: Option<Instant>,
    ) -> Result<Option<MacroObservations>, Arc<StoreError>> {
        let load = async {
            let stored = macros::series(&self.store, id).await?;
            Ok::<_, StoreError>(stored.map(Arc::new).or_else(|| sample::macro_series(id)))
        };
        let key = (id.to_owned(), self.writes.of(id, writes::MACRO));
        let series = self.macros.try_get_with(key, load).await?;
        Ok(series.and_then(|series| series.observations(asof)))
    }

    /// When a macro series was fetched last; none when it was not, or an import hides it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn macro_asked(&self, id: &str) -> Result<Option<Instant>, StoreError> {
        macros::asked(&self.store, id).await
    }

    /// Keeps a fetched macro series in place of what was fetched before.
    ///
    /// # Errors
    /// See [`KeepError`]; then nothing has changed.
    pub async fn keep_macro(&self, fetched: &FetchedMacro) -> Result<(), KeepError> {
        macros::keep(&self.store, fetched, self.clock.now_ms()).await?;
        self.forget_macro(&fetched.info.id).await;
        Ok(())
    }

    /// Replaces the imported bars of a symbol; the same file again changes nothing.
    ///
    /// # Errors
    /// When the database fails; then nothing has changed.
    pub async fn import_bars(&self, import: BarsImport) -> Result<bool, StoreError> {
        let (symbol, interval) = (import.symbol.clone(), import.interval.clone());
        let changed = import::write_bars(&self.store, import, self.clock.now_ms()).await?;
        self.forget_bars(&symbol, &interval).await;
        Ok(changed)
    }

    /// Replaces an imported macro series; the same file again changes nothing.
    ///
    /// # Errors
    /// When the database fails; then nothing has changed.
    pub async fn import_macro(&self, import: &MacroImport) -> Result<bool, StoreError> {
        let changed = import::write_macro(&self.store, import, self.clock.now_ms()).await?;
        self.forget_macro(&import.id).await;
        Ok(changed)
    }

    async fn forget_bars(&self, symbol: &str, interval: &str) {
        let before = self.writes.add(symbol, interval);
        let key = (symbol.to_owned(), interval.to_owned(), before);
        self.bars.invalidate(&key).await;
    }

    async fn forget_macro(&self, id: &str) {
        let before = self.writes.add(id, writes::MACRO);
        self.macros.invalidate(&(id.to_owned(), before)).await;
    }
}
