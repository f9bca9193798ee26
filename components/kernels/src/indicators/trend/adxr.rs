//! The strength of the trend, taken with that of some bars ago.

use super::adx::Adx;
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLowClose;
use crate::indicators::window::Ring;

/// Mean of [`Adx`] and its value `window - 1` bars ago (J. Welles Wilder, New Concepts in Technical
/// Trading Systems, 1978).
#[derive(Debug, Clone)]
pub struct Adxr {
    adx: Adx,
    past: Ring,
}

impl Adxr {
    /// Over `window` bars; fewer than 2 count as 2.
    pub fn new(window: usize) -> Self {
        Self {
            adx: Adx::new(window),
            past: Ring::new(window.max(2) - 1),
        }
    }
}

impl Indicator for Adxr {
    type Input = HighLowClose;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.adx.warm_up() + self.past.window()
    }

    fn reset(&mut self) {
        self.adx.reset();
        self.past.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLowClose) -> Option<f64> {
        let Some(adx) = self.adx.step(bar) else {
            self.past.reset();
            return None;
        };
        self.past.push(adx).map(|before| (adx + before) / 2.0)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "adxr",
    title: "Average directional movement rating",
    group: Group::Trend,
    formula: "mean of adx and adx of window - 1 bars ago (Wilder 1978)",
    parameters: &[Parameter::window(14).from(2)],
    shape: Shape::of::<Adxr>(),
    units: &[Unit::Percent],
    build: |settings| study(Adxr::new(settings.bars(0))),
};
