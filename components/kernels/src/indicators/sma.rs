//! The simple moving average.

/// Mean of the last `window` values, one value at a time.
///
/// The sum is carried with its rounding error (Neumaier 1974), so that a long run ends
/// where a fresh sum would and averages that are equal stay equal.
#[derive(Debug, Clone)]
pub struct Sma {
    ring: Vec<f64>,
    next: usize,
    seen: usize,
    sum: f64,
    error: f64,
}

impl Sma {
    /// An average over `window` values; a window of 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            ring: vec![0.0; window.max(1)],
            next: 0,
            seen: 0,
            sum: 0.0,
            error: 0.0,
        }
    }

    /// Values needed before the first answer.
    pub fn warm_up(&self) -> usize {
        self.ring.len() - 1
    }

    /// Takes a value; the average once `window` values have been seen.
    pub fn update(&mut self, value: f64) -> Option<f64> {
        let leaving = std::mem::replace(&mut self.ring[self.next], value);
        self.next = if self.next + 1 == self.ring.len() {
            0
        } else {
            self.next + 1
        };
        self.add(value);
        if self.seen < self.ring.len() {
            self.seen += 1;
        } else {
            self.add(-leaving);
        }
        (self.seen == self.ring.len()).then(|| (self.sum + self.error) / self.ring.len() as f64)
    }

    fn add(&mut self, value: f64) {
        let total = self.sum + value;
        let lost = if self.sum.abs() >= value.abs() {
            (self.sum - total) + value
        } else {
            (value - total) + self.sum
        };
        self.error += lost;
        self.sum = total;
    }
}

/// The whole column; NaN while warming up.
pub fn column(values: &[f64], window: usize) -> Vec<f64> {
    let mut average = Sma::new(window);
    values
        .iter()
        .map(|value| average.update(*value).unwrap_or(f64::NAN))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_average_comes_with_the_last_value_of_the_window() {
        let found = column(&[1.0, 2.0, 6.0, 1.0], 3);
        assert!(found[0].is_nan() && found[1].is_nan());
        assert_eq!(found[2..], [3.0, 3.0]);
    }

    #[test]
    fn a_long_run_ends_where_a_fresh_sum_ends() {
        let values: Vec<f64> = (0..100_000)
            .map(|i| f64::from(i % 977) * 0.01 + 1e6)
            .collect();
        let found = column(&values, 50);
        let fresh = values[values.len() - 50..].iter().sum::<f64>() / 50.0;
        assert!((found[found.len() - 1] - fresh).abs() < 1e-9);
    }
}
