//! The mean of the last values.

/// Mean of the last `window` values.
///
/// A running sum of distances to a value near by takes each value that comes and takes off
/// the one that leaves. Beside it grows the sum of the values since the last renewal; after
/// `window` of them it is the sum of a whole window, from which nothing was taken off, and
/// takes the place of the running one. So rounding does not pile up, and what a value leaves
/// behind of it is gone a window later. A series that stands still has exactly its value as mean.
#[derive(Debug, Clone)]
pub struct Mean {
    values: Box<[f64]>,
    /// Values since the renewal.
    place: usize,
    running: Sum,
    renewed: Sum,
    is_full: bool,
}

/// A sum of distances to an origin.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    origin: f64,
    sum: f64,
}

impl Mean {
    /// Of `window` values; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            values: vec![0.0; window.max(1)].into_boxed_slice(),
            place: 0,
            running: Sum::default(),
            renewed: Sum::default(),
            is_full: false,
        }
    }

    /// Number of values.
    pub fn window(&self) -> usize {
        self.values.len()
    }

    /// The values of the mean once it is full, in no order that means anything.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Forgets all values.
    pub fn reset(&mut self) {
        self.place = 0;
        self.is_full = false;
    }

    /// Whether there were `window` values.
    #[inline]
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    /// Takes a value; the mean once there are `window` of them.
    #[inline]
    pub fn step(&mut self, value: f64) -> Option<f64> {
        let mut mean = [0.0];
        self.some(&[value], &mut mean);
        self.is_full.then_some(mean[0])
    }

    /// Takes values when there were `window` before; a mean for each.
    #[inline]
    pub fn steps(&mut self, values: &[f64], means: &mut [f64]) {
        let mut done = 0;
        while done < values.len() {
            let room = self.values.len() - self.place;
            let end = values.len().min(done + room);
            self.some(&values[done..end], &mut means[done..end]);
            done = end;
        }
    }

    /// Takes values up to the next renewal at most.
    #[inline]
    fn some(&mut self, values: &[f64], means: &mut [f64]) {
        if self.place == 0 {
            self.renewed = Sum {
                origin: values[0],
                sum: 0.0,
            };
        }
        let share = 1.0 / self.values.len() as f64;
        let Sum { origin, mut sum } = self.running;
        let mut renewed = self.renewed;
        let kept = &mut self.values[self.place..self.place + values.len()];
        let mut one = |value: &f64, kept: &mut f64, mean: &mut f64| {
            sum += value - std::mem::replace(kept, *value);
            renewed.sum += value - renewed.origin;
            *mean = origin + sum * share;
        };
        let (values4, values1) = values.as_chunks::<4>();
        let (kept4, kept1) = kept.as_chunks_mut::<4>();
        let (means4, means1) = means[..values.len()].as_chunks_mut::<4>();
        for ((value, kept), mean) in values4.iter().zip(kept4).zip(means4) {
            for at in 0..4 {
                one(&value[at], &mut kept[at], &mut mean[at]);
            }
        }
        for ((value, kept), mean) in values1.iter().zip(kept1).zip(means1) {
            one(value, kept, mean);
        }
        self.running.sum = sum;
        self.renewed = renewed;
        self.place += values.len();
        if self.place == self.values.len() {
            self.running = renewed;
            self.place = 0;
            self.is_full = true;
            means[values.len() - 1] = renewed.origin + renewed.sum * share;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_run_ends_where_a_fresh_sum_ends() {
        let values: Vec<f64> = (0..100_000)
            .map(|i| f64::from(i % 977) * 0.01 + 1e6)
            .collect();
        let mut mean = Mean::new(50);
        let last = values.iter().filter_map(|value| mean.step(*value)).last();
        let fresh = values[values.len() - 50..].iter().sum::<f64>() / 50.0;
        assert!(last.is_some_and(|last| (last - fresh).abs() < 1e-9));
    }

    #[test]
    fn a_value_out_of_all_proportion_is_forgotten_within_two_windows() {
        let mut mean = Mean::new(4);
        let values = [1.0, 1e60, 3.0].into_iter().chain([2.0; 6]);
        let last = values.filter_map(|value| mean.step(value)).last();
        assert_eq!(last, Some(2.0));
    }
}
