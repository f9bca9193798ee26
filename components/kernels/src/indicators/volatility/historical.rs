//! The volatility of past returns.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::window::Spread;
use crate::simulate::elementary;

/// Standard deviation (divisor n - 1) of the last `window` log returns, times the root of
/// `periods_per_year`: 0.2 is 20 % a year. Prices at or below 0 have no return.
#[derive(Debug, Clone)]
pub struct HistoricalVolatility {
    previous: Option<f64>,
    spread: Spread,
    /// From the population variance of a bar to the sample variance of a year.
    scale: f64,
}

impl HistoricalVolatility {
    /// Over `window` returns; fewer than 2 count as 2.
    pub fn new(window: usize, periods_per_year: f64) -> Self {
        let n = window.max(2) as f64;
        Self {
            previous: None,
            spread: Spread::new(window.max(2)),
            scale: periods_per_year * n / (n - 1.0),
        }
    }
}

impl Indicator for HistoricalVolatility {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.spread.window()
    }

    fn reset(&mut self) {
        self.previous = None;
        self.spread.reset();
    }

    #[inline]
    fn step(&mut self, close: f64) -> Option<f64> {
        if close < f64::MIN_POSITIVE {
            self.reset();
            return None;
        }
        let level = elementary::ln(close);
        let previous = self.previous.replace(level)?;
        let moments = self.spread.step(level - previous)?;
        Some((moments.variance * self.scale).sqrt())
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "historical_volatility",
    title: "Historical volatility",
    group: Group::Volatility,
    formula: "standard deviation (divisor n - 1) of the last `window` log returns, times sqrt(periods_per_year)",
    parameters: &[
        Parameter::window(20).from(2),
        Parameter::number("periods_per_year", 252.0, "Bars in a year.").to(1e6),
    ],
    shape: Shape::of::<HistoricalVolatility>(),
    units: &[Unit::Ratio],
    build: |settings| {
        study(HistoricalVolatility::new(
            settings.bars(0),
            settings.number(1),
        ))
    },
};
