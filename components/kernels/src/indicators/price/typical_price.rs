//! The typical price.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Shape, Unit, study};
use crate::indicators::input::HighLowClose;

/// `(high + low + close) / 3`.
#[derive(Debug, Clone, Default)]
pub struct TypicalPrice;

impl Indicator for TypicalPrice {
    type Input = HighLowClose;
    type Output = f64;

    fn warm_up(&self) -> usize {
        0
    }

    fn reset(&mut self) {}

    #[inline]
    fn step(&mut self, bar: HighLowClose) -> Option<f64> {
        Some(bar.typical())
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "typical_price",
    title: "Typical price",
    group: Group::Price,
    formula: "(high + low + close) / 3",
    parameters: &[],
    shape: Shape::of::<TypicalPrice>(),
    units: &[Unit::Price],
    build: |_| study(TypicalPrice),
};
