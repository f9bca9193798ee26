//! How far the close is below the top of the range.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLowClose;
use crate::indicators::percent;
use crate::indicators::window::{Highest, Lowest};

/// `-100 * (highest high - close) / (highest high - lowest low)` over `window` bars; none while the
/// range is nothing (Larry Williams, 1973).
#[derive(Debug, Clone)]
pub struct WilliamsR {
    highest: Highest,
    lowest: Lowest,
}

impl WilliamsR {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            highest: Highest::new(window),
            lowest: Lowest::new(window),
        }
    }
}

impl Indicator for WilliamsR {
    type Input = HighLowClose;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.highest.window() - 1
    }

    fn reset(&mut self) {
        self.highest.reset();
        self.lowest.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLowClose) -> Option<f64> {
        let (highest, lowest) = (self.highest.step(bar.high), self.lowest.step(bar.low));
        let (highest, lowest) = (highest?.value, lowest?.value);
        percent(bar.close - highest, highest - lowest)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "williams_r",
    title: "Williams %R",
    group: Group::Momentum,
    formula: "-100 (highest high - close) / (highest high - lowest low) over `window` bars (Williams 1973)",
    parameters: &[Parameter::window(14)],
    shape: Shape::of::<WilliamsR>(),
    units: &[Unit::Percent],
    build: |settings| study(WilliamsR::new(settings.bars(0))),
};
