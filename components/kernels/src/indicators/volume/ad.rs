//! The line of accumulation and distribution.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Shape, Unit, study};
use crate::indicators::input::HighLowCloseVolume;

/// Sum of the volume times where the close lies in the range, -1 at the low to 1 at the high; a bar
/// without a range adds nothing (Marc Chaikin). Only its changes mean something.
#[derive(Debug, Clone, Default)]
pub struct Ad {
    line: f64,
}

impl Indicator for Ad {
    type Input = HighLowCloseVolume;
    type Output = f64;

    fn warm_up(&self) -> usize {
        0
    }

    fn reset(&mut self) {
        *self = Self::default();
    }

    #[inline]
    fn step(&mut self, bar: HighLowCloseVolume) -> Option<f64> {
        self.line += bar.close_location() * bar.volume;
        Some(self.line)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "ad",
    title: "Accumulation/distribution line",
    group: Group::Volume,
    formula: "sum of volume ((close - low) - (high - close)) / (high - low) (Chaikin)",
    parameters: &[],
    shape: Shape::of::<Ad>(),
    units: &[Unit::Volume],
    build: |_| study(Ad::default()),
};
