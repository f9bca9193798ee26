//! The double exponential moving average.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::window::Cascade;

/// `2 * ema - ema(ema)`: the lag of the first average, taken off once (Patrick Mulloy, Technical
/// Analysis of Stocks & Commodities, 1994).
#[derive(Debug, Clone)]
pub struct Dema {
    averages: Cascade<2>,
}

impl Dema {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            averages: Cascade::new(window),
        }
    }
}

impl Indicator for Dema {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.averages.warm_up()
    }

    fn reset(&mut self) {
        self.averages.reset();
    }

    #[inline]
    fn step(&mut self, value: f64) -> Option<f64> {
        let [first, second] = self.averages.step(value)?;
        Some(2.0 * first - second)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "dema",
    title: "Double exponential moving average",
    group: Group::Trend,
    formula: "2 ema - ema(ema) (Mulloy 1994)",
    parameters: &[Parameter::window(20)],
    shape: Shape::of::<Dema>(),
    units: &[Unit::Price],
    build: |settings| study(Dema::new(settings.bars(0))),
};
