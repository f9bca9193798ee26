//! Where the close lies between the bands of Bollinger.

use super::bollinger::{Bollinger, DEVIATIONS};
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::ratio;

/// `(close - lower) / (upper - lower)`: 0 on the lower band, 1 on the upper one; none while the bands
/// are one line. John Bollinger calls it %b.
#[derive(Debug, Clone)]
pub struct BollingerPercent {
    bands: Bollinger,
}

impl BollingerPercent {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize, deviations: f64) -> Self {
        Self {
            bands: Bollinger::new(window, deviations),
        }
    }
}

impl Indicator for BollingerPercent {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.bands.warm_up()
    }

    fn reset(&mut self) {
        self.bands.reset();
    }

    #[inline]
    fn step(&mut self, close: f64) -> Option<f64> {
        let bands = self.bands.step(close)?;
        ratio(close - bands.lower, bands.upper - bands.lower)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "bollinger_percent",
    title: "Bollinger %b",
    group: Group::Volatility,
    formula: "(close - lower band) / (upper band - lower band)",
    parameters: &[Parameter::window(20).from(2), DEVIATIONS],
    shape: Shape::of::<BollingerPercent>(),
    units: &[Unit::Ratio],
    build: |settings| study(BollingerPercent::new(settings.bars(0), settings.number(1))),
};
