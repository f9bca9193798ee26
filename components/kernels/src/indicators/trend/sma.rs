//! The simple moving average.

use crate::indicators::Indicator;
use crate::indicators::batch::{Block, one_by_one};
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::Columns;
use crate::indicators::window::Mean;

/// Mean of the last `window` values; that of a series that stands still is its value exactly.
#[derive(Debug, Clone)]
pub struct Sma {
    mean: Mean,
}

impl Sma {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            mean: Mean::new(window),
        }
    }
}

impl Indicator for Sma {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.mean.window() - 1
    }

    fn reset(&mut self) {
        self.mean.reset();
    }

    #[inline]
    fn step(&mut self, value: f64) -> Option<f64> {
        self.mean.step(value)
    }

    fn steps(&mut self, bars: Columns<'_>, blocks: &mut [Block]) {
        match blocks {
            [block] if self.mean.is_full() => self.mean.steps(bars.close, block),
            _ => one_by_one(self, bars, blocks),
        }
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
