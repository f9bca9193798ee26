//! The standard deviation of the last closes.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::window::Spread;

/// Root of the [`Variance`](super::variance::Variance): the divisor is n.
#[derive(Debug, Clone)]
pub struct StandardDeviation {
    spread: Spread,
}

impl StandardDeviation {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            spread: Spread::new(window),
        }
    }
}

impl Indicator for StandardDeviation {
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
        self.spread
            .step(value)
            .map(|moments| moments.variance.sqrt())
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "standard_deviation",
    title: "Standard deviation",
    group: Group::Volatility,
    formula: "square root of the variance of the last `window` closes (divisor n)",
    parameters: &[Parameter::window(20).from(2)],
    shape: Shape::of::<StandardDeviation>(),
    units: &[Unit::Price],
    build: |settings| study(StandardDeviation::new(settings.bars(0))),
};
