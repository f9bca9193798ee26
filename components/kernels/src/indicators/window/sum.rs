//! The sum of the last values.

use super::{ExactSum, Ring};

/// Sum of the last `window` values; see [`ExactSum`] for what it promises.
#[derive(Debug, Clone)]
pub struct WindowSum {
    ring: Ring,
    sum: ExactSum,
}

impl WindowSum {
    /// A sum over `window` values; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            ring: Ring::new(window),
            sum: ExactSum::default(),
        }
    }

    /// Number of values in a full sum.
    pub fn window(&self) -> usize {
        self.ring.window()
    }

    /// The values of the sum, in no order that means anything.
    pub fn values(&self) -> &[f64] {
        self.ring.values()
    }

    /// Forgets all values.
    pub fn reset(&mut self) {
        self.ring.reset();
        self.sum = ExactSum::default();
    }

    /// Takes a value; the sum once there are `window` of them.
    #[inline]
    pub fn step(&mut self, value: f64) -> Option<f64> {
        self.sum.add(value);
        if let Some(leaving) = self.ring.push(value) {
            self.sum.add(-leaving);
        }
        self.ring.is_full().then(|| self.sum.value())
    }
}
