//! The range of a bar with the gap before it.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Shape, Unit, study};
use crate::indicators::input::HighLowClose;

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
        let top = if bar.high > close { bar.high } else { close };
        let bottom = if bar.low < close { bar.low } else { close };
        Some(top - bottom)
    }
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
