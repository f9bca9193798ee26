//! The recursion behind every exponential average.

/// `average += weight * (value - average)`, started with the mean of the first `window`
/// values.
///
/// The form keeps a constant exactly constant, which `(1 - weight) * average + weight * value`
/// does not.
#[derive(Debug, Clone)]
pub struct Smooth {
    window: usize,
    weight: f64,
    seen: usize,
    average: f64,
}

impl Smooth {
    /// The weight `2 / (window + 1)` of an exponential moving average.
    pub fn exponential(window: usize) -> Self {
        let window = window.max(1);
        Self::new(window, 2.0 / (window as f64 + 1.0))
    }

    /// The weight `1 / window` of J. Welles Wilder (New Concepts in Technical Trading
    /// Systems, 1978).
    pub fn wilder(window: usize) -> Self {
        let window = window.max(1);
        Self::new(window, 1.0 / window as f64)
    }

    /// The weight of [`Smooth::exponential`], but started with the first value.
    pub fn exponential_from_first(window: usize) -> Self {
        Self {
            window: 1,
            ..Self::exponential(window)
        }
    }

    fn new(window: usize, weight: f64) -> Self {
        Self {
            window,
            weight,
            seen: 0,
            average: 0.0,
        }
    }

    /// Values before the first average.
    pub fn warm_up(&self) -> usize {
        self.window - 1
    }

    /// Forgets all values.
    pub fn reset(&mut self) {
        self.seen = 0;
        self.average = 0.0;
    }

    /// Takes a value; the average once there are `window` of them.
    #[inline]
    pub fn step(&mut self, value: f64) -> Option<f64> {
        if self.seen == self.window {
            self.average += self.weight * (value - self.average);
            return Some(self.average);
        }
        self.seed(value)
    }

    #[inline]
    fn seed(&mut self, value: f64) -> Option<f64> {
        self.seen += 1;
        // A running mean: constants stay exact here too.
        self.average += (value - self.average) / self.seen as f64;
        (self.seen == self.window).then_some(self.average)
    }
}
