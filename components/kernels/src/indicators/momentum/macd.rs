//! The convergence and divergence of two averages.

use crate::indicators::Indicator;
use crate::indicators::batch::{Block, one_by_one};
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::Columns;
use crate::indicators::output::Convergence;
use crate::indicators::window::Smooth;

/// Difference of two exponential averages of the close, the average of that difference, and what lies
/// between (Gerald Appel, 1979). As in TA-Lib both averages begin on the same bar: the quick one is
/// started with the mean of the `fast` closes before it, not with the first of the series.
#[derive(Debug, Clone)]
pub struct Macd {
    /// Bars that the quick average waits for the slow one.
    delay: usize,
    waited: usize,
    fast: Smooth,
    slow: Smooth,
    signal: Smooth,
}

impl Macd {
    /// With averages over so many bars; `fast` must be below `slow`.
    pub fn new(fast: usize, slow: usize, signal: usize) -> Self {
        Self {
            delay: slow.max(1).saturating_sub(fast.max(1)),
            waited: 0,
            fast: Smooth::exponential(fast),
            slow: Smooth::exponential(slow),
            signal: Smooth::exponential(signal),
        }
    }
}

impl Indicator for Macd {
    type Input = f64;
    type Output = Convergence;

    fn warm_up(&self) -> usize {
        self.slow.warm_up() + self.signal.warm_up()
    }

    fn reset(&mut self) {
        self.waited = 0;
        self.fast.reset();
        self.slow.reset();
        self.signal.reset();
    }

    #[inline]
    fn step(&mut self, close: f64) -> Option<Convergence> {
        let slow = self.slow.step(close);
        if self.waited < self.delay {
            self.waited += 1;
            return None;
        }
        let fast = self.fast.step(close)?;
        let line = fast - slow?;
        let signal = self.signal.step(line)?;
        Some(Convergence {
            line,
            signal,
            histogram: line - signal,
        })
    }

    fn steps(&mut self, bars: Columns<'_>, blocks: &mut [Block]) {
        match blocks {
            [line, signal, histogram] if self.signal.is_warm() => {
                let closes = bars.close;
                self.fast.steps(closes, line);
                self.slow.steps(closes, histogram);
                for (line, slow) in line.iter_mut().zip(histogram.iter()) {
                    *line -= slow;
                }
                self.signal.steps(&line[..closes.len()], signal);
                for (gap, (line, signal)) in histogram.iter_mut().zip(line.iter().zip(&*signal)) {
                    *gap = line - signal;
                }
            }
            _ => one_by_one(self, bars, blocks),
        }
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "macd",
    title: "Moving average convergence divergence",
    group: Group::Momentum,
    formula: "ema(fast) - ema(slow), its ema(signal), and their difference (Appel 1979)",
    parameters: &[
        Parameter::bars("fast", 12, "Bars of the quick average.").below("slow"),
        Parameter::bars("slow", 26, "Bars of the slow average."),
        Parameter::bars("signal", 9, "Bars of the average of the difference."),
    ],
    shape: Shape::of::<Macd>(),
    units: &[Unit::Price, Unit::Price, Unit::Price],
    build: |settings| {
        study(Macd::new(
            settings.bars(0),
            settings.bars(1),
            settings.bars(2),
        ))
    },
};
