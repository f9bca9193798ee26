//! The mean of the four prices.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Shape, Unit, study};
use crate::indicators::input::Candle;

/// `(open + high + low + close) / 4`.
#[derive(Debug, Clone, Default)]
pub struct AveragePrice;

impl Indicator for AveragePrice {
    type Input = Candle;
    type Output = f64;

    fn warm_up(&self) -> usize {
        0
    }

    fn reset(&mut self) {}

    #[inline]
    fn step(&mut self, bar: Candle) -> Option<f64> {
        Some((bar.open + bar.high + bar.low + bar.close) / 4.0)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "average_price",
    title: "Average price",
    group: Group::Price,
    formula: "(open + high + low + close) / 4",
    parameters: &[],
    shape: Shape::of::<AveragePrice>(),
    units: &[Unit::Price],
    build: |_| study(AveragePrice),
};
