//! What the column `adj_close` says about splits and dividends.

/// Ratios that exchanges have used for splits, forward; reverse splits are their inverse.
const SPLIT_RATIOS: [f64; 14] = [
    1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 15.0, 20.0, 25.0, 50.0,
];
/// `adj_close` is often rounded to cents, and a dividend may fall on the same day.
const TOLERANCE: f64 = 0.02;

/// Factors by which a close is multiplied to be adjusted for everything:
/// `adj_close / close`.
pub fn adjustment(close: &[f64], adj_close: &[f64]) -> Vec<f64> {
    close
        .iter()
        .zip(adj_close)
        .map(|(close, adjusted)| adjusted / close)
        .collect()
}

/// Factors for splits alone, read from jumps of the adjustment factor: on the
/// day of a k-for-1 split it becomes k times what it was the day before, which
/// no dividend does. Before each split every price is divided by k.
pub fn split(adjustment: &[f64]) -> Vec<f64> {
    let mut factors = vec![1.0; adjustment.len()];
    let mut running = 1.0;
    for bar in (1..adjustment.len()).rev() {
        factors[bar] = running;
        if let Some(ratio) = split_ratio(adjustment[bar] / adjustment[bar - 1]) {
            running /= ratio;
        }
    }
    if let Some(first) = factors.first_mut() {
        *first = running;
    }
    factors
}

fn split_ratio(jump: f64) -> Option<f64> {
    let near = |ratio: f64| (jump / ratio - 1.0).abs() < TOLERANCE;
    SPLIT_RATIOS
        .into_iter()
        .flat_map(|ratio| [ratio, 1.0 / ratio])
        .find(|&ratio| near(ratio))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_two_for_one_split_halves_what_came_before_it() {
        let adjustment = adjustment(&[100.0, 102.0, 51.5, 52.0], &[49.9, 50.9, 51.4, 51.9]);
        assert_eq!(split(&adjustment), [0.5, 0.5, 1.0, 1.0]);
    }

    #[test]
    fn a_special_dividend_is_no_split() {
        let adjustment = adjustment(&[30.0, 27.0], &[26.97, 27.0]);
        assert_eq!(split(&adjustment), [1.0, 1.0]);
    }

    #[test]
    fn a_reverse_split_multiplies_what_came_before_it() {
        let adjustment = adjustment(&[1.0, 10.1], &[10.0, 10.1]);
        assert_eq!(split(&adjustment), [10.0, 1.0]);
    }

    #[test]
    fn no_bars_have_no_factors() {
        assert!(split(&[]).is_empty());
    }
}
