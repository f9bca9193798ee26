//! The sum of the last values.

use super::runs::{Runs, Summary};

/// Sum of the last `window` values.
#[derive(Debug, Clone)]
pub struct WindowSum(Runs<Total>);

impl WindowSum {
    /// A sum over `window` values; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self(Runs::new(window))
    }

    /// Number of values in a full sum.
    pub fn window(&self) -> usize {
        self.0.window()
    }

    /// Forgets all values.
    pub fn reset(&mut self) {
        self.0.reset();
    }

    /// Takes a value; the sum once there are `window` of them.
    #[inline]
    pub fn step(&mut self, value: f64) -> Option<f64> {
        let parts = self.0.push(value)?;
        let newer = parts.newer.map_or(0.0, |newer| newer.summary.0);
        Some(parts.older.summary.0 + newer)
    }
}

/// The sum of a run.
#[derive(Debug, Clone, Copy)]
struct Total(f64);

impl Summary for Total {
    #[inline]
    fn measure(value: f64, _: f64) -> f64 {
        value
    }

    #[inline]
    fn of(_: u32, value: f64) -> Self {
        Self(value)
    }

    #[inline]
    fn append(self, _: u32, value: f64) -> Self {
        Self(self.0 + value)
    }

    #[inline]
    fn prepend(self, _: u32, value: f64) -> Self {
        Self(self.0 + value)
    }
}
