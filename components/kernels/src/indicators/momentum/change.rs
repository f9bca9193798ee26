//! The change over some bars.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::window::Ring;

/// `close - close of window bars ago`.
#[derive(Debug, Clone)]
pub struct Momentum {
    past: Ring,
}

impl Momentum {
    /// Over `window` changes; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            past: Ring::new(window),
        }
    }
}

impl Indicator for Momentum {
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
        self.past.push(close).map(|before| close - before)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "momentum",
    title: "Momentum",
    group: Group::Momentum,
    formula: "close - close of `window` bars ago",
    parameters: &[Parameter::window(10)],
    shape: Shape::of::<Momentum>(),
    units: &[Unit::Price],
    build: |settings| study(Momentum::new(settings.bars(0))),
};
