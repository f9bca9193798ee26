//! The trend that is left when the dominant cycle is averaged away.

use super::cycle::Cycle;
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Shape, Unit, study};

/// Bars before the first value: half of it until the cycle is measured, the rest until the
/// measurement has settled, as in TA-Lib.
const WARM_UP: usize = 63;

/// Closes that are kept: a power of two above the longest cycle.
const KEPT: usize = 64;

/// The instantaneous trendline: the mean of the closes over one dominant cycle, with the
/// weights 4, 3, 2 and 1 over its last four values (John Ehlers, Rocket Science for Traders,
/// 2001, in the form of TA-Lib).
///
/// A step adds up one cycle, which is 50 bars at most.
#[derive(Debug, Clone)]
pub struct HtTrendline {
    closes: [f64; KEPT],
    seen: usize,
    cycle: Cycle,
    means: [f64; 3],
}

impl Default for HtTrendline {
    fn default() -> Self {
        Self {
            closes: [0.0; KEPT],
            seen: 0,
            cycle: Cycle::default(),
            means: [0.0; 3],
        }
    }
}

impl HtTrendline {
    /// The close of some bars ago.
    fn close(&self, age: usize) -> f64 {
        self.closes[(self.seen + KEPT - 1 - age) % KEPT]
    }

    fn mean(&self, bars: usize) -> f64 {
        let sum: f64 = (0..bars).map(|age| self.close(age)).sum();
        sum / bars as f64
    }
}

impl Indicator for HtTrendline {
    type Input = f64;
    type Output = f64;

    fn warm_up(&self) -> usize {
        WARM_UP
    }

    fn reset(&mut self) {
        *self = Self::default();
    }

    fn step(&mut self, close: f64) -> Option<f64> {
        self.closes[self.seen % KEPT] = close;
        self.seen += 1;
        let smooth = [0, 1, 2, 3].map(|age| self.close(age));
        let bars = self.cycle.step(weighted(smooth))?;
        let mean = self.mean(bars);
        let [first, second, third] = self.means;
        self.means = [mean, first, second];
        (self.seen > WARM_UP).then(|| weighted([mean, first, second, third]))
    }
}

/// The mean with weights from 4 for the first to 1 for the last.
fn weighted([a, b, c, d]: [f64; 4]) -> f64 {
    (4.0 * a + 3.0 * b + 2.0 * c + d) / 10.0
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "ht_trendline",
    title: "Hilbert transform trendline",
    group: Group::Trend,
    formula: "mean of the closes over one dominant cycle, smoothed over four bars (Ehlers 2001)",
    parameters: &[],
    shape: Shape::of::<HtTrendline>(),
    units: &[Unit::Price],
    build: |_| study(HtTrendline::default()),
};
