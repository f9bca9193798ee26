//! Return, spread and deepest fall of an equity curve.

use crate::measure::{Measure, Undefined, at_least, finite};
use crate::moments;
use crate::sum::loss;

/// Independent accumulators, the same number everywhere (see `crate::sum`).
const LANES: usize = 4;

/// Rows of lanes between two looks at the epoch in a sandbox: each look sends the sums to
/// memory and back.
const UNROLLED: usize = 4;

/// Values whose extremes are looked at before each is. In a sandbox eight lanes go into vector
/// registers where four do not, and longer blocks ask less often whether the time is over.
const BLOCK: usize = 32;

/// Extremes kept apart within a block.
const WIDE: usize = 8;

/// A variance below this share of the squared mean is not taken from sums of squares: of
/// their sixteen digits fewer than ten would be left.
const DIGITS: f64 = 1e-6;

/// What the equity says.
pub(super) struct Curve {
    pub total: Measure,
    pub mean: Measure,
    pub spread: Measure,
    pub downside: Measure,
    pub fall: Measure,
}

impl Curve {
    /// From the cash at the start and the equity after each bar.
    pub fn of(cash: f64, equity: &[f64]) -> Self {
        let Some(last) = equity.last() else {
            let none = Err(Undefined::InsufficientData);
            return Self {
                total: none,
                mean: none,
                spread: none,
                downside: none,
                fall: none,
            };
        };
        let n = equity.len() as f64;
        let sums = Sums::of(cash, equity);
        Self {
            total: finite(last / cash - 1.0),
            mean: finite(sums.value / n),
            spread: sums.spread(cash, equity),
            downside: finite((sums.below / n).sqrt()),
            fall: finite(deepest_fall(cash, equity)),
        }
    }

    /// `(1 + total)^(year / bars) - 1`.
    pub fn annual(&self, bars: f64, year: f64) -> Measure {
        let growth = 1.0 + self.total?;
        if growth <= 0.0 {
            return Err(Undefined::TotalLoss);
        }
        finite(growth.powf(year / bars) - 1.0)
    }
}

/// Sums over the returns of all bars, the first one against the cash.
struct Sums {
    value: f64,
    square: f64,
    below: f64,
}

impl Sums {
    fn of(cash: f64, equity: &[f64]) -> Self {
        let mut sums = [[0.0; LANES]; 3];
        let (before, before_rest) = equity[..equity.len() - 1].as_chunks::<LANES>();
        let (now, now_rest) = equity[1..].as_chunks::<LANES>();
        let (before_many, before_few) = before.as_chunks::<UNROLLED>();
        let (now_many, now_few) = now.as_chunks::<UNROLLED>();
        for (before, now) in before_many.iter().zip(now_many) {
            add_all(&mut sums, before, now);
        }
        add_all(&mut sums, before_few, now_few);
        let [value, square, below] = sums;
        let rest = before_rest.iter().zip(now_rest);
        let mut sums = Self {
            value: fold(value),
            square: fold(square),
            below: fold(below),
        };
        sums.add(change(cash, equity[0]));
        rest.for_each(|(before, now)| sums.add(change(*before, *now)));
        sums
    }

    fn add(&mut self, r: f64) {
        self.value += r;
        self.square += r * r;
        self.below += loss(r) * loss(r);
    }

    /// Standard deviation (ddof 1) as a divisor.
    fn spread(&self, cash: f64, equity: &[f64]) -> Measure {
        at_least(equity.len(), 2)?;
        let n = equity.len() as f64;
        let mean = self.value / n;
        let variance = (self.square - self.value * mean) / (n - 1.0);
        if variance > DIGITS * mean * mean {
            return finite(variance.sqrt());
        }
        let before = std::iter::once(&cash).chain(equity);
        let returns: Vec<f64> = before.zip(equity).map(|(a, b)| change(*a, *b)).collect();
        moments::spread(&returns, 1)
    }
}

/// Takes rows of lanes of values before and after.
#[inline(always)]
fn add_all(sums: &mut [[f64; LANES]; 3], before: &[[f64; LANES]], now: &[[f64; LANES]]) {
    let [mut value, mut square, mut below] = *sums;
    for (before, now) in before.iter().zip(now) {
        for lane in 0..LANES {
            let r = change(before[lane], now[lane]);
            let down = loss(r);
            value[lane] += r;
            square[lane] += r * r;
            below[lane] += down * down;
        }
    }
    *sums = [value, square, below];
}

