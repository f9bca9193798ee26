//! Volume added on rising closes and taken off on falling ones.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Shape, Unit, study};
use crate::indicators::input::CloseVolume;

/// Starts with the volume of the first bar (Joseph Granville, New Key to Stock Market Profits, 1963);
/// only its changes mean something.
#[derive(Debug, Clone, Default)]
pub struct Obv {
    previous: Option<f64>,
    balance: f64,
}

impl Indicator for Obv {
    type Input = CloseVolume;
    type Output = f64;

    fn warm_up(&self) -> usize {
        0
    }

    fn reset(&mut self) {
        *self = Self::default();
    }

    #[inline]
    fn step(&mut self, bar: CloseVolume) -> Option<f64> {
        let previous = self.previous.replace(bar.close);
        let change = previous.map_or(1.0, |previous| bar.close - previous);
        if change > 0.0 {
            self.balance += bar.volume;
        } else if change < 0.0 {
            self.balance -= bar.volume;
        }
        Some(self.balance)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "obv",
    title: "On-balance volume",
    group: Group::Volume,
    formula: "sum of the volume, its sign that of the change of the close (Granville 1963)",
    parameters: &[],
    shape: Shape::of::<Obv>(),
    units: &[Unit::Volume],
    build: |_| study(Obv::default()),
};
