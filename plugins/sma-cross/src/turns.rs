//! Where one line crosses another, over columns.

use sandbourse_kernels::indicators::cross::{Cross, Crossing};

/// Bars that are looked over at a time.
const LANES: usize = 8;

/// Watches two lines as [`Cross`] does, and asks it only where something may change.
#[derive(Debug, Default)]
pub struct Turns {
    cross: Cross,
    /// 1 after a crossing above, -1 after one below; 0 while not known.
    side: f64,
}

impl Turns {
    /// Takes the next values of both lines, NaN for none, and hands out each crossing.
    pub fn update(&mut self, first: &[f64], second: &[f64], mut put: impl FnMut(usize, Crossing)) {
        let pieces = first.chunks(LANES).zip(second.chunks(LANES)).enumerate();
        for (piece, (first, second)) in pieces {
            if self.is_quiet(first, second) {
                continue;
            }
            for (at, (first, second)) in first.iter().zip(second).enumerate() {
                if self.stays(*first, *second) {
                    continue;
                }
                if let Some(crossing) = self.look(*first, *second) {
                    put(piece * LANES + at, crossing);
                }
            }
        }
    }

    /// Whether the first line is further on the same side, or as good as equal: nothing that
    /// a crossing could come of. NaN is not above 0.
    #[inline]
    fn stays(&self, first: f64, second: f64) -> bool {
        (first - second) * self.side > 0.0
    }

    /// Whether that holds for all of so many bars.
    #[inline]
    fn is_quiet(&self, first: &[f64], second: &[f64]) -> bool {
        let (Ok(first), Ok(second)) = (
            <&[f64; LANES]>::try_from(first),
            <&[f64; LANES]>::try_from(second),
        ) else {
            return false;
        };
        // Without branches: several bars go at a time.
        (0..LANES).fold(true, |all, at| all & self.stays(first[at], second[at]))
    }

    fn look(&mut self, first: f64, second: f64) -> Option<Crossing> {
        let crossing = self.cross.update(known(first), known(second));
        self.side = match crossing {
            Some(Crossing::Above) => 1.0,
            Some(Crossing::Below) => -1.0,
            None if first.is_nan() || second.is_nan() => 0.0,
            None => self.side,
        };
        crossing
    }
}

fn known(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    /// Few values, so that lines often touch, and some that rounding alone tells apart.
    fn line() -> impl Strategy<Value = Vec<f64>> {
        let value = prop_oneof![
            Just(f64::NAN),
            Just(1.0),
            Just(1.0 + 4e-16),
            Just(2.0),
            Just(3.0),
            Just(-1.0),
        ];
        proptest::collection::vec(value, 60)
    }

    proptest! {
        #[test]
        fn it_finds_the_crossings_that_looking_at_each_bar_finds(
            first in line(),
            second in line(),
            cut in 0_usize..60,
        ) {
            let mut cross = Cross::default();
            let each = |at: usize| cross.update(known(first[at]), known(second[at]));
            let expected: Vec<Option<Crossing>> = (0..first.len()).map(each).collect();
            let mut turns = Turns::default();
            let mut found = vec![None; first.len()];
            turns.update(&first[..cut], &second[..cut], |at, it| found[at] = Some(it));
            turns.update(&first[cut..], &second[cut..], |at, it| found[cut + at] = Some(it));
            prop_assert_eq!(found, expected);
        }
    }
}
