//! The momentum oscillator of Chande.

use super::changes::Changes;
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::percent;

/// `100 * (gains - losses) / (gains + losses)`; none while nothing has moved. Tushar Chande (The New
/// Technical Trader, 1994) takes sums over the window; here, as in TA-Lib, gains and losses are
/// Wilder's averages, which makes it `2 * rsi - 100`.
#[derive(Debug, Clone)]
pub struct Cmo {
    changes: Changes,
}

impl Cmo {
    /// Over `window` changes; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            changes: Changes::new(window),
        }
    }
}

impl Indicator for Cmo {
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
        percent(gains - losses, gains + losses)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "cmo",
    title: "Chande momentum oscillator",
    group: Group::Momentum,
    formula: "100 (gains - losses) / (gains + losses), both Wilder's averages as in TA-Lib (Chande 1994)",
    parameters: &[Parameter::window(14)],
    shape: Shape::of::<Cmo>(),
    units: &[Unit::Percent],
    build: |settings| study(Cmo::new(settings.bars(0))),
};
