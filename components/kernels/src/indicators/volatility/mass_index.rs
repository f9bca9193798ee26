//! The widening and narrowing of ranges.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLow;
use crate::indicators::ratio;
use crate::indicators::window::{Cascade, WindowSum};

/// Sum over `window` bars of `ema(range) / ema(ema(range))`, the averages over `average` bars (Donald
/// Dorsey, Technical Analysis of Stocks & Commodities, 1992).
#[derive(Debug, Clone)]
pub struct MassIndex {
    averages: Cascade<2>,
    sum: WindowSum,
}

impl MassIndex {
    /// Over `window` quotients of averages over `average` bars.
    pub fn new(window: usize, average: usize) -> Self {
        Self {
            averages: Cascade::new(average),
            sum: WindowSum::new(window),
        }
    }
}

impl Indicator for MassIndex {
    type Input = HighLow;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.averages.warm_up() + self.sum.window() - 1
    }

    fn reset(&mut self) {
        self.averages.reset();
        self.sum.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLow) -> Option<f64> {
        let [first, second] = self.averages.step(bar.high - bar.low)?;
        match ratio(first, second) {
            Some(widening) => self.sum.step(widening),
            None => {
                self.sum.reset();
                None
            }
        }
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "mass_index",
    title: "Mass index",
    group: Group::Volatility,
    formula: "sum over `window` bars of ema(high - low) / ema(ema(high - low)) (Dorsey 1992)",
    parameters: &[
        Parameter::window(25),
        Parameter::bars("average", 9, "Bars of the averages."),
    ],
    shape: Shape::of::<MassIndex>(),
    units: &[Unit::Ratio],
    build: |settings| study(MassIndex::new(settings.bars(0), settings.bars(1))),
};
