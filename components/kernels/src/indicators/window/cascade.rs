//! Averages of averages.

use super::Smooth;

/// `N` exponential averages in a row, each over what the one before it gives.
#[derive(Debug, Clone)]
pub struct Cascade<const N: usize>([Smooth; N]);

impl<const N: usize> Cascade<N> {
    /// All of them over `window` values; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self(std::array::from_fn(|_| Smooth::exponential(window)))
    }

    /// Values before the last average has its first.
    pub fn warm_up(&self) -> usize {
        self.0.iter().map(Smooth::warm_up).sum()
    }

    /// Forgets all values.
    pub fn reset(&mut self) {
        self.0.iter_mut().for_each(Smooth::reset);
    }

    /// Takes a value; all averages, from the first to the last, once there is a last one.
    #[inline]
    pub fn step(&mut self, value: f64) -> Option<[f64; N]> {
        let mut averages = [value; N];
        let mut input = value;
        for (stage, average) in self.0.iter_mut().zip(&mut averages) {
            input = stage.step(input)?;
            *average = input;
        }
        Some(averages)
    }
}
