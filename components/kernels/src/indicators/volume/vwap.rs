//! The price that the average unit was traded at since the first bar.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Shape, Unit, study};
use crate::indicators::input::HighLowCloseVolume;
use crate::indicators::ratio;
use crate::indicators::window::ExactSum;

/// Sum of the typical price times the volume over the sum of the volume, from the first bar on: start
/// it anew for each session. None before the first trade.
#[derive(Debug, Clone, Default)]
pub struct Vwap {
    money: ExactSum,
    volume: ExactSum,
}

impl Indicator for Vwap {
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
        self.money.add(bar.prices().typical() * bar.volume);
        self.volume.add(bar.volume);
        ratio(self.money.value(), self.volume.value())
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "vwap",
    title: "Volume-weighted average price",
    group: Group::Volume,
    formula: "sum of typical price times volume over the sum of volume, from the first bar on",
    parameters: &[],
    shape: Shape::of::<Vwap>(),
    units: &[Unit::Price],
    build: |_| study(Vwap::default()),
};
