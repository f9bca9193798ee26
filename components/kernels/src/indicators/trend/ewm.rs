//! The exponential moving average that starts at once.

use crate::indicators::Indicator;
use crate::indicators::batch::{Block, one_by_one};
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::Columns;
use crate::indicators::window::Smooth;

/// As [`Ema`](super::ema::Ema), but started with the first value: pandas calls it
/// `ewm(span=window, adjust=False).mean()`. Its early values lean on a single bar.
#[derive(Debug, Clone)]
pub struct Ewm {
    average: Smooth,
}

impl Ewm {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            average: Smooth::exponential_from_first(window),
        }
    }
}

impl Indicator for Ewm {
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
    name: "ewm",
    title: "Exponential moving average from the first bar",
    group: Group::Trend,
    formula: "ewm += 2 / (window + 1) * (close - ewm), started with the first close",
    parameters: &[Parameter::window(20)],
    shape: Shape::of::<Ewm>(),
    units: &[Unit::Price],
    build: |settings| study(Ewm::new(settings.bars(0))),
};
