//! Mean and variance of every window of a series, in constant time a step.
//!
//! A running sum that adds what enters and subtracts what leaves keeps the rounding errors of
//! all that has passed: after one huge value a window without it is wrong for ever. Here
//! nothing is subtracted. The series is cut into blocks as long as the window; a window is
//! the end of one block and the beginning of the next, and the two are merged.

/// Number, mean and squared deviations of some values.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Summary {
    n: f64,
    mean: f64,
    squares: f64,
}

impl Summary {
    /// Arithmetic mean; 0 of no values.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// `sum((x - mean)^2) / (n - ddof)`; not finite for `ddof` or fewer values.
    pub fn variance(&self, ddof: usize) -> f64 {
        self.squares / (self.n - ddof as f64)
    }

    /// One more value (Welford 1962).
    fn with(self, x: f64) -> Self {
        self.merged(Self {
            n: 1.0,
            mean: x,
            squares: 0.0,
        })
    }

    /// Both together (Chan, Golub and LeVeque 1983).
    fn merged(self, other: Self) -> Self {
        let n = self.n + other.n;
        if n == 0.0 {
            return self;
        }
        let (share, distance) = (other.n / n, other.mean - self.mean);
        Self {
            n,
            mean: self.mean + distance * share,
            squares: self.squares + other.squares + distance * distance * self.n * share,
        }
    }
}

/// Of each window of that many values, the earliest first: `n - window + 1` of them, none if
/// the series is shorter or the window empty.
pub fn summaries(xs: &[f64], window: usize) -> Vec<Summary> {
    if window == 0 || xs.len() < window {
        return Vec::new();
    }
    let count = xs.len() - window + 1;
    let mut found = Vec::with_capacity(count);
    let mut ends = vec![Summary::default(); window];
    for (at, block) in xs.chunks_exact(window).enumerate() {
        let mut end = Summary::default();
        for (end_here, x) in ends.iter_mut().zip(block).rev() {
            end = end.with(*x);
            *end_here = end;
        }
        let entering = &xs[(at + 1) * window..];
        let mut beginning = Summary::default();
        for (shift, end) in ends.iter().enumerate().take(count - found.len()) {
            if shift > 0 {
                beginning = beginning.with(entering[shift - 1]);
            }
            found.push(end.merged(beginning));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moments::{mean, variance};

    #[test]
    fn each_window_has_its_own_mean_and_variance() {
        let xs: Vec<f64> = (0..57).map(|i| f64::from(i * i % 13) - 4.0).collect();
        for window in 1..=57 {
            let found = summaries(&xs, window);
            assert_eq!(found.len(), xs.len() - window + 1);
            for (summary, own) in found.iter().zip(xs.windows(window)) {
                assert!((summary.mean() - mean(own).unwrap()).abs() < 1e-12);
                assert!((summary.variance(0) - variance(own, 0).unwrap()).abs() < 1e-11);
            }
        }
    }

    #[test]
    fn a_huge_value_leaves_no_trace_once_it_has_left() {
        let mut xs = vec![0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08];
        xs.insert(2, 1e12);
        let found = summaries(&xs, 3);
        let expected = variance(&[0.06, 0.07, 0.08], 1).unwrap();
        assert!((found[6].variance(1) - expected).abs() < 1e-18);
    }

    #[test]
    fn a_series_shorter_than_the_window_has_no_windows() {
        assert!(summaries(&[1.0, 2.0], 3).is_empty());
        assert!(summaries(&[1.0, 2.0], 0).is_empty());
    }
}
