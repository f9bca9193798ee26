//! The sample that came with the binary: real histories, old on purpose, each
//! with its notice. Parsed when first asked for.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_embed::RustEmbed;
use sandbourse_wit::history::{HeldSymbol, MacroInfo};
use sandbourse_wit::values::Instant;
use serde::Deserialize;

use super::macros::MacroSeries;
use super::parse;
use super::series::Series;

const PROVIDER: &str = "sample";

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../components/data/sample"]
struct Files;

#[derive(Default, Deserialize)]
struct Catalog {
    bars: Vec<BarsEntry>,
    #[serde(rename = "macro")]
    macros: Vec<MacroEntry>,
}

#[derive(Deserialize)]
struct BarsEntry {
    file: String,
    symbol: String,
    name: String,
    kind: String,
    currency: String,
    interval: String,
    first: String,
    last: String,
    rows: u64,
    notice: String,
}

#[derive(Deserialize)]
struct MacroEntry {
    file: String,
    id: String,
    title: String,
    unit: String,
    frequency: String,
    notice: String,
}

struct Held<T> {
    file: String,
    about: T,
    notice: String,
}

/// A catalogue entry, and its series once somebody asked for it.
type Listed<A, S> = (Held<A>, OnceLock<Arc<S>>);

/// What the catalogue lists, and what has been parsed of it.
struct Shelf {
    bars: HashMap<(String, String), Listed<HeldSymbol, Series>>,
    macros: HashMap<String, Listed<MacroInfo, MacroSeries>>,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(Shelf::read);

/// Bars of a sample symbol.
pub fn bars(symbol: &str, interval: &str) -> Option<Arc<Series>> {
    let (held, parsed) = SHELF.bars.get(&(symbol.to_owned(), interval.to_owned()))?;
    if let Some(series) = parsed.get() {
        return Some(Arc::clone(series));
    }
    let series = Arc::new(read_bars(held)?);
    Some(Arc::clone(parsed.get_or_init(|| series)))
}

/// Every sample symbol.
pub fn symbols() -> Vec<HeldSymbol> {
    SHELF
        .bars
        .values()
        .map(|(held, _)| held.about.clone())
        .collect()
}

/// A sample macro series.
pub fn macro_series(id: &str) -> Option<Arc<MacroSeries>> {
    let (held, parsed) = SHELF.macros.get(id)?;
    if let Some(series) = parsed.get() {
        return Some(Arc::clone(series));
    }
    let file = Files::get(&held.file)?;
    let (time, value) = parse::macro_series(&*file.data).ok()?;
    let series = Arc::new(MacroSeries::plain(held.about.clone(), time, value));
    Some(Arc::clone(parsed.get_or_init(|| series)))
}

/// Every sample macro series.
pub fn macro_list() -> Vec<MacroInfo> {
    SHELF
        .macros
        .values()
        .map(|(held, _)| held.about.clone())
        .collect()
}

fn read_bars(held: &Held<HeldSymbol>) -> Option<Series> {
    let file = Files::get(&held.file)?;
    let bars = parse::bars(&*file.data).ok()?;
    let (held, notice) = (held.about.clone(), Some(held.notice.clone()));
    Some(Series::of_file(held, notice, bars))
}

impl Shelf {
    fn read() -> Self {
        let catalog: Catalog = Files::get("catalog.json")
            .and_then(|file| serde_json::from_slice(&file.data).ok())
            .unwrap_or_default();
        let bars = catalog.bars.into_iter().map(|entry| {
            (
                (entry.symbol.clone(), entry.interval.clone()),
                (entry.into(), OnceLock::new()),
            )
        });
        let macros = catalog
            .macros
            .into_iter()
            .map(|entry| (entry.id.clone(), (entry.into(), OnceLock::new())));
        Self {
            bars: bars.collect(),
            macros: macros.collect(),
        }
    }
}

impl From<BarsEntry> for Held<HeldSymbol> {
    fn from(entry: BarsEntry) -> Self {
        let about = HeldSymbol {
            symbol: entry.symbol,
            name: entry.name,
            kind: entry.kind,
            provider: PROVIDER.to_owned(),
            currency: entry.currency,
            interval: entry.interval,
            first: midnight(&entry.first),
            last: midnight(&entry.last),
            rows: entry.rows,
        };
        Self {
            file: entry.file,
            about,
            notice: entry.notice,
        }
    }
}

impl From<MacroEntry> for Held<MacroInfo> {
    fn from(entry: MacroEntry) -> Self {
        let about = MacroInfo {
            id: entry.id,
            title: entry.title,
            unit: entry.unit,
            frequency: entry.frequency,
            provider: PROVIDER.to_owned(),
            notice: Some(entry.notice.clone()),
        };
        Self {
            file: entry.file,
            about,
            notice: entry.notice,
        }
    }
}

/// The catalogue comes with the binary, so a date in it that is none is a
/// mistake that the tests below find.
fn midnight(date: &str) -> Instant {
    let moment = date
        .parse::<Date>()
        .ok()
        .and_then(|date| TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok());
    Instant {
        epoch_ms: moment.map_or(0, jiff::Timestamp::as_millisecond),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_says_what_the_files_hold() {
        assert!(!symbols().is_empty() && !macro_list().is_empty());
        for held in symbols() {
            let series = bars(&held.symbol, &held.interval).unwrap();
            let time = &series.columns.time;
            assert_eq!(time.len() as u64, held.rows, "{}", held.symbol);
            assert_eq!(
                (time[0], time[time.len() - 1]),
                (held.first.epoch_ms, held.last.epoch_ms)
            );
        }
        for info in macro_list() {
            assert!(
                !macro_series(&info.id).unwrap().rows.is_empty(),
                "{}",
                info.id
            );
        }
    }
}
