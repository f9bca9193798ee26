//! Tillson's smooth average.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::window::Cascade;

/// Three passes of `(1 + volume_factor) * ema - volume_factor * ema(ema)`, written out over six
/// averages (Tim Tillson, Technical Analysis of Stocks & Commodities, 1998).
#[derive(Debug, Clone)]
pub struct T3 {
    averages: Cascade<6>,
    /// Of the third to the sixth average.
    weights: [f64; 4],
}

impl T3 {
    /// Over `window` bars; a factor of 0 gives three plain averages in a row.
    pub fn new(window: usize, factor: f64) -> Self {
        let (square, cube) = (factor * factor, factor * factor * factor);
        Self {
            averages: Cascade::new(window),
            weights: [
                1.0 + 3.0 * factor + 3.0 * square + cube,
                -3.0 * factor - 6.0 * square - 3.0 * cube,
                3.0 * square + 3.0 * cube,
                -cube,
            ],
        }
    }
}

impl Indicator for T3 {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.averages.warm_up()
    }

    fn reset(&mut self) {
        self.averages.reset();
    }

    #[inline]
    fn step(&mut self, value: f64) -> Option<f64> {
        let [_, _, third, fourth, fifth, sixth] = self.averages.step(value)?;
        let [a, b, c, d] = self.weights;
        Some((a * third + b * fourth) + (c * fifth + d * sixth))
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "t3",
    title: "T3 moving average",
    group: Group::Trend,
    formula: "three passes of (1 + v) ema - v ema(ema) with v = volume_factor (Tillson 1998)",
    parameters: &[
        Parameter::window(5),
        Parameter::number(
            "volume_factor",
            0.7,
            "How much of the lag is taken off: 0 none, 1 as much as a DEMA.",
        )
        .to(1.0),
    ],
    shape: Shape::of::<T3>(),
    units: &[Unit::Price],
    build: |settings| study(T3::new(settings.bars(0), settings.number(1))),
};
