//! The highest and the lowest of the last values, and how long ago they were.

use super::runs::{Runs, Summary};

/// An extreme of a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extreme {
    /// The value.
    pub value: f64,
    /// How many values came after it; of equal ones the latest counts.
    pub age: i32,
}

/// The highest of the last `window` values.
#[derive(Debug, Clone)]
pub struct Highest(Runs<Peak>);

impl Highest {
    /// Of `window` values; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self(Runs::new(window))
    }

    /// Number of values that are compared.
    pub fn window(&self) -> usize {
        self.0.window()
    }

    /// Forgets all values.
    pub fn reset(&mut self) {
        self.0.reset();
    }

    /// Takes a value; the highest once there are `window` of them.
    #[inline]
    pub fn step(&mut self, value: f64) -> Option<Extreme> {
        let parts = self.0.push(value)?;
        let last = self.0.window() as i32 - 1;
        let (older, newer) = (parts.older, parts.newer);
        Some(if newer.value >= older.value {
            Extreme {
                value: newer.value,
                age: parts.newer_len - 1 - newer.place,
            }
        } else {
            Extreme {
                value: older.value,
                age: last - older.place + parts.newer_len,
            }
        })
    }
}

/// The lowest of the last `window` values: the highest of their negatives.
#[derive(Debug, Clone)]
pub struct Lowest(Highest);

impl Lowest {
    /// Of `window` values; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self(Highest::new(window))
    }

    /// Number of values that are compared.
    pub fn window(&self) -> usize {
        self.0.window()
    }

    /// Forgets all values.
    pub fn reset(&mut self) {
        self.0.reset();
    }

    /// Takes a value; the lowest once there are `window` of them.
    #[inline]
    pub fn step(&mut self, value: f64) -> Option<Extreme> {
        let highest = self.0.step(-value)?;
        Some(Extreme {
            value: -highest.value,
            ..highest
        })
    }
}

/// The highest value of a run and its place.
#[derive(Debug, Clone, Copy)]
struct Peak {
    value: f64,
    place: i32,
}

impl Summary for Peak {
    const NOTHING: Self = Self {
        value: f64::NEG_INFINITY,
        place: 0,
    };

    #[inline]
    fn origin(_: f64) -> f64 {
        0.0
    }

    #[inline]
    fn of(place: i32, value: f64) -> Self {
        Self { value, place }
    }

    #[inline]
    fn join(self, later: Self) -> Self {
        if later.value >= self.value {
            later
        } else {
            self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_of_equal_extremes_counts() {
        let values = [3.0, 1.0, 3.0, 2.0, 0.0, 3.0, 1.0, 1.0, 1.0];
        let (mut highest, mut lowest) = (Highest::new(3), Lowest::new(3));
        for (at, value) in values.into_iter().enumerate() {
            let (high, low) = (highest.step(value), lowest.step(value));
            if at < 2 {
                assert_eq!((high, low), (None, None));
                continue;
            }
            let window = &values[at - 2..=at];
            for (found, best) in [
                (high, window.iter().copied().fold(f64::MIN, f64::max)),
                (low, window.iter().copied().fold(f64::MAX, f64::min)),
            ] {
                let age = window.iter().rev().position(|value| *value == best);
                let extreme = age.map(|age| Extreme {
                    value: best,
                    age: age as i32,
                });
                assert_eq!(found, extreme, "bar {at}");
            }
        }
    }
}
