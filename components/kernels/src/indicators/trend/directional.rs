//! Directional movement, which four indicators are made of.

use crate::indicators::Indicator;
use crate::indicators::input::HighLowClose;
use crate::indicators::output::Directions;
use crate::indicators::percent;
use crate::indicators::volatility::true_range::TrueRange;

/// Upward and downward movement in hundredths of the true range.
///
/// A bar moves up by what its high gained, if that is more than its low lost, and down by
/// what its low lost, if that is more (J. Welles Wilder, New Concepts in Technical Trading
/// Systems, 1978). Movements and ranges are running sums that lose a `window`-th part a bar,
/// started with `window - 1` bars, as in TA-Lib.
#[derive(Debug, Clone)]
pub struct Directional {
    window: usize,
    previous: Option<HighLowClose>,
    range: TrueRange,
    seen: usize,
    sums: [f64; 3],
}

impl Directional {
    /// Over `window` bars; fewer than 2 count as 2.
    pub fn new(window: usize) -> Self {
        Self {
            window: window.max(2),
            previous: None,
            range: TrueRange::default(),
            seen: 0,
            sums: [0.0; 3],
        }
    }

    /// Bars before the first value.
    pub fn warm_up(&self) -> usize {
        self.window
    }

    /// Forgets all bars.
    pub fn reset(&mut self) {
        self.previous = None;
        self.range.reset();
        self.seen = 0;
        self.sums = [0.0; 3];
    }

    /// Takes a bar; none while nothing has moved.
    #[inline]
    pub fn step(&mut self, bar: HighLowClose) -> Option<Directions> {
        let range = self.range.step(bar);
        let previous = self.previous.replace(bar)?;
        let (plus, minus) = movement(bar.high - previous.high, previous.low - bar.low);
        let rate = 1.0 / self.window as f64;
        let is_warm = self.seen == self.window - 1;
        for (sum, value) in self.sums.iter_mut().zip([plus, minus, range?]) {
            let kept = if is_warm { *sum - *sum * rate } else { *sum };
            *sum = kept + value;
        }
        if !is_warm {
            self.seen += 1;
            return None;
        }
        let [plus, minus, range] = self.sums;
        Some(Directions {
            plus: percent(plus, range)?,
            minus: percent(minus, range)?,
        })
    }
}

#[inline]
fn movement(up: f64, down: f64) -> (f64, f64) {
    let plus = if up > down && up > 0.0 { up } else { 0.0 };
    let minus = if down > up && down > 0.0 { down } else { 0.0 };
    (plus, minus)
}
