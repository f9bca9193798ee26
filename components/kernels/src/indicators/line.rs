//! One output of an indicator over all bars.

/// Values by bar, some of them missing.
///
/// A missing value is kept as NaN, so that a million bars take eight bytes each; the NaN
/// never leaves.
#[derive(Debug, Clone, Default)]
pub struct Line(Vec<f64>);

impl Line {
    /// A line whose missing values are NaN.
    pub(super) fn from_raw(values: Vec<f64>) -> Self {
        Self(values)
    }

    /// Number of bars.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no bar.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a bar; none where it is missing, and behind the last bar.
    pub fn get(&self, at: usize) -> Option<f64> {
        self.0.get(at).copied().filter(|value| !value.is_nan())
    }

    /// The first bar that has a value.
    pub fn first(&self) -> Option<usize> {
        self.0.iter().position(|value| !value.is_nan())
    }

    /// The values in the order of the bars.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<f64>> + DoubleEndedIterator {
        let some = |value: &f64| (!value.is_nan()).then_some(*value);
        self.0.iter().map(some)
    }
}
