//! The highest of the last closes.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::window::Highest;

/// The highest of the last `window` values.
#[derive(Debug, Clone)]
pub struct Max {
    extreme: Highest,
}

impl Max {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            extreme: Highest::new(window),
        }
    }
}

impl Indicator for Max {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.extreme.window() - 1
    }

    fn reset(&mut self) {
        self.extreme.reset();
    }

    #[inline]
    fn step(&mut self, value: f64) -> Option<f64> {
        self.extreme.step(value).map(|extreme| extreme.value)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "max",
    title: "Highest close",
    group: Group::Price,
    formula: "highest of the last `window` closes",
    parameters: &[Parameter::window(20)],
    shape: Shape::of::<Max>(),
    units: &[Unit::Price],
    build: |settings| study(Max::new(settings.bars(0))),
};
