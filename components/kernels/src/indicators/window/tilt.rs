//! The straight line through the last values.

use super::runs::{Parts, Runs, Summary};

/// What a window of values weighs, evenly and by its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// The mean.
    pub mean: f64,
    /// The mean with weights 1 for the oldest value to n for the newest.
    pub weighted_mean: f64,
    /// The slope of the least-squares line, a value; 0 for a single value.
    pub slope: f64,
    /// The least-squares line at the newest value.
    pub end: f64,
}

/// The least-squares line through the last `window` values, equally spaced.
///
/// As in [`Spread`](super::Spread) the sums are of distances to a value inside the window.
#[derive(Debug, Clone)]
pub struct Tilt(Runs<Weighed>);

impl Tilt {
    /// Through `window` values; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self(Runs::new(window))
    }

    /// Number of values.
    pub fn window(&self) -> usize {
        self.0.window()
    }

    /// Forgets all values.
    pub fn reset(&mut self) {
        self.0.reset();
    }

    /// Takes a value; the line once there are `window` of them.
    #[inline]
    pub fn step(&mut self, value: f64) -> Option<Fit> {
        let n = self.0.window() as f64;
        let parts = self.0.push(value)?;
        let Weighed { sum, weighted } = whole(parts, n);
        let middle = (n - 1.0) / 2.0;
        let origin = parts.older_origin;
        let mean = origin + sum / n;
        // The sum of squared places about their middle; for one value both are 0.
        let places = n * (n * n - 1.0) / 12.0;
        let lean = weighted - middle * sum;
        let slope = if places > 0.0 { lean / places } else { 0.0 };
        Some(Fit {
            mean,
            weighted_mean: origin + (weighted + sum) / (n * (n + 1.0) / 2.0),
            slope,
            end: mean + slope * middle,
        })
    }
}

/// Sums of distances to the origin, plain and times their place, which counts from 0.
#[derive(Debug, Clone, Copy)]
struct Weighed {
    sum: f64,
    weighted: f64,
}

impl Summary for Weighed {
    const NOTHING: Self = Self {
        sum: 0.0,
        weighted: 0.0,
    };

    #[inline]
    fn origin(value: f64) -> f64 {
        value
    }

    #[inline]
    fn of(place: i32, distance: f64) -> Self {
        Self {
            sum: distance,
            weighted: f64::from(place) * distance,
        }
    }

    #[inline]
    fn join(self, later: Self) -> Self {
        Self {
            sum: self.sum + later.sum,
            weighted: self.weighted + later.weighted,
        }
    }
}

/// Both parts about the origin of the older one, places counted from its first value.
#[inline]
fn whole(parts: Parts<Weighed>, n: f64) -> Weighed {
    let Parts { older, newer, .. } = parts;
    let gap = parts.newer_origin - parts.older_origin;
    let count = f64::from(parts.newer_len);
    let first = n - count;
    let places = count * (first + (count - 1.0) / 2.0);
    Weighed {
        sum: older.sum + newer.sum + count * gap,
        weighted: (older.weighted - count * older.sum)
            + (newer.weighted + first * newer.sum)
            + places * gap,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_is_its_own_fit() {
        let mut tilt = Tilt::new(5);
        for at in 0..40_u32 {
            let value = 7.0 + 0.5 * f64::from(at);
            if let Some(fit) = tilt.step(value) {
                assert_eq!((fit.slope, fit.end, fit.mean), (0.5, value, value - 1.0));
            }
        }
    }

    #[test]
    fn the_weighted_mean_leans_to_the_newest() {
        let mut tilt = Tilt::new(3);
        let values = [9.0, 1.0, 2.0, 6.0, 4.0];
        let found: Vec<_> = values.into_iter().filter_map(|x| tilt.step(x)).collect();
        let expected = [17.0 / 6.0, 23.0 / 6.0, 26.0 / 6.0];
        for (fit, expected) in found.iter().zip(expected) {
            assert!((fit.weighted_mean - expected).abs() < 1e-14);
        }
        assert_eq!(found.len(), 3);
    }
}
