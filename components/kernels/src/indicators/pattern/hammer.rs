//! A small body at the top of a bar that had fallen far below it.

use super::anatomy::{Usual, body, body_low, upper_shadow};
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Shape, Unit, study};
use crate::indicators::input::Candle;

/// Bars that say how far off is still near.
const NEAR: usize = 5;

/// 100 for a hammer, else 0.
///
/// A hammer has a body below the mean body of the ten bars before, a lower shadow longer
/// than the body, an upper shadow below a tenth of the mean range of those ten, and a body
/// that reaches down to the low of the previous bar or near it: within a fifth of the mean
/// range of the five bars before that one. The limits are those of TA-Lib. A falling trend
/// is not asked for.
#[derive(Debug, Clone)]
pub struct Hammer {
    bodies: Usual,
    ranges: Usual,
    near: Usual,
    previous: Option<Previous>,
}

/// What is remembered of the previous bar.
#[derive(Debug, Clone, Copy)]
struct Previous {
    low: f64,
    /// The limits that this bar would be judged by, were it the previous one.
    near: Option<f64>,
    small: Option<f64>,
}

impl Default for Hammer {
    fn default() -> Self {
        Self {
            bodies: Usual::default(),
            ranges: Usual::default(),
            near: Usual::over(NEAR),
            previous: None,
        }
    }
}

impl Indicator for Hammer {
    type Input = Candle;
    type Output = f64;

    /// One more than the ten bars, as in TA-Lib: the previous bar has its ten bars too.
    fn warm_up(&self) -> usize {
        self.bodies.warm_up() + 1
    }

    fn reset(&mut self) {
        *self = Self::default();
    }

    #[inline]
    fn step(&mut self, bar: Candle) -> Option<f64> {
        let range = bar.high - bar.low;
        let small = self.bodies.step(body(bar));
        let usual_range = self.ranges.step(range);
        let near = self.near.step(range);
        let low = bar.low;
        let previous = self.previous.replace(Previous { low, near, small })?;
        previous.small?;
        let bottom = body_low(bar);
        let is_hammer = body(bar) < small?
            && bottom - bar.low > body(bar)
            && upper_shadow(bar) < 0.1 * usual_range?
            && bottom <= previous.low + 0.2 * previous.near?;
        Some(if is_hammer { 100.0 } else { 0.0 })
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "hammer",
    title: "Hammer",
    group: Group::Pattern,
    formula: "small body near the low of the bar before, long lower shadow, hardly an upper one",
    parameters: &[],
    shape: Shape::of::<Hammer>(),
    units: &[Unit::Signal],
    build: |_| study(Hammer::default()),
};
