//! A running sum that loses nothing to rounding.

/// A sum kept in two numbers: the rounded sum and what rounding has cut off.
///
/// Each addition is error-free (Knuth, The Art of Computer Programming 2, 4.2.2, theorem B),
/// so a sum over a million bars is as good as one over ten.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExactSum {
    sum: f64,
    rest: f64,
}

impl ExactSum {
    /// Adds a value.
    #[inline]
    pub fn add(&mut self, value: f64) {
        let total = self.sum + value;
        let added = total - self.sum;
        self.rest += (self.sum - (total - added)) + (value - added);
        self.sum = total;
    }

    /// The sum, rounded once.
    #[inline]
    pub fn value(self) -> f64 {
        self.sum + self.rest
    }
}
