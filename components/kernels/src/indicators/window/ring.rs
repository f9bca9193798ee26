//! The last values, of which the oldest makes room for the newest.

/// The last `window` values.
#[derive(Debug, Clone)]
pub struct Ring {
    values: Box<[f64]>,
    next: usize,
    full: bool,
}

impl Ring {
    /// Room for `window` values; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            values: vec![0.0; window.max(1)].into_boxed_slice(),
            next: 0,
            full: false,
        }
    }

    /// Number of values that it holds when full.
    pub fn window(&self) -> usize {
        self.values.len()
    }

    /// Whether it holds `window` values.
    #[inline]
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// Forgets all values.
    pub fn reset(&mut self) {
        self.next = 0;
        self.full = false;
    }

    /// Takes a value; the one that leaves for it, which came `window` values before.
    #[inline]
    pub fn push(&mut self, value: f64) -> Option<f64> {
        let leaving = std::mem::replace(&mut self.values[self.next], value);
        let was_full = self.full;
        self.next += 1;
        if self.next == self.values.len() {
            self.next = 0;
            self.full = true;
        }
        was_full.then_some(leaving)
    }

    /// The values that it holds, in no order that means anything.
    #[inline]
    pub fn values(&self) -> &[f64] {
        if self.full {
            &self.values
        } else {
            &self.values[..self.next]
        }
    }
}
