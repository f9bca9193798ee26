//! Telling a split by what it does to prices.

/// Ratios that exchanges have used for splits, forward; reverse splits are their inverse.
const RATIOS: [f64; 14] = [
    1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 15.0, 20.0, 25.0, 50.0,
];
/// Adjusted prices are often rounded to cents, and a dividend may fall on the same day.
const TOLERANCE: f64 = 0.02;

/// The ratio of a split that multiplies an adjustment factor by `jump`, or divides prices by it;
/// none when no known ratio is near.
pub fn ratio(jump: f64) -> Option<f64> {
    let near = |ratio: f64| (jump / ratio - 1.0).abs() < TOLERANCE;
    RATIOS
        .into_iter()
        .flat_map(|ratio| [ratio, 1.0 / ratio])
        .find(|&ratio| near(ratio))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_ratio_is_told_in_both_directions_and_through_rounding() {
        assert_eq!(ratio(4.03), Some(4.0));
        assert_eq!(ratio(0.1), Some(0.1));
        assert_eq!(ratio(1.0), None);
        assert_eq!(ratio(9.0), None);
        assert_eq!(ratio(f64::NAN), None);
    }
}
