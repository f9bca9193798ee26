//! Two moving averages of one series.

use sandbourse_kernels::indicators::Indicator;
use sandbourse_kernels::indicators::batch::{BLOCK, Block};
use sandbourse_kernels::indicators::input::{Columns, Input, LARGEST};
use sandbourse_kernels::indicators::trend::sma::Sma;

/// A fast and a slow average.
#[derive(Debug)]
pub struct Averages {
    fast: Sma,
    slow: Sma,
    /// Where blocks of values go: clearing them anew would cost more than a short block.
    lines: Box<[Block; 2]>,
}

impl Averages {
    /// Over so many bars.
    pub fn new(fast: usize, slow: usize) -> Self {
        Self {
            fast: Sma::new(fast),
            slow: Sma::new(slow),
            lines: Box::new([[f64::NAN; BLOCK]; 2]),
        }
    }

    /// Bars before both have a value.
    pub fn warm_up(&self) -> usize {
        self.fast.warm_up().max(self.slow.warm_up())
    }

    /// Takes the next closes, whatever they are but [`BLOCK`] at most; the values of both
    /// averages, NaN for none.
    pub fn update(&mut self, closes: &[f64]) -> (&[f64], &[f64]) {
        let [fast, slow] = &mut *self.lines;
        let columns = Columns::of_closes(closes);
        if f64::total_size(columns) <= LARGEST {
            self.fast.steps(columns, std::slice::from_mut(fast));
            self.slow.steps(columns, std::slice::from_mut(slow));
        } else {
            for (at, close) in closes.iter().enumerate() {
                fast[at] = self.fast.update(*close).unwrap_or(f64::NAN);
                slow[at] = self.slow.update(*close).unwrap_or(f64::NAN);
            }
        }
        (&fast[..closes.len()], &slow[..closes.len()])
    }
}
