//! The middle between highest and lowest close.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::window::{Highest, Lowest};

/// `(highest close + lowest close) / 2` of the last `window` bars.
#[derive(Debug, Clone)]
pub struct Midpoint {
    highest: Highest,
    lowest: Lowest,
}

impl Midpoint {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            highest: Highest::new(window),
            lowest: Lowest::new(window),
        }
    }
}

impl Indicator for Midpoint {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.highest.window() - 1
    }

    fn reset(&mut self) {
        self.highest.reset();
        self.lowest.reset();
    }

    #[inline]
    fn step(&mut self, close: f64) -> Option<f64> {
        let highest = self.highest.step(close);
        let lowest = self.lowest.step(close)?;
        Some((highest?.value + lowest.value) / 2.0)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "midpoint",
    title: "Midpoint",
    group: Group::Price,
    formula: "(highest close + lowest close) / 2 of the last `window` bars",
    parameters: &[Parameter::window(14)],
    shape: Shape::of::<Midpoint>(),
    units: &[Unit::Price],
    build: |settings| study(Midpoint::new(settings.bars(0))),
};
