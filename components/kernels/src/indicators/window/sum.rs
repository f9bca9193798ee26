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
        Some(parts.older.0 + parts.newer.0)
    }
}

/// The sum of a run.
#[derive(Debug, Clone, Copy)]
struct Total(f64);

impl Summary for Total {
    const NOTHING: Self = Self(0.0);

    #[inline]
    fn origin(_: f64) -> f64 {
        0.0
    }

    #[inline]
    fn of(_: i32, value: f64) -> Self {
        Self(value)
    }

    #[inline]
    fn join(self, later: Self) -> Self {
        Self(self.0 + later.0)
    }
}
