//! Mean and variance of every window of a series, in constant time a step.
//!
//! A running sum that adds what enters and subtracts what leaves keeps the rounding errors of
//! all that has passed: after one huge value a window without it is wrong for ever. Here
//! nothing is subtracted. The series is cut into blocks as long as the window; a window is
//! the end of one block and the beginning of the next, and the two are merged.

/// Number, mean and squared deviations of at least one value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    n: f64,
    mean: f64,
    squares: f64,
}

impl Summary {
    /// Arithmetic mean.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// `sum((x - mean)^2) / (n - ddof)`; not finite for `ddof` or fewer values.
    pub fn variance(&self, ddof: usize) -> f64 {
        self.squares / (self.n - ddof as f64)
    }

    /// Both together (Chan, Golub and LeVeque 1983).
    fn merged(self, other: Self) -> Self {
        let n = self.n + other.n;
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
    let one = |x: f64| Summary {
        n: 1.0,
        mean: x,
        squares: 0.0,
    };
    merged(xs, window, one, Summary::merged)
}

/// Values of each window, merged in their order; see [`summaries`] for the number of windows.
pub fn merged<T: Copy>(
    xs: &[f64],
    window: usize,
    one: impl Fn(f64) -> T,
    merge: impl Fn(T, T) -> T,
) -> Vec<T> {
    if window == 0 || xs.len() < window {
        return Vec::new();
    }
    let count = xs.len() - window + 1;
    let mut found = Vec::with_capacity(count);
    for (at, block) in xs.chunks_exact(window).enumerate() {
        let ends = ends(block, &one, &merge);
        let entering = &xs[(at + 1) * window..];
        let mut beginning = None;
        for (shift, end) in ends.iter().rev().enumerate().take(count - found.len()) {
            if shift > 0 {
                let entered = one(entering[shift - 1]);
                beginning = Some(beginning.map_or(entered, |earlier| merge(earlier, entered)));
            }
            found.push(beginning.map_or(*end, |beginning| merge(*end, beginning)));
        }
    }
    found
}

/// All ends of a block merged, the shortest first.
fn ends<T: Copy>(block: &[f64], one: impl Fn(f64) -> T, merge: impl Fn(T, T) -> T) -> Vec<T> {
    let mut ends: Vec<T> = Vec::with_capacity(block.len());
    for x in block.iter().rev() {
        let longer = ends.last().map_or(one(*x), |end| merge(one(*x), *end));
        ends.push(longer);
    }
    ends
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
