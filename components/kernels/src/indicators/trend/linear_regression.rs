//! The end of the least-squares line.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::window::Tilt;

/// The least-squares line through the last `window` values, at the newest of them.
#[derive(Debug, Clone)]
pub struct LinearRegression {
    tilt: Tilt,
}

impl LinearRegression {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            tilt: Tilt::new(window),
        }
    }
}

impl Indicator for LinearRegression {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.tilt.window() - 1
    }

    fn reset(&mut self) {
        self.tilt.reset();
    }

    #[inline]
    fn step(&mut self, value: f64) -> Option<f64> {
        self.tilt.step(value).map(|fit| fit.end)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "linear_regression",
    title: "Linear regression",
    group: Group::Trend,
    formula: "least-squares line through the last `window` closes, at the newest",
    parameters: &[Parameter::window(14).from(2)],
    shape: Shape::of::<LinearRegression>(),
    units: &[Unit::Price],
    build: |settings| study(LinearRegression::new(settings.bars(0))),
};
