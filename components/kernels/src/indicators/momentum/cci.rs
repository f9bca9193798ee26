//! The commodity channel index.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::cross::strict_side;
use crate::indicators::input::HighLowClose;
use crate::indicators::ratio;
use crate::indicators::window::Mean;
use crate::sum::sum_by;

/// `(typical - mean) / (0.015 * mean distance from the mean)` of the typical price over `window` bars;
/// none while it stands still (Donald Lambert, Commodities, 1980).
///
/// The mean distance has to look at every bar of the window again when the mean moves: a step costs
/// `window` additions, so the window is kept to [`LONGEST`] bars.
#[derive(Debug, Clone)]
pub struct Cci {
    mean: Mean,
}

impl Cci {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            mean: Mean::new(window),
        }
    }
}

impl Indicator for Cci {
    type Input = HighLowClose;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.mean.window() - 1
    }

    fn reset(&mut self) {
        self.mean.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLowClose) -> Option<f64> {
        let typical = bar.typical();
        let n = self.mean.window() as f64;
        let mean = self.mean.step(typical)?;
        let distance = sum_by(self.mean.values(), |value| (value - mean).abs()) / n;
        strict_side(mean + distance, mean)?;
        ratio(typical - mean, 0.015 * distance)
    }
}

/// Longest window: a thousand additions a bar.
const LONGEST: f64 = 1_000.0;

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "cci",
    title: "Commodity channel index",
    group: Group::Momentum,
    formula: "(typical - mean) / (0.015 mean |typical - mean|) over `window` bars (Lambert 1980)",
    parameters: &[Parameter::window(20).from(2).to(LONGEST)],
    shape: Shape::of::<Cci>(),
    units: &[Unit::Ratio],
    build: |settings| study(Cci::new(settings.bars(0))),
};
