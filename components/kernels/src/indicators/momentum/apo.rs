//! The difference of two averages.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::trend::ema::Ema;

/// `fast - slow` of two exponential averages of the close.
#[derive(Debug, Clone)]
pub struct Apo {
    fast: Ema,
    slow: Ema,
}

impl Apo {
    /// With averages over so many bars.
    pub fn new(fast: usize, slow: usize) -> Self {
        Self {
            fast: Ema::new(fast),
            slow: Ema::new(slow),
        }
    }
}

impl Indicator for Apo {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.fast.warm_up().max(self.slow.warm_up())
    }

    fn reset(&mut self) {
        self.fast.reset();
        self.slow.reset();
    }

    #[inline]
    fn step(&mut self, close: f64) -> Option<f64> {
        let (fast, slow) = (self.fast.step(close), self.slow.step(close));
        let (fast, slow) = (fast?, slow?);
        Some(fast - slow)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "apo",
    title: "Absolute price oscillator",
    group: Group::Momentum,
    formula: "ema(fast) - ema(slow)",
    parameters: &[
        Parameter::bars("fast", 12, "Bars of the quick average.").below("slow"),
        Parameter::bars("slow", 26, "Bars of the slow average."),
    ],
    shape: Shape::of::<Apo>(),
    units: &[Unit::Price],
    build: |settings| study(Apo::new(settings.bars(0), settings.bars(1))),
};
