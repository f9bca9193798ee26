//! The price that the average unit of the last bars was traded at.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLowCloseVolume;
use crate::indicators::ratio;
use crate::indicators::window::WindowSum;

/// Sum of the typical price times the volume over the sum of the volume, of the last `window` bars;
/// none while nothing is traded.
#[derive(Debug, Clone)]
pub struct RollingVwap {
    money: WindowSum,
    volume: WindowSum,
}

impl RollingVwap {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            money: WindowSum::new(window),
            volume: WindowSum::new(window),
        }
    }
}

impl Indicator for RollingVwap {
    type Input = HighLowCloseVolume;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.money.window() - 1
    }

    fn reset(&mut self) {
        self.money.reset();
        self.volume.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLowCloseVolume) -> Option<f64> {
        let money = self.money.step(bar.prices().typical() * bar.volume);
        let volume = self.volume.step(bar.volume);
        ratio(money?, volume?)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "rolling_vwap",
    title: "Rolling volume-weighted average price",
    group: Group::Volume,
    formula: "sum of typical price times volume over the sum of volume, of the last `window` bars",
    parameters: &[Parameter::window(20)],
    shape: Shape::of::<RollingVwap>(),
    units: &[Unit::Price],
    build: |settings| study(RollingVwap::new(settings.bars(0))),
};
