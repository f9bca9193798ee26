//! Hull's moving average.

use super::wma::Wma;
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};

/// `wma(2 * wma(window / 2) - wma(window))` over `sqrt(window)` bars (Alan Hull, 2005); halves and
/// roots are cut to whole bars.
#[derive(Debug, Clone)]
pub struct Hma {
    half: Wma,
    whole: Wma,
    last: Wma,
}

impl Hma {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            half: Wma::new(window / 2),
            whole: Wma::new(window),
            last: Wma::new(window.isqrt()),
        }
    }
}

impl Indicator for Hma {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.whole.warm_up() + self.last.warm_up()
    }

    fn reset(&mut self) {
        self.half.reset();
        self.whole.reset();
        self.last.reset();
    }

    #[inline]
    fn step(&mut self, value: f64) -> Option<f64> {
        let half = self.half.step(value);
        let whole = self.whole.step(value)?;
        self.last.step(2.0 * half? - whole)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "hma",
    title: "Hull moving average",
    group: Group::Trend,
    formula: "wma(2 wma(window / 2) - wma(window)) over sqrt(window) bars (Hull 2005)",
    parameters: &[Parameter::window(16).from(2)],
    shape: Shape::of::<Hma>(),
    units: &[Unit::Price],
    build: |settings| study(Hma::new(settings.bars(0))),
};
