//! The strength of changes, smoothed twice.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::percent;
use crate::indicators::trend::ema::Ema;

/// `100 * ema(ema(change)) / ema(ema(|change|))`, over `slow` bars and then over `fast`; none while
/// nothing has moved (William Blau, 1991).
#[derive(Debug, Clone)]
pub struct Tsi {
    previous: Option<f64>,
    changes: Twice,
    sizes: Twice,
}

impl Tsi {
    /// With averages over so many bars.
    pub fn new(fast: usize, slow: usize) -> Self {
        let twice = Twice {
            slow: Ema::new(slow),
            fast: Ema::new(fast),
        };
        Self {
            previous: None,
            changes: twice.clone(),
            sizes: twice,
        }
    }
}

impl Indicator for Tsi {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        1 + self.changes.slow.warm_up() + self.changes.fast.warm_up()
    }

    fn reset(&mut self) {
        self.previous = None;
        self.changes.reset();
        self.sizes.reset();
    }

    #[inline]
    fn step(&mut self, close: f64) -> Option<f64> {
        let change = close - self.previous.replace(close)?;
        let (change, size) = (self.changes.step(change), self.sizes.step(change.abs()));
        percent(change?, size?)
    }
}

/// An average of an average.
#[derive(Debug, Clone)]
struct Twice {
    slow: Ema,
    fast: Ema,
}

impl Twice {
    fn reset(&mut self) {
        self.slow.reset();
        self.fast.reset();
    }

    #[inline]
    fn step(&mut self, value: f64) -> Option<f64> {
        self.fast.step(self.slow.step(value)?)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "tsi",
    title: "True strength index",
    group: Group::Momentum,
    formula: "100 ema(ema(change, slow), fast) / ema(ema(|change|, slow), fast) (Blau 1991)",
    parameters: &[
        Parameter::bars("fast", 13, "Bars of the quick average.").below("slow"),
        Parameter::bars("slow", 25, "Bars of the slow average."),
    ],
    shape: Shape::of::<Tsi>(),
    units: &[Unit::Percent],
    build: |settings| study(Tsi::new(settings.bars(0), settings.bars(1))),
};
