//! Kaufman's adaptive moving average.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::window::{Ring, WindowSum};

/// An exponential average whose weight is `(e * (f - s) + s)^2`, with the weights `f` and `s` of the
/// averages over `fast` and `slow` bars and the efficiency `e`: the way from the first to the last of
/// `window` changes over the sum of their sizes (Perry Kaufman, Smarter Trading, 1995).
///
/// It starts from the close before its first value. Prices that stand still have the efficiency 1.
#[derive(Debug, Clone)]
pub struct Kama {
    closes: Ring,
    changes: WindowSum,
    slow: f64,
    span: f64,
    previous: Option<f64>,
    average: Option<f64>,
}

impl Kama {
    /// Over `window` changes, between averages over `fast` and `slow` bars.
    pub fn new(window: usize, fast: usize, slow: usize) -> Self {
        let weight = |bars: usize| 2.0 / (bars as f64 + 1.0);
        Self {
            closes: Ring::new(window),
            changes: WindowSum::new(window),
            slow: weight(slow),
            span: weight(fast) - weight(slow),
            previous: None,
            average: None,
        }
    }
}

impl Indicator for Kama {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.closes.window()
    }

    fn reset(&mut self) {
        self.closes.reset();
        self.changes.reset();
        self.previous = None;
        self.average = None;
    }

    #[inline]
    fn step(&mut self, close: f64) -> Option<f64> {
        let before = self.closes.push(close);
        let previous = self.previous.replace(close)?;
        let way = self.changes.step((close - previous).abs())?;
        let reach = (close - before?).abs();
        // Rounding may put the sum of the parts a little below the whole.
        let efficiency = if way <= reach { 1.0 } else { reach / way };
        let root = efficiency * self.span + self.slow;
        let average = self.average.unwrap_or(previous);
        let average = average + root * root * (close - average);
        self.average = Some(average);
        Some(average)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "kama",
    title: "Kaufman adaptive moving average",
    group: Group::Trend,
    formula: "kama += (e (2 / (fast + 1) - 2 / (slow + 1)) + 2 / (slow + 1))^2 (close - kama), e = |change over window| / sum of |changes| (Kaufman 1995)",
    parameters: &[
        Parameter::window(10),
        Parameter::bars("fast", 2, "Bars of the quickest average.").below("slow"),
        Parameter::bars("slow", 30, "Bars of the slowest average."),
    ],
    shape: Shape::of::<Kama>(),
    units: &[Unit::Price],
    build: |settings| {
        study(Kama::new(
            settings.bars(0),
            settings.bars(1),
            settings.bars(2),
        ))
    },
};
