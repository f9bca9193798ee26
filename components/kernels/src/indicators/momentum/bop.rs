//! The balance of power within a bar.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Shape, Unit, study};
use crate::indicators::input::Candle;
use crate::indicators::ratio;

/// `(close - open) / (high - low)`; none for a bar without a range (Igor Livshin, Technical Analysis of
/// Stocks & Commodities, 2001).
#[derive(Debug, Clone, Default)]
pub struct Bop;

impl Indicator for Bop {
    type Input = Candle;
    type Output = f64;

    fn warm_up(&self) -> usize {
        0
    }

    fn reset(&mut self) {}

    #[inline]
    fn step(&mut self, bar: Candle) -> Option<f64> {
        ratio(bar.close - bar.open, bar.high - bar.low)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "bop",
    title: "Balance of power",
    group: Group::Momentum,
    formula: "(close - open) / (high - low) (Livshin 2001)",
    parameters: &[],
    shape: Shape::of::<Bop>(),
    units: &[Unit::Ratio],
    build: |_| study(Bop),
};
