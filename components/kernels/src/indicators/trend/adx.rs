//! How strong the trend is, whichever way it goes.

use super::dx::Dx;
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLowClose;
use crate::indicators::window::Smooth;

/// Wilder's average of [`Dx`], started with the mean of its first `window` values (J. Welles Wilder,
/// New Concepts in Technical Trading Systems, 1978).
#[derive(Debug, Clone)]
pub struct Adx {
    dx: Dx,
    average: Smooth,
}

impl Adx {
    /// Over `window` bars; fewer than 2 count as 2.
    pub fn new(window: usize) -> Self {
        Self {
            dx: Dx::new(window),
            average: Smooth::wilder(window),
        }
    }
}

impl Indicator for Adx {
    type Input = HighLowClose;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.dx.warm_up() + self.average.warm_up()
    }

    fn reset(&mut self) {
        self.dx.reset();
        self.average.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLowClose) -> Option<f64> {
        match self.dx.step(bar) {
            Some(value) => self.average.step(value),
            None => {
                self.average.reset();
                None
            }
        }
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "adx",
    title: "Average directional movement index",
    group: Group::Trend,
    formula: "Wilder's average of dx (Wilder 1978)",
    parameters: &[Parameter::window(14).from(2)],
    shape: Shape::of::<Adx>(),
    units: &[Unit::Percent],
    build: |settings| study(Adx::new(settings.bars(0))),
};
