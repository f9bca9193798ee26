//! The moving average that weighs by volume.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::CloseVolume;
use crate::indicators::ratio;
use crate::indicators::window::WindowSum;

/// Sum of close times volume over the sum of the volume, of the last `window` bars; none while nothing
/// is traded.
#[derive(Debug, Clone)]
pub struct Vwma {
    money: WindowSum,
    volume: WindowSum,
}

impl Vwma {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            money: WindowSum::new(window),
            volume: WindowSum::new(window),
        }
    }
}

impl Indicator for Vwma {
    type Input = CloseVolume;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.money.window() - 1
    }

    fn reset(&mut self) {
        self.money.reset();
        self.volume.reset();
    }

    #[inline]
    fn step(&mut self, bar: CloseVolume) -> Option<f64> {
        let money = self.money.step(bar.close * bar.volume);
        let volume = self.volume.step(bar.volume);
        ratio(money?, volume?)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "vwma",
    title: "Volume-weighted moving average",
    group: Group::Volume,
    formula: "sum of close times volume over the sum of volume, of the last `window` bars",
    parameters: &[Parameter::window(20)],
    shape: Shape::of::<Vwma>(),
    units: &[Unit::Price],
    build: |settings| study(Vwma::new(settings.bars(0))),
};
