//! Volume added in proportion to the change of the price.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Shape, Unit, study};
use crate::indicators::input::CloseVolume;
use crate::indicators::ratio;

/// Sum of the volume times the return of each bar, from 0 on the second bar; only its changes mean
/// something.
#[derive(Debug, Clone, Default)]
pub struct Pvt {
    previous: Option<f64>,
    balance: f64,
}

impl Indicator for Pvt {
    type Input = CloseVolume;
    type Output = f64;

    fn warm_up(&self) -> usize {
        1
    }

    fn reset(&mut self) {
        *self = Self::default();
    }

    #[inline]
    fn step(&mut self, bar: CloseVolume) -> Option<f64> {
        let previous = self.previous.replace(bar.close)?;
        self.balance += ratio(bar.close - previous, previous)? * bar.volume;
        Some(self.balance)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "pvt",
    title: "Price volume trend",
    group: Group::Volume,
    formula: "sum of volume (close / previous close - 1)",
    parameters: &[],
    shape: Shape::of::<Pvt>(),
    units: &[Unit::Volume],
    build: |_| study(Pvt::default()),
};
