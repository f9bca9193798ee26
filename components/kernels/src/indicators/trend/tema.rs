//! The triple exponential moving average.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::window::Cascade;

/// `3 * ema - 3 * ema(ema) + ema(ema(ema))` (Patrick Mulloy, Technical Analysis of Stocks &
/// Commodities, 1994).
#[derive(Debug, Clone)]
pub struct Tema {
    averages: Cascade<3>,
}

impl Tema {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            averages: Cascade::new(window),
        }
    }
}

impl Indicator for Tema {
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
        let [first, second, third] = self.averages.step(value)?;
        Some(3.0 * (first - second) + third)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "tema",
    title: "Triple exponential moving average",
    group: Group::Trend,
    formula: "3 ema - 3 ema(ema) + ema(ema(ema)) (Mulloy 1994)",
    parameters: &[Parameter::window(20)],
    shape: Shape::of::<Tema>(),
    units: &[Unit::Price],
    build: |settings| study(Tema::new(settings.bars(0))),
};
