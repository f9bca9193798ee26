//! The slope of the least-squares line.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::window::Tilt;

/// Slope of the least-squares line through the last `window` values, a bar.
#[derive(Debug, Clone)]
pub struct LinearRegressionSlope {
    tilt: Tilt,
}

impl LinearRegressionSlope {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            tilt: Tilt::new(window),
        }
    }
}

impl Indicator for LinearRegressionSlope {
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
        self.tilt.step(value).map(|fit| fit.slope)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "linear_regression_slope",
    title: "Linear regression slope",
    group: Group::Trend,
    formula: "slope a bar of the least-squares line through the last `window` closes",
    parameters: &[Parameter::window(14).from(2)],
    shape: Shape::of::<LinearRegressionSlope>(),
    units: &[Unit::Price],
    build: |settings| study(LinearRegressionSlope::new(settings.bars(0))),
};
