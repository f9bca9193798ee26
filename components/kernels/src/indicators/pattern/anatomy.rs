//! The parts of a candle, and what is usual for them.

use crate::indicators::Indicator;
use crate::indicators::input::Candle;
use crate::indicators::trend::sma::Sma;

/// Bars that say what is usual.
const USUAL: usize = 10;

/// Distance from open to close.
#[inline]
pub fn body(bar: Candle) -> f64 {
    (bar.close - bar.open).abs()
}

/// From the body up to the high.
#[inline]
pub fn upper_shadow(bar: Candle) -> f64 {
    bar.high
        - if bar.close >= bar.open {
            bar.close
        } else {
            bar.open
        }
}

/// Lower end of the body.
#[inline]
pub fn body_low(bar: Candle) -> f64 {
    if bar.close >= bar.open {
        bar.open
    } else {
        bar.close
    }
}

/// The mean of a size over the bars before this one.
#[derive(Debug, Clone)]
pub struct Usual {
    average: Sma,
    before: Option<f64>,
}

impl Usual {
    /// Over so many bars.
    pub fn over(bars: usize) -> Self {
        Self {
            average: Sma::new(bars),
            before: None,
        }
    }

    /// Bars before the first answer.
    pub fn warm_up(&self) -> usize {
        self.average.warm_up() + 1
    }

    /// Forgets all bars.
    pub fn reset(&mut self) {
        self.average.reset();
        self.before = None;
    }

    /// Takes the size of this bar; the mean of those before it.
    #[inline]
    pub fn step(&mut self, size: f64) -> Option<f64> {
        std::mem::replace(&mut self.before, self.average.step(size))
    }
}

impl Default for Usual {
    fn default() -> Self {
        Self::over(USUAL)
    }
}
