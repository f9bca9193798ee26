//! The middle of the range.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Shape, Unit, study};
use crate::indicators::input::HighLow;

/// `(high + low) / 2`.
#[derive(Debug, Clone, Default)]
pub struct MedianPrice;

impl Indicator for MedianPrice {
    type Input = HighLow;
    type Output = f64;

    fn warm_up(&self) -> usize {
        0
    }

    fn reset(&mut self) {}

    #[inline]
    fn step(&mut self, bar: HighLow) -> Option<f64> {
        Some((bar.high + bar.low) / 2.0)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "median_price",
    title: "Median price",
    group: Group::Price,
    formula: "(high + low) / 2",
    parameters: &[],
    shape: Shape::of::<MedianPrice>(),
    units: &[Unit::Price],
    build: |_| study(MedianPrice),
};
