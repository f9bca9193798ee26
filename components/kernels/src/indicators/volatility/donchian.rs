//! The channel of Donchian.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLow;
use crate::indicators::output::Bands;
use crate::indicators::window::{Highest, Lowest};

/// Highest high and lowest low of the last `window` bars, this one among them, and their mean
/// (Richard Donchian).
#[derive(Debug, Clone)]
pub struct Donchian {
    highest: Highest,
    lowest: Lowest,
}

impl Donchian {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            highest: Highest::new(window),
            lowest: Lowest::new(window),
        }
    }
}

impl Indicator for Donchian {
    type Input = HighLow;
    type Output = Bands;

    fn warm_up(&self) -> usize {
        self.highest.window() - 1
    }

    fn reset(&mut self) {
        self.highest.reset();
        self.lowest.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLow) -> Option<Bands> {
        let (upper, lower) = (self.highest.step(bar.high), self.lowest.step(bar.low));
        let (upper, lower) = (upper?.value, lower?.value);
        Some(Bands {
            upper,
            middle: (upper + lower) / 2.0,
            lower,
        })
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "donchian",
    title: "Donchian channel",
    group: Group::Volatility,
    formula: "highest high and lowest low of the last `window` bars, and their mean (Donchian)",
    parameters: &[Parameter::window(20)],
    shape: Shape::of::<Donchian>(),
    units: &[Unit::Price, Unit::Price, Unit::Price],
    build: |settings| study(Donchian::new(settings.bars(0))),
};
