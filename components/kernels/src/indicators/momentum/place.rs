//! Where a value lies between the extremes of the last bars.

use crate::indicators::cross::strict_side;
use crate::indicators::percent;
use crate::indicators::window::{Highest, Lowest};

/// `100 * (value - lowest) / (highest - lowest)` over a window.
#[derive(Debug, Clone)]
pub struct Place {
    highest: Highest,
    lowest: Lowest,
}

impl Place {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            highest: Highest::new(window),
            lowest: Lowest::new(window),
        }
    }

    /// Bars before the first answer.
    pub fn warm_up(&self) -> usize {
        self.highest.window() - 1
    }

    /// Forgets all bars.
    pub fn reset(&mut self) {
        self.highest.reset();
        self.lowest.reset();
    }

    /// Takes the extremes of a bar and the value to place; none where the extremes are one.
    #[inline]
    pub fn step(&mut self, high: f64, low: f64, value: f64) -> Option<f64> {
        let (highest, lowest) = (self.highest.step(high), self.lowest.step(low));
        let (highest, lowest) = (highest?.value, lowest?.value);
        // An index of prices that stand still moves by its rounding only.
        strict_side(highest, lowest)?;
        percent(value - lowest, highest - lowest)
    }
}
