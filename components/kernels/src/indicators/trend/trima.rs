//! The triangular moving average.

use super::sma::Sma;
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};

/// Mean of the last `window` values with weights that rise to the middle and fall again: a simple
/// average of a simple average, of half the window each.
#[derive(Debug, Clone)]
pub struct Trima {
    inner: Sma,
    outer: Sma,
}

impl Trima {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        let window = window.max(1);
        Self {
            inner: Sma::new(window.div_ceil(2)),
            outer: Sma::new(window / 2 + 1),
        }
    }
}

impl Indicator for Trima {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.inner.warm_up() + self.outer.warm_up()
    }

    fn reset(&mut self) {
        self.inner.reset();
        self.outer.reset();
    }

    #[inline]
    fn step(&mut self, value: f64) -> Option<f64> {
        self.outer.step(self.inner.step(value)?)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "trima",
    title: "Triangular moving average",
    group: Group::Trend,
    formula: "mean of the last `window` closes with weights 1, 2, … to the middle and back",
    parameters: &[Parameter::window(20)],
    shape: Shape::of::<Trima>(),
    units: &[Unit::Price],
    build: |settings| study(Trima::new(settings.bars(0))),
};
