//! Change times volume, smoothed.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::CloseVolume;
use crate::indicators::window::Smooth;

/// Exponential average of `(close - previous close) * volume` (Alexander Elder, Trading for a Living,
/// 1993).
#[derive(Debug, Clone)]
pub struct ForceIndex {
    previous: Option<f64>,
    average: Smooth,
}

impl ForceIndex {
    /// Over `window` changes; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            previous: None,
            average: Smooth::exponential(window),
        }
    }
}

impl Indicator for ForceIndex {
    type Input = CloseVolume;
    type Output = f64;

    fn warm_up(&self) -> usize {
        1 + self.average.warm_up()
    }

    fn reset(&mut self) {
        self.previous = None;
        self.average.reset();
    }

    #[inline]
    fn step(&mut self, bar: CloseVolume) -> Option<f64> {
        let previous = self.previous.replace(bar.close)?;
        self.average.step((bar.close - previous) * bar.volume)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "force_index",
    title: "Force index",
    group: Group::Volume,
    formula: "ema of (close - previous close) volume (Elder 1993)",
    parameters: &[Parameter::window(13)],
    shape: Shape::of::<ForceIndex>(),
    units: &[Unit::PriceVolume],
    build: |settings| study(ForceIndex::new(settings.bars(0))),
};
