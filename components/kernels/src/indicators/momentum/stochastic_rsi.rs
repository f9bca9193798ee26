//! Where the relative strength index lies in its own range.

use super::place::Place;
use super::rsi::Rsi;
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::output::Oscillator;
use crate::indicators::trend::sma::Sma;

/// The fast stochastic of [`Rsi`], over `range` values of it (Tushar Chande and Stanley Kroll, The New
/// Technical Trader, 1994).
#[derive(Debug, Clone)]
pub struct StochasticRsi {
    rsi: Rsi,
    place: Place,
    average: Sma,
}

impl StochasticRsi {
    /// Of an index over `window` changes, over `range` of its values.
    pub fn new(window: usize, range: usize, d: usize) -> Self {
        Self {
            rsi: Rsi::new(window),
            place: Place::new(range),
            average: Sma::new(d),
        }
    }
}

impl Indicator for StochasticRsi {
    type Input = f64;
    type Output = Oscillator;

    fn warm_up(&self) -> usize {
        self.rsi.warm_up() + self.place.warm_up() + self.average.warm_up()
    }

    fn reset(&mut self) {
        self.rsi.reset();
        self.place.reset();
        self.average.reset();
    }

    #[inline]
    fn step(&mut self, close: f64) -> Option<Oscillator> {
        let Some(rsi) = self.rsi.step(close) else {
            self.place.reset();
            self.average.reset();
            return None;
        };
        let Some(k) = self.place.step(rsi, rsi, rsi) else {
            self.average.reset();
            return None;
        };
        self.average.step(k).map(|d| Oscillator { k, d })
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "stochastic_rsi",
    title: "Stochastic RSI",
    group: Group::Momentum,
    formula: "fast stochastic of the rsi (Chande and Kroll 1994)",
    parameters: &[
        Parameter::bars("window", 14, "Changes of the relative strength index."),
        Parameter::bars("range", 14, "Values of it that are compared.").from(2),
        Parameter::bars("d", 3, "Bars of the mean of k."),
    ],
    shape: Shape::of::<StochasticRsi>(),
    units: &[Unit::Percent, Unit::Percent],
    build: |settings| {
        study(StochasticRsi::new(
            settings.bars(0),
            settings.bars(1),
            settings.bars(2),
        ))
    },
};
