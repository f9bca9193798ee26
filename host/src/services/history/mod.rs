//! Price and macro history that the host keeps: what users imported, above the
//! sample that came with the binary. Answers from memory; never asks outside.

mod factors;
mod imported;
mod parse;
mod sample;
mod series;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;
use sandbourse_wit::history::{HeldSymbol, MacroInfo, MacroObservations, StoredBars};
use sandbourse_wit::values::Instant;

pub use imported::{BarsImport, MacroImport};
pub use parse::{bars as parse_bars, macro_series as parse_macro};
pub use series::{MacroSeries, Series};

use crate::clock::Clock;
use crate::services::store::{Store, StoreError};

/// Bytes of decoded series that stay in memory.
const CACHE_BYTES: u64 = 48 * 1024 * 1024;
/// An import by another process is seen after this long.
const FRESH: Duration = Duration::from_secs(60);

/// Everything held, cheapest source first.
pub struct History {
    store: Store,
    clock: Clock,
    bars: Cache<(String, String), Option<Arc<Series>>>,
    macros: Cache<String, Option<Arc<MacroSeries>>>,
}

impl History {
    /// History in `store`, above the built-in sample.
    pub fn new(store: Store, clock: Clock) -> Self {
        let bars = Cache::builder()
            .max_capacity(CACHE_BYTES)
            .weigher(|_, series: &Option<Arc<Series>>| {
                series.as_ref().map_or(256, |series| series.weight())
            })
            .time_to_live(FRESH)
            .build();
        Self {
            store,
            clock,
            bars,
            macros: Cache::builder()
                .max_capacity(256)
                .time_to_live(FRESH)
                .build(),
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
        let key = (symbol.to_owned(), interval.to_owned());
        let load = async {
            let imported = imported::bars(&self.store, symbol, interval).await?;
            Ok::<_, StoreError>(
                imported
                    .map(Arc::new)
                    .or_else(|| sample::bars(symbol, interval)),
            )
        };
        let series = self.bars.try_get_with(key, load).await?;
        Ok(series.map(|series| series.between(start, end)))
    }

    /// Every symbol that is held; an import hides a sample of the same name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn symbols(&self) -> Result<Vec<HeldSymbol>, StoreError> {
        let mut held = imported::symbols(&self.store).await?;
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
        let mut held = imported::macro_list(&self.store).await?;
        held.extend(
            sample::macro_list()
                .into_iter()
                .filter(|info| !held.iter().any(|other| other.id == info.id))
                .collect::<Vec<_>>(),
        );
        held.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(held)
    }

    /// The observations of one macro series, without those that have no value.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn macro_series(
        &self,
        id: &str,
    ) -> Result<Option<MacroObservations>, Arc<StoreError>> {
        let load = async {
            let imported = imported::macro_series(&self.store, id).await?;
            Ok::<_, StoreError>(imported.map(Arc::new).or_else(|| sample::macro_series(id)))
        };
        let series = self.macros.try_get_with(id.to_owned(), load).await?;
        Ok(series.map(|series| series.observations()))
    }

    /// Replaces the bars of a symbol; the same file again changes nothing.
    ///
    /// # Errors
    /// When the database fails; then nothing has changed.
    pub async fn import_bars(&self, import: &BarsImport) -> Result<bool, StoreError> {
        let changed = imported::write_bars(&self.store, import, self.clock.now_ms()).await?;
        self.bars
            .invalidate(&(import.symbol.clone(), import.interval.clone()))
            .await;
        Ok(changed)
    }

    /// Replaces a macro series; the same file again changes nothing.
    ///
    /// # Errors
    /// When the database fails; then nothing has changed.
    pub async fn import_macro(&self, import: &MacroImport) -> Result<bool, StoreError> {
        let changed = imported::write_macro(&self.store, import, self.clock.now_ms()).await?;
        self.macros.invalidate(&import.id).await;
        Ok(changed)
    }
}
