//! Two moving averages of one series.

use sandbourse_kernels::indicators::Indicator;
use sandbourse_kernels::indicators::batch::Block;
use sandbourse_kernels::indicators::input::{Columns, Input, LARGEST};
use sandbourse_kernels::indicators::trend::sma::Sma;

/// A fast and a slow average.
#[derive(Debug)]
pub struct Averages {
    fast: Sma,
    slow: Sma,
}

impl Averages {
    /// Over so many bars.
    pub fn new(fast: usize, slow: usize) -> Self {
        Self {
            fast: Sma::new(fast),
            slow: Sma::new(slow),
        }
    }

    /// Bars before both have a value.
    pub fn warm_up(&self) -> usize {
        self.fast.warm_up().max(self.slow.warm_up())
    }

    /// Takes the next close, whatever it is.
    pub fn update(&mut self, close: f64) -> (Option<f64>, Option<f64>) {
        (self.fast.update(close), self.slow.update(close))
    }

    /// Takes the closes of one block at most; NaN where an average has no value.
    pub fn update_block(&mut self, closes: &[f64], fast: &mut Block, slow: &mut Block) {
        let columns = Columns::of_closes(closes);
        if f64::total_size(columns) <= LARGEST {
            self.fast.steps(columns, std::slice::from_mut(fast));
            self.slow.steps(columns, std::slice::from_mut(slow));
            return;
        }
        for (at, close) in closes.iter().enumerate() {
            let (now_fast, now_slow) = self.update(*close);
            fast[at] = now_fast.unwrap_or(f64::NAN);
            slow[at] = now_slow.unwrap_or(f64::NAN);
        }
    }
}
