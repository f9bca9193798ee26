//! The rate of change over some bars.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::percent;
use crate::indicators::window::Ring;

/// `100 * (close / close of window bars ago - 1)`.
#[derive(Debug, Clone)]
pub struct Roc {
    past: Ring,
}

impl Roc {
    /// Over `window` changes; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            past: Ring::new(window),
        }
    }
}

impl Indicator for Roc {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.past.window()
    }

    fn reset(&mut self) {
        self.past.reset();
    }

    #[inline]
    fn step(&mut self, close: f64) -> Option<f64> {
        let before = self.past.push(close)?;
        percent(close - before, before)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "roc",
    title: "Rate of change",
    group: Group::Momentum,
    formula: "100 (close / close of `window` bars ago - 1)",
    parameters: &[Parameter::window(10)],
    shape: Shape::of::<Roc>(),
    units: &[Unit::Percent],
    build: |settings| study(Roc::new(settings.bars(0))),
};
