//! Where two moving averages of one series cross.

use sandbourse_kernels::indicators::cross::{Cross, Crossing};
use sandbourse_kernels::indicators::input::LARGEST;

use crate::stretch::Stretch;
use crate::sums::{SPAN, Sums};

/// Closes that are looked over at a time.
const LANES: usize = 32;

/// A fast and a slow average, watched as [`Cross`] watches two lines: it is asked only where
/// something may change.
#[derive(Debug)]
pub struct Averages {
    fast: usize,
    slow: usize,
    sums: Sums,
    cross: Cross,
}

impl Averages {
    /// Over so many bars, of which the slow one has more.
    pub fn new(fast: usize, slow: usize) -> Self {
        Self {
            fast,
            slow,
            sums: Sums::new(slow),
            cross: Cross::default(),
        }
    }

    /// Bars before both have a value.
    pub fn warm_up(&self) -> usize {
        self.slow - 1
    }

    /// Takes the next closes and hands out each crossing. A close that is missing or larger
    /// than any price starts both averages anew, as it does with every indicator.
    pub fn update(&mut self, closes: &[f64], mut put: impl FnMut(usize, Crossing)) {
        let mut done = 0;
        while done < closes.len() {
            let rest = &closes[done..];
            let usable = &rest[..self.sums.room().min(rest.len())];
            let gap = first_gap(usable);
            let usable = &usable[..gap.unwrap_or(usable.len())];
            self.take(usable, |at, crossing| put(done + at, crossing));
            done += usable.len();
            if gap.is_some() {
                self.sums.reset();
                self.cross.update(None, None);
                done += 1;
            }
        }
    }

    /// Takes closes of one span.
    fn take(&mut self, closes: &[f64], mut put: impl FnMut(usize, Crossing)) {
        let start = self.sums.kept().len();
        self.sums.extend(closes);
        let end = self.sums.kept().len();
        let windows = [self.fast, self.slow];
        let mut at = start.max(self.slow);
        while at < end {
            let next = windows.map(|window| at + SPAN - (at - window) % SPAN);
            let stop = end.min(next[0]).min(next[1]);
            let stretch = Stretch::new(&self.sums, windows, at..stop);
            stretch.watch(&mut self.cross, |place, crossing| {
                put(at - start + place, crossing)
            });
            at = stop;
        }
    }
}

/// Where the first close is that no average can take.
#[inline]
fn first_gap(closes: &[f64]) -> Option<usize> {
    let is_usable = |close: &f64| close.abs() <= LARGEST;
    let (pieces, _) = closes.as_chunks::<LANES>();
    // Without branches: several bars go at a time.
    let is_whole = |piece: &[f64; LANES]| piece.iter().fold(true, |all, it| all & is_usable(it));
    let whole = pieces.iter().take_while(|piece| is_whole(piece)).count() * LANES;
    let gap = closes[whole..].iter().position(|close| !is_usable(close));
    gap.map(|gap| whole + gap)
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;
    use sandbourse_kernels::indicators::Indicator;
    use sandbourse_kernels::indicators::trend::sma::Sma;

    /// Prices in cents, few enough for averages to touch often, and gaps.
    fn closes() -> impl Strategy<Value = Vec<f64>> {
        let close = prop_oneof![
            400 => (990_u32..1_010).prop_map(|cents| f64::from(cents) / 100.0),
            1 => Just(f64::NAN),
            1 => Just(1e101),
        ];
        proptest::collection::vec(close, 1..1_500)
    }

    proptest! {
        #[test]
        fn it_finds_the_crossings_that_comparing_the_averages_on_each_bar_finds(
            closes in closes(),
            fast in 1_usize..40,
            more in 1_usize..400,
            cut in 0_usize..1_500,
        ) {
            let (mut quick, mut long) = (Sma::new(fast), Sma::new(fast + more));
            let mut cross = Cross::default();
            let each = |close: &f64| cross.update(quick.update(*close), long.update(*close));
            let expected: Vec<Option<Crossing>> = closes.iter().map(each).collect();
            let mut averages = Averages::new(fast, fast + more);
            let mut found = vec![None; closes.len()];
            let cut = cut.min(closes.len());
            averages.update(&closes[..cut], |at, it| found[at] = Some(it));
            averages.update(&closes[cut..], |at, it| found[cut + at] = Some(it));
            prop_assert_eq!(found, expected);
        }
    }
}
