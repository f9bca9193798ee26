//! The oscillator of Chaikin.

use super::ad::Ad;
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLowCloseVolume;
use crate::indicators::window::Smooth;

/// Difference of two exponential averages of the accumulation/distribution line, both started with
/// its first value (Marc Chaikin).
#[derive(Debug, Clone)]
pub struct Adosc {
    line: Ad,
    fast: Smooth,
    slow: Smooth,
    warm_up: usize,
    seen: usize,
}

impl Adosc {
    /// With averages over so many bars.
    pub fn new(fast: usize, slow: usize) -> Self {
        Self {
            line: Ad::default(),
            fast: Smooth::exponential_from_first(fast),
            slow: Smooth::exponential_from_first(slow),
            warm_up: fast.max(slow).max(1) - 1,
            seen: 0,
        }
    }
}

impl Indicator for Adosc {
    type Input = HighLowCloseVolume;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.warm_up
    }

    fn reset(&mut self) {
        self.line.reset();
        self.fast.reset();
        self.slow.reset();
        self.seen = 0;
    }

    #[inline]
    fn step(&mut self, bar: HighLowCloseVolume) -> Option<f64> {
        let line = self.line.step(bar)?;
        let (fast, slow) = (self.fast.step(line), self.slow.step(line));
        if self.seen < self.warm_up {
            self.seen += 1;
            return None;
        }
        Some(fast? - slow?)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "adosc",
    title: "Chaikin oscillator",
    group: Group::Volume,
    formula: "ema(ad, fast) - ema(ad, slow), both started with the first value (Chaikin)",
    parameters: &[
        Parameter::bars("fast", 3, "Bars of the quick average.").below("slow"),
        Parameter::bars("slow", 10, "Bars of the slow average."),
    ],
    shape: Shape::of::<Adosc>(),
    units: &[Unit::Volume],
    build: |settings| study(Adosc::new(settings.bars(0), settings.bars(1))),
};
