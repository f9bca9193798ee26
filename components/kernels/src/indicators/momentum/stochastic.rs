//! Where the close lies in the range of the last bars, smoothed.

use super::stochastic_fast::StochasticFast;
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLowClose;
use crate::indicators::output::Oscillator;
use crate::indicators::trend::sma::Sma;

/// The fast stochastic with a mean of `k` bars taken of its line, and a mean of `d` bars of that
/// (George Lane, 1957).
#[derive(Debug, Clone)]
pub struct Stochastic {
    fast: StochasticFast,
    average: Sma,
}

impl Stochastic {
    /// Over `window` bars, averaged over `k` and then over `d`.
    pub fn new(window: usize, k: usize, d: usize) -> Self {
        Self {
            fast: StochasticFast::new(window, k),
            average: Sma::new(d),
        }
    }
}

impl Indicator for Stochastic {
    type Input = HighLowClose;
    type Output = Oscillator;

    fn warm_up(&self) -> usize {
        self.fast.warm_up() + self.average.warm_up()
    }

    fn reset(&mut self) {
        self.fast.reset();
        self.average.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLowClose) -> Option<Oscillator> {
        let Some(Oscillator { d: k, .. }) = self.fast.step(bar) else {
            self.average.reset();
            return None;
        };
        self.average.step(k).map(|d| Oscillator { k, d })
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "stochastic",
    title: "Slow stochastic",
    group: Group::Momentum,
    formula: "k = mean over `k` bars of the fast stochastic, d = mean over `d` bars of that (Lane 1957)",
    parameters: &[
        Parameter::window(14),
        Parameter::bars("k", 3, "Bars of the first mean."),
        Parameter::bars("d", 3, "Bars of the second mean."),
    ],
    shape: Shape::of::<Stochastic>(),
    units: &[Unit::Percent, Unit::Percent],
    build: |settings| {
        study(Stochastic::new(
            settings.bars(0),
            settings.bars(1),
            settings.bars(2),
        ))
    },
};
