//! The linearly weighted moving average.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::window::Tilt;

/// Mean of the last `window` values with weights 1 for the oldest to `window` for the newest.
#[derive(Debug, Clone)]
pub struct Wma {
    tilt: Tilt,
}

impl Wma {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            tilt: Tilt::new(window),
        }
    }
}

impl Indicator for Wma {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.tilt.window() - 1
    }

    fn reset(&mut self) {
        self.tilt.reset();
    }

    #[inline]
    fn step(&mut self, value: f64) -> Option<f64> {
        self.tilt.step(value).map(|fit| fit.weighted_mean)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "wma",
    title: "Weighted moving average",
    group: Group::Trend,
    formula: "mean of the last `window` closes with weights 1 to `window`",
    parameters: &[Parameter::window(20)],
    shape: Shape::of::<Wma>(),
    units: &[Unit::Price],
    build: |settings| study(Wma::new(settings.bars(0))),
};
