//! Which extreme is fresher.

use super::aroon::Aroon;
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLow;

/// `up - down` of [`Aroon`].
#[derive(Debug, Clone)]
pub struct AroonOscillator {
    aroon: Aroon,
}

impl AroonOscillator {
    /// Over `window` changes of bar; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            aroon: Aroon::new(window),
        }
    }
}

impl Indicator for AroonOscillator {
    type Input = HighLow;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.aroon.warm_up()
    }

    fn reset(&mut self) {
        self.aroon.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLow) -> Option<f64> {
        self.aroon.step(bar).map(|ages| ages.up - ages.down)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "aroon_oscillator",
    title: "Aroon oscillator",
    group: Group::Trend,
    formula: "aroon up - aroon down (Chande 1995)",
    parameters: &[Parameter::window(25)],
    shape: Shape::of::<AroonOscillator>(),
    units: &[Unit::Percent],
    build: |settings| study(AroonOscillator::new(settings.bars(0))),
};
