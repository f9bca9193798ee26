//! The growth of a price over a past.

use sandbourse_kernels::indicators::window::Ring;

/// The closes of one symbol.
#[derive(Debug, Clone)]
pub struct Past {
    closes: Ring,
    last: Option<f64>,
}

impl Past {
    /// Over so many bars.
    pub fn new(lookback: usize) -> Self {
        Self {
            closes: Ring::new(lookback),
            last: None,
        }
    }

    /// Takes the next close; `close / close of lookback bars ago - 1` once there are so many.
    ///
    /// Where the symbol has no bar its last close counts, so that the pasts of all symbols
    /// are the same stretch of time; before its first one there is nothing to count.
    pub fn update(&mut self, close: f64) -> Option<f64> {
        if close > 0.0 && close < f64::INFINITY {
            self.last = Some(close);
        }
        let close = self.last?;
        let growth = close / self.closes.push(close)? - 1.0;
        growth.is_finite().then_some(growth)
    }
}
