//! Decoded series as they lie in memory.

use std::ops::Range;

use sandbourse_wit::history::{HeldSymbol, MacroInfo, MacroObservations, StoredBars};
use sandbourse_wit::types::Columns;
use sandbourse_wit::values::Instant;

/// A price history with its factors; columns of equal length, oldest first.
#[derive(Clone, Debug)]
pub struct Series {
    /// Who is behind it and how far it reaches.
    pub held: HeldSymbol,
    /// What a reader must know.
    pub notice: Option<String>,
    /// Prices as traded.
    pub columns: Columns,
    /// Per bar, for splits and dividends.
    pub adjustment_factor: Vec<f64>,
    /// Per bar, for splits alone.
    pub split_factor: Vec<f64>,
}

impl Series {
    /// Bytes that it takes in memory, roughly.
    pub fn weight(&self) -> u32 {
        u32::try_from(self.columns.time.len() * 8 * 8 + 512).unwrap_or(u32::MAX)
    }

    /// The bars between two moments, both included.
    pub fn between(&self, start: Option<Instant>, end: Option<Instant>) -> StoredBars {
        let range = range(&self.columns.time, start, end);
        let cut = |column: &[f64]| column[range.clone()].to_vec();
        StoredBars {
            provider: self.held.provider.clone(),
            currency: self.held.currency.clone(),
            notice: self.notice.clone(),
            columns: Columns {
                time: self.columns.time[range.clone()].to_vec(),
                open: cut(&self.columns.open),
                high: cut(&self.columns.high),
                low: cut(&self.columns.low),
                close: cut(&self.columns.close),
                volume: cut(&self.columns.volume),
            },
            adjustment_factor: cut(&self.adjustment_factor),
            split_factor: cut(&self.split_factor),
            splits: vec![],
            dividends: vec![],
        }
    }
}

fn range(time: &[i64], start: Option<Instant>, end: Option<Instant>) -> Range<usize> {
    let from = start.map_or(0, |start| time.partition_point(|&t| t < start.epoch_ms));
    let to = end.map_or(time.len(), |end| {
        time.partition_point(|&t| t <= end.epoch_ms)
    });
    from..to.max(from)
}

/// A macro series; only observations that have a value.
#[derive(Clone, Debug)]
pub struct MacroSeries {
    /// What it is.
    pub info: MacroInfo,
    /// First day of each period at midnight UTC, epoch milliseconds.
    pub time: Vec<i64>,
    /// Values in the series' unit.
    pub value: Vec<f64>,
}

impl MacroSeries {
    /// The series as a capability gives it.
    pub fn observations(&self) -> MacroObservations {
        MacroObservations {
            info: self.info.clone(),
            time: self.time.clone(),
            value: self.value.clone(),
            released: vec![],
        }
    }
}
