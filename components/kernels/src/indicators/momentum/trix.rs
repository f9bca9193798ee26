//! The rate of change of a thrice smoothed price.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::percent;
use crate::indicators::window::Cascade;

/// `100 * (average / previous average - 1)` of an exponential average of an average of an average
/// (Jack Hutson, Technical Analysis of Stocks & Commodities, 1983).
#[derive(Debug, Clone)]
pub struct Trix {
    averages: Cascade<3>,
    previous: Option<f64>,
}

impl Trix {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            averages: Cascade::new(window),
            previous: None,
        }
    }
}

impl Indicator for Trix {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.averages.warm_up() + 1
    }

    fn reset(&mut self) {
        self.averages.reset();
        self.previous = None;
    }

    #[inline]
    fn step(&mut self, close: f64) -> Option<f64> {
        let [_, _, average] = self.averages.step(close)?;
        let previous = self.previous.replace(average)?;
        percent(average - previous, previous)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "trix",
    title: "TRIX",
    group: Group::Momentum,
    formula: "100 (e / previous e - 1) with e = ema(ema(ema)) (Hutson 1983)",
    parameters: &[Parameter::window(15)],
    shape: Shape::of::<Trix>(),
    units: &[Unit::Percent],
    build: |settings| study(Trix::new(settings.bars(0))),
};
