//! The average true range in hundredths of the price.

use super::atr::Atr;
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLowClose;
use crate::indicators::percent;

/// `100 * atr / close`.
#[derive(Debug, Clone)]
pub struct Natr {
    atr: Atr,
}

impl Natr {
    /// Over `window` ranges; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            atr: Atr::new(window),
        }
    }
}

impl Indicator for Natr {
    type Input = HighLowClose;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.atr.warm_up()
    }

    fn reset(&mut self) {
        self.atr.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLowClose) -> Option<f64> {
        percent(self.atr.step(bar)?, bar.close)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "natr",
    title: "Normalized average true range",
    group: Group::Volatility,
    formula: "100 atr / close",
    parameters: &[Parameter::window(14)],
    shape: Shape::of::<Natr>(),
    units: &[Unit::Percent],
    build: |settings| study(Natr::new(settings.bars(0))),
};
