//! The least-squares line, one bar on.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::window::Tilt;

/// The least-squares line through the last `window` values, one bar after the newest; TA-Lib calls
/// it TSF, time series forecast.
#[derive(Debug, Clone)]
pub struct LinearRegressionForecast {
    tilt: Tilt,
}

impl LinearRegressionForecast {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            tilt: Tilt::new(window),
        }
    }
}

impl Indicator for LinearRegressionForecast {
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
        self.tilt.step(value).map(|fit| fit.end + fit.slope)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "linear_regression_forecast",
    title: "Linear regression forecast",
    group: Group::Trend,
    formula: "least-squares line through the last `window` closes, one bar after the newest",
    parameters: &[Parameter::window(14).from(2)],
    shape: Shape::of::<LinearRegressionForecast>(),
    units: &[Unit::Price],
    build: |settings| study(LinearRegressionForecast::new(settings.bars(0))),
};