/// A simple return; 0 once the equity is used up, as nothing stays nothing.
#[inline(always)]
fn change(before: f64, now: f64) -> f64 {
    let change = now / before - 1.0;
    if before > 0.0 { change } else { 0.0 }
}

fn fold([a, b, c, d]: [f64; LANES]) -> f64 {
    (a + c) + (b + d)
}

/// The deepest fall from the highest value so far, beginning with `first`.
///
/// A block whose lowest value stands above the deepest fall from its highest cannot hold a
/// deeper one; most blocks are passed with that look, which needs no order and so no waiting.
fn deepest_fall(first: f64, values: &[f64]) -> f64 {
    let (mut peak, mut kept) = (first, 1.0);
    let (blocks, rest) = values.as_chunks::<BLOCK>();
    for block in blocks {
        let (low, high) = extremes(block);
        let top = larger(peak, high);
        if low < kept * top {
            look_at(block, &mut peak, &mut kept);
        }
        peak = top;
    }
    look_at(rest, &mut peak, &mut kept);
    kept - 1.0
}

fn look_at(values: &[f64], peak: &mut f64, kept: &mut f64) {
    for value in values {
        *peak = larger(*peak, *value);
        *kept = smaller(*kept, value / *peak);
    }
}

#[inline(always)]
fn extremes(block: &[f64; BLOCK]) -> (f64, f64) {
    let (mut low, mut high) = ([f64::INFINITY; WIDE], [0.0; WIDE]);
    let (chunks, _) = block.as_chunks::<WIDE>();
    for chunk in chunks {
        for lane in 0..WIDE {
            low[lane] = smaller(low[lane], chunk[lane]);
            high[lane] = larger(high[lane], chunk[lane]);
        }
    }
    (across(low, smaller), across(high, larger))
}

#[inline(always)]
fn across([a, b, c, d, e, f, g, h]: [f64; WIDE], pick: impl Fn(f64, f64) -> f64) -> f64 {
    pick(pick(pick(a, e), pick(c, g)), pick(pick(b, f), pick(d, h)))
}

/// One instruction where numbers are never NaN, unlike `f64::max`.
#[inline(always)]
fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

#[inline(always)]
fn smaller(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(bars: u32) -> Vec<f64> {
        let mut value = 100.0;
        let step = |i: u32| {
            value *= 1.0 + f64::from(i.wrapping_mul(2_654_435_761) % 2_001) * 1e-4 - 0.1;
            value
        };
        (0..bars).map(step).collect()
    }

    #[test]
    fn passing_blocks_by_finds_the_same_fall() {
        let curve = curve(500);
        for n in 1..curve.len() {
            let (mut peak, mut kept) = (100.0, 1.0);
            look_at(&curve[..n], &mut peak, &mut kept);
            assert_eq!(deepest_fall(100.0, &curve[..n]), kept - 1.0);
        }
    }

    #[test]
    fn one_pass_gives_the_spread_of_two() {
        for n in 2..90 {
            let equity = curve(n);
            let before = std::iter::once(&100.0).chain(&equity);
            let returns: Vec<f64> = before.zip(&equity).map(|(a, b)| b / a - 1.0).collect();
            let found = Curve::of(100.0, &equity);
            let expected = moments::spread(&returns, 1).unwrap();
            assert!((found.spread.unwrap() / expected - 1.0).abs() < 1e-12);
            let below = returns.iter().map(|r| r.min(0.0).powi(2)).sum::<f64>();
            let downside = (below / returns.len() as f64).sqrt();
            assert!((found.downside.unwrap() - downside).abs() < 1e-14);
        }
    }

    #[test]
    fn growth_without_a_spread_has_none() {
        let steady: Vec<f64> = (1..100).map(|n| 100.0 * 1.01_f64.powi(n)).collect();
        assert_eq!(
            Curve::of(100.0, &steady).spread,
            Err(Undefined::ZeroVariance)
        );
        assert_eq!(
            Curve::of(5.0, &[5.0; 9]).spread,
            Err(Undefined::ZeroVariance)
        );
    }
}
