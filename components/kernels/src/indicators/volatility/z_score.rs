//! How many standard deviations the close is from its mean.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::ratio;
use crate::indicators::window::Spread;

/// `(close - mean) / deviation` over the last `window` closes, this one among them (divisor n); none
/// while the price stands still.
#[derive(Debug, Clone)]
pub struct ZScore {
    spread: Spread,
}

impl ZScore {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            spread: Spread::new(window),
        }
    }
}

impl Indicator for ZScore {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.spread.window() - 1
    }

    fn reset(&mut self) {
        self.spread.reset();
    }

    #[inline]
    fn step(&mut self, value: f64) -> Option<f64> {
        let moments = self.spread.step(value)?;
        ratio(value - moments.mean, moments.variance.sqrt())
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "z_score",
    title: "Z-score",
    group: Group::Volatility,
    formula: "(close - mean) / standard deviation of the last `window` closes (divisor n)",
    parameters: &[Parameter::window(20).from(2)],
    shape: Shape::of::<ZScore>(),
    units: &[Unit::Ratio],
    build: |settings| study(ZScore::new(settings.bars(0))),
};
