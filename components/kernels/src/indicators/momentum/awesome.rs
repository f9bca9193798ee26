//! The momentum of the middle of the range.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLow;
use crate::indicators::trend::sma::Sma;

/// Difference of the simple averages of `(high + low) / 2` over `fast` and `slow` bars (Bill Williams,
/// New Trading Dimensions, 1998).
#[derive(Debug, Clone)]
pub struct Awesome {
    fast: Sma,
    slow: Sma,
}

impl Awesome {
    /// With averages over so many bars.
    pub fn new(fast: usize, slow: usize) -> Self {
        Self {
            fast: Sma::new(fast),
            slow: Sma::new(slow),
        }
    }
}

impl Indicator for Awesome {
    type Input = HighLow;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.fast.warm_up().max(self.slow.warm_up())
    }

    fn reset(&mut self) {
        self.fast.reset();
        self.slow.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLow) -> Option<f64> {
        let middle = (bar.high + bar.low) / 2.0;
        let (fast, slow) = (self.fast.step(middle), self.slow.step(middle));
        Some(fast? - slow?)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "awesome",
    title: "Awesome oscillator",
    group: Group::Momentum,
    formula: "sma((high + low) / 2, fast) - sma((high + low) / 2, slow) (Williams 1998)",
    parameters: &[
        Parameter::bars("fast", 5, "Bars of the quick average.").below("slow"),
        Parameter::bars("slow", 34, "Bars of the slow average."),
    ],
    shape: Shape::of::<Awesome>(),
    units: &[Unit::Price],
    build: |settings| study(Awesome::new(settings.bars(0), settings.bars(1))),
};
