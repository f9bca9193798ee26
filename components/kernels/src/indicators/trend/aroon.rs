//! How long ago the extremes were.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLow;
use crate::indicators::output::Ages;
use crate::indicators::window::{Extreme, Highest, Lowest};

/// `100 * (window - age) / window` for the ages of the highest high and the lowest low of the last
/// `window + 1` bars; of equal ones the latest counts (Tushar Chande, 1995).
#[derive(Debug, Clone)]
pub struct Aroon {
    highest: Highest,
    lowest: Lowest,
}

impl Aroon {
    /// Over `window` changes of bar; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        let bars = window.max(1) + 1;
        Self {
            highest: Highest::new(bars),
            lowest: Lowest::new(bars),
        }
    }
}

impl Indicator for Aroon {
    type Input = HighLow;
    type Output = Ages;

    fn warm_up(&self) -> usize {
        self.highest.window() - 1
    }

    fn reset(&mut self) {
        self.highest.reset();
        self.lowest.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLow) -> Option<Ages> {
        let (highest, lowest) = (self.highest.step(bar.high), self.lowest.step(bar.low));
        let window = (self.highest.window() - 1) as f64;
        let freshness = |extreme: Extreme| 100.0 * (window - f64::from(extreme.age)) / window;
        Some(Ages {
            down: freshness(lowest?),
            up: freshness(highest?),
        })
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "aroon",
    title: "Aroon",
    group: Group::Trend,
    formula: "100 (window - bars since the extreme) / window over window + 1 bars (Chande 1995)",
    parameters: &[Parameter::window(25)],
    shape: Shape::of::<Aroon>(),
    units: &[Unit::Percent, Unit::Percent],
    build: |settings| study(Aroon::new(settings.bars(0))),
};
