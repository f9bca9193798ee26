//! The channel of Keltner.

use super::atr::Atr;
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLowClose;
use crate::indicators::output::Bands;
use crate::indicators::trend::ema::Ema;

/// Exponential average of the close over `window` bars, and `multiplier` average true ranges over
/// `atr_window` bars above and below (Chester Keltner, 1960, in the form of Linda Raschke).
#[derive(Debug, Clone)]
pub struct Keltner {
    middle: Ema,
    atr: Atr,
    multiplier: f64,
}

impl Keltner {
    /// Over `window` bars, with a range over `atr_window`.
    pub fn new(window: usize, atr_window: usize, multiplier: f64) -> Self {
        Self {
            middle: Ema::new(window),
            atr: Atr::new(atr_window),
            multiplier,
        }
    }
}

impl Indicator for Keltner {
    type Input = HighLowClose;
    type Output = Bands;

    fn warm_up(&self) -> usize {
        self.middle.warm_up().max(self.atr.warm_up())
    }

    fn reset(&mut self) {
        self.middle.reset();
        self.atr.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLowClose) -> Option<Bands> {
        let (middle, atr) = (self.middle.step(bar.close), self.atr.step(bar));
        let (middle, reach) = (middle?, self.multiplier * atr?);
        Some(Bands {
            upper: middle + reach,
            middle,
            lower: middle - reach,
        })
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "keltner",
    title: "Keltner channel",
    group: Group::Volatility,
    formula: "ema of the close ± `multiplier` atr (Keltner 1960, Raschke)",
    parameters: &[
        Parameter::window(20),
        Parameter::bars("atr_window", 10, "Bars of the average true range."),
        Parameter::number(
            "multiplier",
            2.0,
            "Average true ranges between the middle and a bound.",
        ),
    ],
    shape: Shape::of::<Keltner>(),
    units: &[Unit::Price, Unit::Price, Unit::Price],
    build: |settings| {
        study(Keltner::new(
            settings.bars(0),
            settings.bars(1),
            settings.number(2),
        ))
    },
};
