//! The relative strength index.

use super::changes::Changes;
use crate::indicators::Indicator;
use crate::indicators::batch::{BLOCK, Block, one_by_one};
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::Columns;
use crate::indicators::percent;

/// `100 * gains / (gains + losses)` with Wilder's averages of both, started with the means of the first
/// `window` changes; none while nothing has moved (J. Welles Wilder, New Concepts in Technical Trading
/// Systems, 1978).
#[derive(Debug, Clone)]
pub struct Rsi {
    changes: Changes,
}

impl Rsi {
    /// Over `window` changes; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            changes: Changes::new(window),
        }
    }
}

impl Indicator for Rsi {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.changes.warm_up()
    }

    fn reset(&mut self) {
        self.changes.reset();
    }

    #[inline]
    fn step(&mut self, close: f64) -> Option<f64> {
        let (gains, losses) = self.changes.step(close)?;
        percent(gains, gains + losses)
    }

    fn steps(&mut self, bars: Columns<'_>, blocks: &mut [Block]) {
        match blocks {
            [block] if self.changes.is_warm() => {
                let mut losses = [0.0; BLOCK];
                self.changes.steps(bars.close, block, &mut losses);
                for (gain, loss) in block.iter_mut().zip(&losses) {
                    *gain = 100.0 * (*gain / (*gain + loss));
                }
            }
            _ => one_by_one(self, bars, blocks),
        }
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "rsi",
    title: "Relative strength index",
    group: Group::Momentum,
    formula: "100 gains / (gains + losses), both Wilder's averages of the changes (Wilder 1978)",
    parameters: &[Parameter::window(14)],
    shape: Shape::of::<Rsi>(),
    units: &[Unit::Percent],
    build: |settings| study(Rsi::new(settings.bars(0))),
};
