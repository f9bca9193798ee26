//! A measure over every window of a fixed number of values.

use crate::measure::Measure;

/// `measure` over each run of `window` neighbouring values, oldest first; empty when the
/// series is shorter than the window.
///
/// Each window is measured anew, so that one with huge values leaves no rounding behind in
/// those after it.
pub fn over(xs: &[f64], window: usize, measure: impl Fn(&[f64]) -> Measure) -> Vec<Measure> {
    if window == 0 {
        return Vec::new();
    }
    xs.windows(window).map(measure).collect()
}

/// As [`over`], for two series of equal length.
pub fn beside(
    xs: &[f64],
    ys: &[f64],
    window: usize,
    measure: impl Fn(&[f64], &[f64]) -> Measure,
) -> Vec<Measure> {
    if window == 0 || xs.len() != ys.len() {
        return Vec::new();
    }
    let pairs = xs.windows(window).zip(ys.windows(window));
    pairs.map(|(x, y)| measure(x, y)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moments::mean;

    #[test]
    fn there_is_one_value_for_each_full_window() {
        let found = over(&[1.0, 2.0, 3.0, 4.0], 3, mean);
        assert_eq!(found, [Ok(2.0), Ok(3.0)]);
        assert!(over(&[1.0], 2, mean).is_empty());
        assert!(over(&[1.0], 0, mean).is_empty());
    }

    #[test]
    fn two_series_of_different_length_have_no_windows() {
        assert!(beside(&[1.0, 2.0], &[1.0], 1, |_, _| Ok(0.0)).is_empty());
    }
}
