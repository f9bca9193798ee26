//! A body that covers the one before it, of the other colour.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Shape, Unit, study};
use crate::indicators::input::Candle;

/// 100 for a rising body around a falling one, -100 for the reverse, ±80 where one end is the same,
/// else 0; a bar that closes where it opened counts as rising. As TA-Lib does, it looks from the third
/// bar on.
#[derive(Debug, Clone, Default)]
pub struct Engulfing {
    previous: Option<Candle>,
    /// Whether there was a bar before the previous one.
    warm: bool,
}

impl Indicator for Engulfing {
    type Input = Candle;
    type Output = f64;

    fn warm_up(&self) -> usize {
        2
    }

    fn reset(&mut self) {
        *self = Self::default();
    }

    #[inline]
    fn step(&mut self, bar: Candle) -> Option<f64> {
        let previous = self.previous.replace(bar)?;
        if !std::mem::replace(&mut self.warm, true) {
            return None;
        }
        Some(engulfing(previous, bar))
    }
}

fn engulfing(before: Candle, bar: Candle) -> f64 {
    let sign = match (before.close >= before.open, bar.close >= bar.open) {
        (false, true) => 1.0,
        (true, false) => -1.0,
        _ => return 0.0,
    };
    // How far each end of the body lies beyond that of the body before.
    let top = sign * (bar.close - before.open);
    let bottom = sign * (before.close - bar.open);
    match (top > 0.0, bottom > 0.0) {
        (true, true) => sign * 100.0,
        (true, false) if bottom == 0.0 => sign * 80.0,
        (false, true) if top == 0.0 => sign * 80.0,
        _ => 0.0,
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "engulfing",
    title: "Engulfing pattern",
    group: Group::Pattern,
    formula: "a body that covers the one before it, of the other colour",
    parameters: &[],
    shape: Shape::of::<Engulfing>(),
    units: &[Unit::Signal],
    build: |_| study(Engulfing::default()),
};
