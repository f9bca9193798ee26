//! The average true range.

use super::true_range::TrueRange;
use crate::indicators::Indicator;
use crate::indicators::batch::{BLOCK, Block, one_by_one};
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::{Columns, HighLowClose};
use crate::indicators::window::Smooth;

/// Wilder's average of the true range, started with the mean of the first `window` ranges, the first
/// of which belongs to the second bar (J. Welles Wilder, New Concepts in Technical Trading Systems,
/// 1978).
#[derive(Debug, Clone)]
pub struct Atr {
    range: TrueRange,
    average: Smooth,
}

impl Atr {
    /// Over `window` ranges; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            range: TrueRange::default(),
            average: Smooth::wilder(window),
        }
    }
}

impl Indicator for Atr {
    type Input = HighLowClose;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.range.warm_up() + self.average.warm_up()
    }

    fn reset(&mut self) {
        self.range.reset();
        self.average.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLowClose) -> Option<f64> {
        self.average.step(self.range.step(bar)?)
    }

    fn steps(&mut self, bars: Columns<'_>, blocks: &mut [Block]) {
        match blocks {
            [block] if self.average.is_warm() => {
                let mut ranges = [0.0; BLOCK];
                let ranges = self.range.of_bars(bars, &mut ranges);
                self.average.steps(ranges, block);
            }
            _ => one_by_one(self, bars, blocks),
        }
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "atr",
    title: "Average true range",
    group: Group::Volatility,
    formula: "Wilder's average of the true range (Wilder 1978)",
    parameters: &[Parameter::window(14)],
    shape: Shape::of::<Atr>(),
    units: &[Unit::Price],
    build: |settings| study(Atr::new(settings.bars(0))),
};
