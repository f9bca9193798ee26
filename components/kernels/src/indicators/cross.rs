//! When one line crosses another.

use std::cmp::Ordering;

/// Lines closer than this fraction of their size are equal: averages of prices in cents
/// that differ at all differ by more, and rounding is some thousand times smaller.
const TIE: f64 = 1e-12;

/// Which line went above which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crossing {
    /// The first rose above the second.
    Above,
    /// The first fell below the second.
    Below,
}

/// Watches two lines, one pair of values a bar.
///
/// A crossing is the first bar strictly on the other side; bars on which the lines are
/// equal change nothing, so a line that touches and turns back has not crossed.
#[derive(Debug, Clone, Default)]
pub struct Cross {
    side: Option<Ordering>,
}

impl Cross {
    /// Where the first line was when it last was strictly on a side; none while not known.
    #[inline]
    pub fn side(&self) -> Option<Ordering> {
        self.side
    }

    /// Takes the next pair; a missing value (warm-up) forgets the side.
    pub fn update(&mut self, first: Option<f64>, second: Option<f64>) -> Option<Crossing> {
        let Some((first, second)) = first.zip(second) else {
            self.side = None;
            return None;
        };
        let now = strict_side(first, second)?;
        match (self.side.replace(now)?, now) {
            (Ordering::Less, Ordering::Greater) => Some(Crossing::Above),
            (Ordering::Greater, Ordering::Less) => Some(Crossing::Below),
            _ => None,
        }
    }
}

/// Which of two numbers is greater; none where they differ by rounding at most.
#[inline]
pub(super) fn strict_side(first: f64, second: f64) -> Option<Ordering> {
    let (a, b) = (first.abs(), second.abs());
    let size = if a > b { a } else { b };
    if (first - second).abs() <= TIE * size {
        return None;
    }
    first.partial_cmp(&second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_passes_another_crosses_it() {
        let mut cross = Cross::default();
        assert_eq!(cross.update(Some(1.0), Some(2.0)), None);
        assert_eq!(cross.update(Some(3.0), Some(2.0)), Some(Crossing::Above));
        assert_eq!(cross.update(Some(3.0), Some(2.0)), None);
        assert_eq!(cross.update(Some(1.0), Some(2.0)), Some(Crossing::Below));
    }

    #[test]
    fn rounding_noise_is_a_tie_and_no_crossing() {
        let mut cross = Cross::default();
        cross.update(Some(1.0), Some(2.0));
        assert_eq!(cross.update(Some(2.0 + 4e-16), Some(2.0)), None);
        assert_eq!(cross.update(Some(1.0), Some(2.0)), None);
    }

    #[test]
    fn passing_through_a_tie_is_a_crossing_on_the_far_side() {
        let mut cross = Cross::default();
        cross.update(Some(1.0), Some(2.0));
        cross.update(Some(2.0), Some(2.0));
        assert_eq!(cross.update(Some(3.0), Some(2.0)), Some(Crossing::Above));
    }

    #[test]
    fn a_missing_value_forgets_the_side() {
        let mut cross = Cross::default();
        cross.update(Some(1.0), Some(2.0));
        cross.update(None, Some(2.0));
        assert_eq!(cross.update(Some(3.0), Some(2.0)), None);
    }
}
