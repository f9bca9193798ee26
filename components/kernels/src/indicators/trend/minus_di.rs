//! The part of the range that is downward movement.

use super::directional::Directional;
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLowClose;

/// `100 * downward movement / true range`, both smoothed by Wilder; see [`Directional`].
#[derive(Debug, Clone)]
pub struct MinusDi {
    directional: Directional,
}

impl MinusDi {
    /// Over `window` bars; fewer than 2 count as 2.
    pub fn new(window: usize) -> Self {
        Self {
            directional: Directional::new(window),
        }
    }
}

impl Indicator for MinusDi {
    type Input = HighLowClose;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.directional.warm_up()
    }

    fn reset(&mut self) {
        self.directional.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLowClose) -> Option<f64> {
        self.directional
            .step(bar)
            .map(|directions| directions.minus)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "minus_di",
    title: "Minus directional indicator",
    group: Group::Trend,
    formula: "100 smoothed downward movement / smoothed true range (Wilder 1978)",
    parameters: &[Parameter::window(14).from(2)],
    shape: Shape::of::<MinusDi>(),
    units: &[Unit::Percent],
    build: |settings| study(MinusDi::new(settings.bars(0))),
};
