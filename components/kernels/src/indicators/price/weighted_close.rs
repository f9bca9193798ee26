//! The price that counts the close twice.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Shape, Unit, study};
use crate::indicators::input::HighLowClose;

/// `(high + low + 2 close) / 4`.
#[derive(Debug, Clone, Default)]
pub struct WeightedClose;

impl Indicator for WeightedClose {
    type Input = HighLowClose;
    type Output = f64;

    fn warm_up(&self) -> usize {
        0
    }

    fn reset(&mut self) {}

    #[inline]
    fn step(&mut self, bar: HighLowClose) -> Option<f64> {
        Some((bar.high + bar.low + 2.0 * bar.close) / 4.0)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "weighted_close",
    title: "Weighted close",
    group: Group::Price,
    formula: "(high + low + 2 close) / 4",
    parameters: &[],
    shape: Shape::of::<WeightedClose>(),
    units: &[Unit::Price],
    build: |_| study(WeightedClose),
};
