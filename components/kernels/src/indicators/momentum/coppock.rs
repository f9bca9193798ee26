//! The curve of Coppock.

use super::roc::Roc;
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::trend::wma::Wma;

/// Weighted average over `window` bars of the sum of the rates of change over `long` and `short` bars
/// (Edwin Coppock, Barron's, 1962).
#[derive(Debug, Clone)]
pub struct Coppock {
    long: Roc,
    short: Roc,
    average: Wma,
}

impl Coppock {
    /// Averaged over `window` bars.
    pub fn new(window: usize, short: usize, long: usize) -> Self {
        Self {
            long: Roc::new(long),
            short: Roc::new(short),
            average: Wma::new(window),
        }
    }
}

impl Indicator for Coppock {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.long.warm_up().max(self.short.warm_up()) + self.average.warm_up()
    }

    fn reset(&mut self) {
        self.long.reset();
        self.short.reset();
        self.average.reset();
    }

    #[inline]
    fn step(&mut self, close: f64) -> Option<f64> {
        let changes = self.long.step(close).zip(self.short.step(close));
        let Some((long, short)) = changes else {
            self.average.reset();
            return None;
        };
        self.average.step(long + short)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "coppock",
    title: "Coppock curve",
    group: Group::Momentum,
    formula: "wma of roc(long) + roc(short) (Coppock 1962)",
    parameters: &[
        Parameter::window(10),
        Parameter::bars("short", 11, "Bars of the shorter rate of change."),
        Parameter::bars("long", 14, "Bars of the longer rate of change."),
    ],
    shape: Shape::of::<Coppock>(),
    units: &[Unit::Percent],
    build: |settings| {
        study(Coppock::new(
            settings.bars(0),
            settings.bars(1),
            settings.bars(2),
        ))
    },
};
