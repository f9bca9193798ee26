//! Mean and variance of the last values.

use super::runs::{Parts, Runs, Summary};

/// Mean and variance of a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// The mean.
    pub mean: f64,
    /// The mean squared distance from the mean (a divisor of n); never negative.
    pub variance: f64,
}

/// Mean and variance of the last `window` values.
///
/// Squares are taken of distances to a value inside the window, not of the values: the
/// variance of prices around 1,000,000 is as good as that of prices around 1, and that of
/// equal values is 0 exactly.
#[derive(Debug, Clone)]
pub struct Spread(Runs<Distances>);

impl Spread {
    /// Of `window` values; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self(Runs::new(window))
    }

    /// Number of values.
    pub fn window(&self) -> usize {
        self.0.window()
    }

    /// Forgets all values.
    pub fn reset(&mut self) {
        self.0.reset();
    }

    /// Whether there were `window` values.
    #[inline]
    pub fn is_full(&self) -> bool {
        self.0.is_full()
    }

    /// Takes a value; the moments once there are `window` of them.
    #[inline]
    pub fn step(&mut self, value: f64) -> Option<Moments> {
        let share = 1.0 / self.0.window() as f64;
        self.0.push(value).map(|parts| moments(parts, share))
    }

    /// Takes values when there were `window` before; the moments of each.
    #[inline]
    pub fn steps(&mut self, values: &[f64], mut put: impl FnMut(usize, Moments)) {
        let share = 1.0 / self.0.window() as f64;
        self.0
            .steps(values, |at, parts| put(at, moments(parts, share)));
    }
}

/// Sums of distances to the origin.
#[derive(Debug, Clone, Copy)]
struct Distances {
    sum: f64,
    squares: f64,
}

impl Summary for Distances {
    const NOTHING: Self = Self {
        sum: 0.0,
        squares: 0.0,
    };

    #[inline]
    fn origin(value: f64) -> f64 {
        value
    }

    #[inline]
    fn of(_: i32, distance: f64) -> Self {
        Self {
            sum: distance,
            squares: distance * distance,
        }
    }

    #[inline]
    fn join(self, later: Self) -> Self {
        Self {
            sum: self.sum + later.sum,
            squares: self.squares + later.squares,
        }
    }
}

/// The moments of both parts, put about the origin of the older one; `share` is 1 over the
/// number of values.
#[inline]
fn moments(parts: Parts<Distances>, share: f64) -> Moments {
    let Parts { older, newer, .. } = parts;
    let gap = parts.newer_origin - parts.older_origin;
    let shift = f64::from(parts.newer_len) * gap;
    let sum = older.sum + newer.sum + shift;
    let squares = older.squares + newer.squares + gap * (2.0 * newer.sum + shift);
    let mean = sum * share;
    let variance = (squares - sum * mean) * share;
    Moments {
        mean: parts.older_origin + mean,
        variance: if variance > 0.0 { variance } else { 0.0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh(values: &[f64]) -> Moments {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
        Moments { mean, variance }
    }

    #[test]
    fn it_agrees_with_two_passes_on_a_small_spread_around_a_large_mean() {
        let values: Vec<f64> = (0..500)
            .map(|i| 1e6 + f64::from(i * 37 % 101) * 1e-3)
            .collect();
        let mut spread = Spread::new(20);
        for at in 0..values.len() {
            let Some(found) = spread.step(values[at]) else {
                assert!(at < 19);
                continue;
            };
            let expected = fresh(&values[at - 19..=at]);
            assert!((found.mean / expected.mean - 1.0).abs() < 1e-15);
            assert!((found.variance / expected.variance - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn equal_values_have_no_variance_whatever_came_before() {
        let mut spread = Spread::new(7);
        let lively = [0.1, 1e50, 0.7, 12.3, 1e-5];
        let found = lively.into_iter().chain([0.3; 20]).map(|x| spread.step(x));
        let last = found.last().flatten();
        assert_eq!(
            last,
            Some(Moments {
                mean: 0.3,
                variance: 0.0
            })
        );
    }
}
