//! Where the close lies in the range of the last bars.

use super::place::Place;
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLowClose;
use crate::indicators::output::Oscillator;
use crate::indicators::trend::sma::Sma;

/// `k = 100 * (close - lowest low) / (highest high - lowest low)` over `window` bars, and `d`, its mean
/// over `d` bars (George Lane, 1957); none while the range is nothing.
#[derive(Debug, Clone)]
pub struct StochasticFast {
    place: Place,
    average: Sma,
}

impl StochasticFast {
    /// Over `window` bars, averaged over `d`.
    pub fn new(window: usize, d: usize) -> Self {
        Self {
            place: Place::new(window),
            average: Sma::new(d),
        }
    }
}

impl Indicator for StochasticFast {
    type Input = HighLowClose;
    type Output = Oscillator;

    fn warm_up(&self) -> usize {
        self.place.warm_up() + self.average.warm_up()
    }

    fn reset(&mut self) {
        self.place.reset();
        self.average.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLowClose) -> Option<Oscillator> {
        let Some(k) = self.place.step(bar.high, bar.low, bar.close) else {
            self.average.reset();
            return None;
        };
        self.average.step(k).map(|d| Oscillator { k, d })
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "stochastic_fast",
    title: "Fast stochastic",
    group: Group::Momentum,
    formula: "k = 100 (close - lowest low) / (highest high - lowest low) over `window` bars, d = its mean (Lane 1957)",
    parameters: &[
        Parameter::window(14),
        Parameter::bars("d", 3, "Bars of the mean of k."),
    ],
    shape: Shape::of::<StochasticFast>(),
    units: &[Unit::Percent, Unit::Percent],
    build: |settings| study(StochasticFast::new(settings.bars(0), settings.bars(1))),
};
