//! The mean of the last values.

use super::runs::{Parts, Runs, Summary};

/// Mean of the last `window` values.
///
/// The sum is of distances to a value inside the window: the mean of equal values is that
/// value exactly.
#[derive(Debug, Clone)]
pub struct Mean(Runs<Distances>);

impl Mean {
    /// Of `window` values; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self(Runs::new(window))
    }

    /// Number of values.
    pub fn window(&self) -> usize {
        self.0.window()
    }

    /// The values of the mean, in no order that means anything.
    pub fn values(&self) -> &[f64] {
        self.0.values()
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

    /// Takes a value; the mean once there are `window` of them.
    #[inline]
    pub fn step(&mut self, value: f64) -> Option<f64> {
        let share = 1.0 / self.0.window() as f64;
        self.0.push(value).map(|parts| mean(parts, share))
    }

    /// Takes values when there were `window` before; a mean for each.
    #[inline]
    pub fn steps(&mut self, values: &[f64], means: &mut [f64]) {
        let share = 1.0 / self.0.window() as f64;
        let means = &mut means[..values.len()];
        self.0
            .steps(values, |at, parts| means[at] = mean(parts, share));
    }
}

/// A sum of distances to the origin.
#[derive(Debug, Clone, Copy)]
struct Distances(f64);

impl Summary for Distances {
    const NOTHING: Self = Self(0.0);

    #[inline]
    fn origin(value: f64) -> f64 {
        value
    }

    #[inline]
    fn of(_: i32, distance: f64) -> Self {
        Self(distance)
    }

    #[inline]
    fn join(self, later: Self) -> Self {
        Self(self.0 + later.0)
    }
}

/// The mean of both parts; the distances are put about the origin of the older one.
#[inline]
fn mean(parts: Parts<Distances>, share: f64) -> f64 {
    let shift = f64::from(parts.newer_len) * (parts.newer_origin - parts.older_origin);
    parts.older_origin + (parts.older.0 + parts.newer.0 + shift) * share
}
