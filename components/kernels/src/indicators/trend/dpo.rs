//! The price without its trend.

use super::sma::Sma;
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::window::Ring;

/// Close of `window / 2 + 1` bars ago less the mean of the last `window` closes, which is that mean
/// in the middle of its window: the present price has no part in it.
#[derive(Debug, Clone)]
pub struct Dpo {
    past: Ring,
    average: Sma,
}

impl Dpo {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            past: Ring::new(window / 2 + 1),
            average: Sma::new(window),
        }
    }
}

impl Indicator for Dpo {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.past.window().max(self.average.warm_up())
    }

    fn reset(&mut self) {
        self.past.reset();
        self.average.reset();
    }

    #[inline]
    fn step(&mut self, close: f64) -> Option<f64> {
        let (before, average) = (self.past.push(close), self.average.step(close));
        Some(before? - average?)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "dpo",
    title: "Detrended price",
    group: Group::Trend,
    formula: "close of window / 2 + 1 bars ago - mean of the last `window` closes",
    parameters: &[Parameter::window(20)],
    shape: Shape::of::<Dpo>(),
    units: &[Unit::Price],
    build: |settings| study(Dpo::new(settings.bars(0))),
};
