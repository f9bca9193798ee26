//! How far the bands of Bollinger are apart.

use super::bollinger::{Bollinger, DEVIATIONS};
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::percent;

/// `100 * (upper - lower) / middle`. John Bollinger calls it BandWidth.
#[derive(Debug, Clone)]
pub struct BollingerWidth {
    bands: Bollinger,
}

impl BollingerWidth {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize, deviations: f64) -> Self {
        Self {
            bands: Bollinger::new(window, deviations),
        }
    }
}

impl Indicator for BollingerWidth {
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
        percent(bands.upper - bands.lower, bands.middle)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "bollinger_width",
    title: "Bollinger bandwidth",
    group: Group::Volatility,
    formula: "100 (upper band - lower band) / middle",
    parameters: &[Parameter::window(20).from(2), DEVIATIONS],
    shape: Shape::of::<BollingerWidth>(),
    units: &[Unit::Percent],
    build: |settings| study(BollingerWidth::new(settings.bars(0), settings.number(1))),
};
