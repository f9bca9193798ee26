//! The exponential average of a price without its lag.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::window::{Ring, Smooth};

/// Exponential average of `2 * close - close of (window - 1) / 2 bars ago` (John Ehlers and Ric Way,
/// Zero Lag, 2010).
#[derive(Debug, Clone)]
pub struct Zlema {
    /// None where the lag is less than a bar.
    past: Option<Ring>,
    average: Smooth,
}

impl Zlema {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        let lag = window.saturating_sub(1) / 2;
        Self {
            past: (lag > 0).then(|| Ring::new(lag)),
            average: Smooth::exponential(window),
        }
    }
}

impl Indicator for Zlema {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.past.as_ref().map_or(0, Ring::window) + self.average.warm_up()
    }

    fn reset(&mut self) {
        self.past.iter_mut().for_each(Ring::reset);
        self.average.reset();
    }

    #[inline]
    fn step(&mut self, close: f64) -> Option<f64> {
        let before = match &mut self.past {
            Some(past) => past.push(close)?,
            None => close,
        };
        self.average.step(2.0 * close - before)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "zlema",
    title: "Zero-lag exponential moving average",
    group: Group::Trend,
    formula: "ema of 2 close - close of (window - 1) / 2 bars ago (Ehlers and Way 2010)",
    parameters: &[Parameter::window(20)],
    shape: Shape::of::<Zlema>(),
    units: &[Unit::Price],
    build: |settings| study(Zlema::new(settings.bars(0))),
};
