//! Wilder's moving average.

use crate::indicators::Indicator;
use crate::indicators::batch::{Block, one_by_one};
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::Columns;
use crate::indicators::window::Smooth;

/// Average with weights that fall by `1 - 1 / window` a bar into the past, started with the mean of
/// the first `window` values (J. Welles Wilder, New Concepts in Technical Trading Systems, 1978);
/// also known as RMA and SMMA.
#[derive(Debug, Clone)]
pub struct Wilder {
    average: Smooth,
}

impl Wilder {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            average: Smooth::wilder(window),
        }
    }
}

impl Indicator for Wilder {
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
    name: "wilder",
    title: "Wilder's moving average",
    group: Group::Trend,
    formula: "average += (close - average) / window, started with the mean of the first `window` closes (Wilder 1978)",
    parameters: &[Parameter::window(14)],
    shape: Shape::of::<Wilder>(),
    units: &[Unit::Price],
    build: |settings| study(Wilder::new(settings.bars(0))),
};
