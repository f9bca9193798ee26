//! The exponential moving average.

use crate::indicators::Indicator;
use crate::indicators::batch::{Block, one_by_one};
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::Columns;
use crate::indicators::window::Smooth;

/// Average with weights that fall by `1 - 2 / (window + 1)` a bar into the past, started with the
/// mean of the first `window` values, as TA-Lib and most charts do.
#[derive(Debug, Clone)]
pub struct Ema {
    average: Smooth,
}

impl Ema {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            average: Smooth::exponential(window),
        }
    }
}

impl Indicator for Ema {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.average.warm_up()
    }

    fn reset(&mut self) {
        self.average.reset();
    }

    #[inline]
    fn step(&mut self, value: f64) -> Option<f64> {
        self.average.step(value)
    }

    fn steps(&mut self, bars: Columns<'_>, blocks: &mut [Block]) {
        match blocks {
            [block] if self.average.is_warm() => self.average.steps(bars.close, block),
            _ => one_by_one(self, bars, blocks),
        }
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "ema",
    title: "Exponential moving average",
    group: Group::Trend,
    formula: "ema += 2 / (window + 1) * (close - ema), started with the mean of the first `window` closes",
    parameters: &[Parameter::window(20)],
    shape: Shape::of::<Ema>(),
    units: &[Unit::Price],
    build: |settings| study(Ema::new(settings.bars(0))),
};
