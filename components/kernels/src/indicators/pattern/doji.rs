//! A bar that closes where it opened.

use super::anatomy::{Usual, body};
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Shape, Unit, study};
use crate::indicators::input::Candle;

/// 100 where the body is at most a tenth of the mean range of the ten bars before, else 0; the limits
/// are those of TA-Lib.
#[derive(Debug, Clone, Default)]
pub struct Doji {
    limit: Usual,
}

impl Indicator for Doji {
    type Input = Candle;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.limit.warm_up()
    }

    fn reset(&mut self) {
        self.limit.reset();
    }

    #[inline]
    fn step(&mut self, bar: Candle) -> Option<f64> {
        let limit = self.limit.step(bar.high - bar.low)?;
        Some(if body(bar) <= 0.1 * limit { 100.0 } else { 0.0 })
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "doji",
    title: "Doji",
    group: Group::Pattern,
    formula: "body at most a tenth of the mean range of the ten bars before",
    parameters: &[],
    shape: Shape::of::<Doji>(),
    units: &[Unit::Signal],
    build: |_| study(Doji::default()),
};
