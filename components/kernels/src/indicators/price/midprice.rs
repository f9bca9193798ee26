//! The middle of the range of the last bars.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLow;
use crate::indicators::window::{Highest, Lowest};

/// `(highest high + lowest low) / 2` of the last `window` bars.
#[derive(Debug, Clone)]
pub struct Midprice {
    highest: Highest,
    lowest: Lowest,
}

impl Midprice {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            highest: Highest::new(window),
            lowest: Lowest::new(window),
        }
    }
}

impl Indicator for Midprice {
    type Input = HighLow;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.highest.window() - 1
    }

    fn reset(&mut self) {
        self.highest.reset();
        self.lowest.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLow) -> Option<f64> {
        let highest = self.highest.step(bar.high);
        let lowest = self.lowest.step(bar.low)?;
        Some((highest?.value + lowest.value) / 2.0)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "midprice",
    title: "Midprice",
    group: Group::Price,
    formula: "(highest high + lowest low) / 2 of the last `window` bars",
    parameters: &[Parameter::window(14)],
    shape: Shape::of::<Midprice>(),
    units: &[Unit::Price],
    build: |settings| study(Midprice::new(settings.bars(0))),
};
