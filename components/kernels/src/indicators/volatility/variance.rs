//! The variance of the last closes.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::window::Spread;

/// Mean squared distance of the last `window` values from their mean: the divisor is n.
#[derive(Debug, Clone)]
pub struct Variance {
    spread: Spread,
}

impl Variance {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            spread: Spread::new(window),
        }
    }
}

impl Indicator for Variance {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.spread.window() - 1
    }

    fn reset(&mut self) {
        self.spread.reset();
    }

    #[inline]
    fn step(&mut self, value: f64) -> Option<f64> {
        self.spread.step(value).map(|moments| moments.variance)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "variance",
    title: "Variance",
    group: Group::Volatility,
    formula: "mean squared distance of the last `window` closes from their mean (divisor n)",
    parameters: &[Parameter::window(20).from(2)],
    shape: Shape::of::<Variance>(),
    units: &[Unit::PriceSquared],
    build: |settings| study(Variance::new(settings.bars(0))),
};
