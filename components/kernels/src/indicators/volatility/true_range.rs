//! The range of a bar with the gap before it.

use crate::indicators::Indicator;
use crate::indicators::batch::Block;
use crate::indicators::catalogue::{Entry, Group, Shape, Unit, study};
use crate::indicators::input::{Columns, HighLowClose, Input};

/// `max(high, previous close) - min(low, previous close)`; the first bar has none (J. Welles Wilder,
/// New Concepts in Technical Trading Systems, 1978).
#[derive(Debug, Clone, Default)]
pub struct TrueRange {
    close: Option<f64>,
}

impl Indicator for TrueRange {
    type Input = HighLowClose;
    type Output = f64;

    fn warm_up(&self) -> usize {
        1
    }

    fn reset(&mut self) {
        self.close = None;
    }

    #[inline]
    fn step(&mut self, bar: HighLowClose) -> Option<f64> {
        let close = self.close.replace(bar.close)?;
        Some(true_range(bar.high, bar.low, close))
    }
}

impl TrueRange {
    /// The ranges of bars that follow one another and another bar.
    pub(super) fn of_bars<'a>(&mut self, bars: Columns<'_>, ranges: &'a mut Block) -> &'a [f64] {
        let count = HighLowClose::count(bars);
        let ranges = &mut ranges[..count];
        let (high, low, close) = (
            &bars.high[..count],
            &bars.low[..count],
            &bars.close[..count],
        );
        if let (Some(before), [first, ..]) = (self.close, &mut *ranges) {
            *first = true_range(high[0], low[0], before);
        }
        for at in 1..count {
            ranges[at] = true_range(high[at], low[at], close[at - 1]);
        }
        self.close = close.last().copied().or(self.close);
        ranges
    }
}

#[inline]
fn true_range(high: f64, low: f64, close: f64) -> f64 {
    let top = if high > close { high } else { close };
    let bottom = if low < close { low } else { close };
    top - bottom
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "true_range",
    title: "True range",
    group: Group::Volatility,
    formula: "max(high, previous close) - min(low, previous close) (Wilder 1978)",
    parameters: &[],
    shape: Shape::of::<TrueRange>(),
    units: &[Unit::Price],
    build: |_| study(TrueRange::default()),
};
