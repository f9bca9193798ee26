//! What a provider gives is believed only so far: lists fit together, times rise, and every
//! number can be what it is said to be.

use std::ops::RangeInclusive;

use sandbourse_wit::history::{FetchedBars, FetchedMacro, NotKept};

use super::parsed::TIMES;

/// Bars of a series, and values of a macro series: 50 years of hours.
pub const MOST_ROWS: usize = 200_000;
/// Splits of a series, and dividends of a series: a century of weeks.
pub const MOST_EVENTS: usize = 5_000;
/// Prices outside are errors of a source.
const PRICES: RangeInclusive<f64> = 1e-9..=1e12;
/// More than all shares of the world, and small enough for sums of years.
const VOLUMES: RangeInclusive<f64> = 0.0..=1e18;
/// The largest known split was one of a few thousand for one.
const RATIOS: RangeInclusive<f64> = 1e-5..=1e5;
/// National accounts in the smallest of currencies stay below.
const VALUES: RangeInclusive<f64> = -1e21..=1e21;
/// A ticker of a foreign exchange, or a pair of currencies.
const LONGEST_NAME: usize = 40;
const LONGEST_TEXT: usize = 2_000;

/// Refuses bars that are malformed.
pub fn bars(fetched: &FetchedBars) -> Result<(), NotKept> {
    let sound = are_names(&[&fetched.symbol, &fetched.interval, &fetched.provider])
        && are_words(&[&fetched.kind, &fetched.currency, &fetched.zone])
        && are_texts(&[&fetched.name, fetched.notice.as_deref().unwrap_or("-")])
        && are_columns(fetched)
        && are_events(fetched)
        && fetched.start.epoch_ms <= fetched.end.epoch_ms
        && TIMES.contains(&fetched.start.epoch_ms)
        && TIMES.contains(&fetched.end.epoch_ms);
    sound.then_some(()).ok_or(NotKept::Malformed)
}

/// Refuses a macro series that is malformed. With vintages, rows may come in any order.
pub fn observations(fetched: &FetchedMacro) -> Result<(), NotKept> {
    let info = &fetched.info;
    let rows = fetched.time.len();
    let sound = are_names(&[&info.id, &info.provider])
        && are_words(&[&info.frequency])
        && are_texts(&[
            &info.title,
            &info.unit,
            info.notice.as_deref().unwrap_or("-"),
        ])
        && rows <= MOST_ROWS
        && fetched.value.len() == rows
        && (fetched.released.is_empty() || fetched.released.len() == rows)
        && fetched
            .time
            .iter()
            .chain(&fetched.released)
            .all(|time| TIMES.contains(time))
        && fetched
            .value
            .iter()
            .flatten()
            .all(|value| VALUES.contains(value));
    sound.then_some(()).ok_or(NotKept::Malformed)
}

fn are_columns(fetched: &FetchedBars) -> bool {
    let c = &fetched.columns;
    let rows = c.time.len();
    let prices = [&c.open, &c.high, &c.low, &c.close];
    let adjusted = &fetched.adjusted_close;
    rows <= MOST_ROWS
        && prices
            .iter()
            .all(|column| column.len() == rows && all_in(column, &PRICES))
        && c.volume.len() == rows
        && all_in(&c.volume, &VOLUMES)
        && (adjusted.is_empty() || adjusted.len() == rows)
        && all_in(adjusted, &PRICES)
        && are_times(c.time.iter().copied())
}

fn are_events(fetched: &FetchedBars) -> bool {
    fetched.splits.len() <= MOST_EVENTS
        && fetched.dividends.len() <= MOST_EVENTS
        && are_times(fetched.splits.iter().map(|split| split.time))
        && are_times(fetched.dividends.iter().map(|dividend| dividend.time))
        && fetched
            .splits
            .iter()
            .all(|split| RATIOS.contains(&split.ratio))
        && fetched
            .dividends
            .iter()
            .all(|dividend| PRICES.contains(&dividend.amount))
}

fn are_times(mut times: impl Iterator<Item = i64> + Clone) -> bool {
    times.clone().is_sorted_by(|a, b| a < b) && times.all(|time| TIMES.contains(&time))
}

fn all_in(numbers: &[f64], range: &RangeInclusive<f64>) -> bool {
    numbers.iter().all(|number| range.contains(number))
}

fn are_names(names: &[&str]) -> bool {
    names.iter().all(|name| !name.is_empty()) && are_words(names)
}

fn are_words(words: &[&str]) -> bool {
    words
        .iter()
        .all(|word| word.len() <= LONGEST_NAME && word.bytes().all(|byte| byte.is_ascii_graphic()))
}

fn are_texts(texts: &[&str]) -> bool {
    texts.iter().all(|text| text.len() <= LONGEST_TEXT)
}
