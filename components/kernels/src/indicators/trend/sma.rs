//! The simple moving average.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::window::WindowSum;

/// Mean of the last `window` values.
///
/// The sum behind it is exact (see [`WindowSum`]): averages of windows that hold the same values are
/// equal to the last bit, wherever in a run they are.
#[derive(Debug, Clone)]
pub struct Sma {
    sum: WindowSum,
}

impl Sma {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            sum: WindowSum::new(window),
        }
    }
}

impl Indicator for Sma {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.sum.window() - 1
    }

    fn reset(&mut self) {
        self.sum.reset();
    }

    #[inline]
    fn step(&mut self, value: f64) -> Option<f64> {
        let sum = self.sum.step(value)?;
        Some(sum / self.sum.window() as f64)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "sma",
    title: "Simple moving average",
    group: Group::Trend,
    formula: "mean of the last `window` closes",
    parameters: &[Parameter::window(20)],
    shape: Shape::of::<Sma>(),
    units: &[Unit::Price],
    build: |settings| study(Sma::new(settings.bars(0))),
};
