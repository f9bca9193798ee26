//! Decoded price histories as they lie in memory.

use std::ops::Range;

use sandbourse_wit::history::{Dividend, HeldSymbol, Split, StoredBars};
use sandbourse_wit::types::Columns;
use sandbourse_wit::values::Instant;

use super::factors;
use super::parsed::ParsedBars;

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
    /// In order of time.
    pub splits: Vec<Split>,
    /// In order of time; none when only an adjusted close is known.
    pub dividends: Vec<Dividend>,
}

impl Series {
    /// The series of a file, which has an adjusted close.
    pub fn of_file(held: HeldSymbol, notice: Option<String>, bars: ParsedBars) -> Self {
        let adj_close = bars.adj_close;
        let columns = Columns {
            time: bars.time,
            open: bars.open,
            high: bars.high,
            low: bars.low,
            close: bars.close,
            volume: bars.volume,
        };
        Self::of_adjusted(held, notice, columns, (&adj_close, vec![]))
    }

    /// A series whose source gives an adjusted close, and perhaps splits beside it. Without them
    /// they are read from the jumps of the factor.
    pub fn of_adjusted(
        held: HeldSymbol,
        notice: Option<String>,
        columns: Columns,
        (adj_close, splits): (&[f64], Vec<Split>),
    ) -> Self {
        let adjustment_factor = factors::adjustment(&columns.close, adj_close);
        let splits = if splits.is_empty() {
            factors::splits(&columns.time, &adjustment_factor)
        } else {
            splits
        };
        Self {
            split_factor: factors::of_splits(&columns.time, &splits),
            held,
            notice,
            columns,
            adjustment_factor,
            splits,
            dividends: vec![],
        }
    }

    /// A series whose source gives splits and dividends.
    pub fn of_events(
        held: HeldSymbol,
        notice: Option<String>,
        columns: Columns,
        (splits, dividends): (Vec<Split>, Vec<Dividend>),
    ) -> Self {
        let split_factor = factors::of_splits(&columns.time, &splits);
        let of_dividends = factors::of_dividends(&columns, &splits, &dividends);
        Self {
            adjustment_factor: split_factor
                .iter()
                .zip(of_dividends)
                .map(|(split, dividend)| split * dividend)
                .collect(),
            held,
            notice,
            columns,
            split_factor,
            splits,
            dividends,
        }
    }

    /// Bytes that it takes in memory, roughly.
    pub fn weight(&self) -> u32 {
        let events = self.splits.len() + self.dividends.len();
        u32::try_from(self.columns.time.len() * 8 * 8 + events * 16 + 512).unwrap_or(u32::MAX)
    }

    /// Per bar, the close adjusted for everything.
    pub fn adj_close(&self) -> Vec<f64> {
        let pairs = self.columns.close.iter().zip(&self.adjustment_factor);
        pairs.map(|(close, factor)| close * factor).collect()
    }

    /// The bars and events between two moments, both included.
    pub fn between(&self, start: Option<Instant>, end: Option<Instant>) -> StoredBars {
        let range = range(&self.columns.time, start, end);
        let cut = |column: &[f64]| column[range.clone()].to_vec();
        let within = |time: i64| {
            start.is_none_or(|start| time >= start.epoch_ms)
                && end.is_none_or(|end| time <= end.epoch_ms)
        };
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
            splits: chosen(&self.splits, |split| within(split.time)),
            dividends: chosen(&self.dividends, |dividend| within(dividend.time)),
        }
    }
}

fn chosen<T: Clone>(all: &[T], wanted: impl Fn(&T) -> bool) -> Vec<T> {
    all.iter().filter(|&one| wanted(one)).cloned().collect()
}

fn range(time: &[i64], start: Option<Instant>, end: Option<Instant>) -> Range<usize> {
    let from = start.map_or(0, |start| time.partition_point(|&t| t < start.epoch_ms));
    let to = end.map_or(time.len(), |end| {
        time.partition_point(|&t| t <= end.epoch_ms)
    });
    from..to.max(from)
}
