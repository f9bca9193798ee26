//! A daily price history as a provider gave it, made safe to compute with and corrected for splits and dividends.

use std::ops::RangeInclusive;

use sandbourse_kernels::sum::count_by;

use crate::bindings::sandbourse::platform::types::Columns;
use crate::bindings::sandbourse::platform::values::Adjustment;
use crate::refusal::{Refusal, Verdict};

/// Prices and factors outside are errors of a source; inside, products and sums stay finite.
const PLAUSIBLE: RangeInclusive<f64> = 1e-9..=1e12;
/// More than all shares of the world, and small enough for sums of years.
const MOST_SHARES: f64 = 1e18;

/// Bars as traded, with the factors that make them comparable; all lists have equal length.
#[derive(Clone, Debug)]
pub struct History {
    /// Prices and volumes as traded.
    pub columns: Columns,
    /// What prices are multiplied with to undo splits.
    pub split: Vec<f64>,
    /// What prices are multiplied with to undo splits and dividends.
    pub all: Vec<f64>,
}

impl History {
    /// The history in order of time, without doubles and without rows that cannot be prices.
    ///
    /// A row is left out when a price or factor is not a number from 1e-9 to 1e12. Of rows with the
    /// same time the last one given stays. A volume that is not a number from 0 to 1e18 counts as 0, and
    /// high and low are widened to hold open and close.
    ///
    /// Refuses with [`Refusal::Malformed`] when the lists differ in length and with
    /// [`Refusal::Empty`] when no row remains.
    pub fn cleaned(self) -> Verdict<Self> {
        let n = self.columns.time.len();
        if !self.lengths().iter().all(|&length| length == n) {
            return Err(Refusal::Malformed(
                "its columns differ in length".to_owned(),
            ));
        }
        let mut history = if self.is_sound() {
            self
        } else {
            self.picked(&self.order())
        };
        if history.columns.time.is_empty() {
            return Err(Refusal::Empty);
        }
        history.columns.mend();
        Ok(history)
    }

    /// Whether every row is usable and the times rise: the usual case, seen column by column,
    /// which takes a fraction of the time that rows take.
    fn is_sound(&self) -> bool {
        let c = &self.columns;
        let columns = [&c.open, &c.high, &c.low, &c.close, &self.split, &self.all];
        let is_plausible = |column: &&Vec<f64>| {
            count_by(column, |number| PLAUSIBLE.contains(&number)) == column.len() as f64
        };
        c.time.is_sorted_by(|a, b| a < b) && columns.iter().all(is_plausible)
    }

    /// The bars under an adjustment. Volumes follow the number of shares: they are divided by
    /// the split factor in both adjusted forms.
    pub fn adjusted(self, adjustment: Adjustment) -> Columns {
        let mut columns = self.columns;
        let factors = match adjustment {
            Adjustment::Raw => return columns,
            Adjustment::Split => &self.split,
            Adjustment::All => &self.all,
        };
        for prices in [
            &mut columns.open,
            &mut columns.high,
            &mut columns.low,
            &mut columns.close,
        ] {
            prices
                .iter_mut()
                .zip(factors)
                .for_each(|(price, factor)| *price *= factor);
        }
        columns
            .volume
            .iter_mut()
            .zip(&self.split)
            .for_each(|(volume, factor)| *volume /= factor);
        columns
    }

    fn lengths(&self) -> [usize; 7] {
        let c = &self.columns;
        let prices = [c.open.len(), c.high.len(), c.low.len(), c.close.len()];
        let [open, high, low, close] = prices;
        [
            open,
            high,
            low,
            close,
            c.volume.len(),
            self.split.len(),
            self.all.len(),
        ]
    }

    /// Indices of the usable rows, oldest first, one for each time.
    fn order(&self) -> Vec<usize> {
        let time = &self.columns.time;
        let mut order: Vec<usize> = (0..time.len()).filter(|&row| self.is_usable(row)).collect();
        if !order.is_sorted_by(|&a, &b| time[a] < time[b]) {
            order.sort_by_key(|&row| time[row]);
            // Of equal times the last given is the last here; keep that one.
            order.reverse();
            order.dedup_by_key(|row| time[*row]);
            order.reverse();
        }
        order
    }

    fn is_usable(&self, row: usize) -> bool {
        let c = &self.columns;
        let numbers = [
            c.open[row],
            c.high[row],
            c.low[row],
            c.close[row],
            self.split[row],
            self.all[row],
        ];
        numbers.iter().all(|number| PLAUSIBLE.contains(number))
    }

    fn picked(&self, rows: &[usize]) -> Self {
        let pick = |values: &[f64]| rows.iter().map(|&row| values[row]).collect::<Vec<f64>>();
        let c = &self.columns;
        let columns = Columns {
            time: rows.iter().map(|&row| c.time[row]).collect(),
            open: pick(&c.open),
            high: pick(&c.high),
            low: pick(&c.low),
            close: pick(&c.close),
            volume: pick(&c.volume),
        };
        Self {
            columns,
            split: pick(&self.split),
            all: pick(&self.all),
        }
    }
}

impl Columns {
    /// Makes each bar hold its own open and close, and each volume a number.
    fn mend(&mut self) {
        for row in 0..self.time.len() {
            let (open, close) = (self.open[row], self.close[row]);
            let (above, below) = if open > close {
                (open, close)
            } else {
                (close, open)
            };
            if self.high[row] < above {
                self.high[row] = above;
            }
            if self.low[row] > below {
                self.low[row] = below;
            }
            if !(0.0..=MOST_SHARES).contains(&self.volume[row]) {
                self.volume[row] = 0.0;
            }
        }
    }

    /// The rows from one index up to, not including, another.
    pub fn slice(mut self, from: usize, to: usize) -> Self {
        self.time.truncate(to);
        self.time.drain(..from.min(to));
        for values in [
            &mut self.open,
            &mut self.high,
            &mut self.low,
            &mut self.close,
            &mut self.volume,
        ] {
            values.truncate(to);
            values.drain(..from.min(to));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn history(rows: &[(i64, f64)]) -> History {
        let close: Vec<f64> = rows.iter().map(|row| row.1).collect();
        let columns = Columns {
            time: rows.iter().map(|row| row.0).collect(),
            open: close.clone(),
            high: close.clone(),
            low: close.clone(),
            volume: vec![100.0; rows.len()],
            close,
        };
        History {
            columns,
            split: vec![1.0; rows.len()],
            all: vec![1.0; rows.len()],
        }
    }

    #[test]
    fn rows_are_sorted_and_the_last_of_a_double_stays() {
        let clean = history(&[(3, 30.0), (1, 10.0), (3, 31.0), (2, f64::NAN)])
            .cleaned()
            .unwrap();
        assert_eq!(clean.columns.time, [1, 3]);
        assert_eq!(clean.columns.close, [10.0, 31.0]);
        assert_eq!(clean.split.len(), 2);
    }

    #[test]
    fn a_contradictory_bar_is_widened_and_a_missing_volume_is_none() {
        let mut odd = history(&[(1, 10.0)]);
        odd.columns.high = vec![9.0];
        odd.columns.volume = vec![f64::NAN];
        let clean = odd.cleaned().unwrap().columns;
        assert_eq!(
            (clean.high[0], clean.low[0], clean.volume[0]),
            (10.0, 10.0, 0.0)
        );
    }

    #[test]
    fn columns_of_different_length_are_refused() {
        let mut odd = history(&[(1, 10.0)]);
        odd.columns.volume.clear();
        assert!(matches!(odd.cleaned(), Err(Refusal::Malformed(_))));
    }

    #[test]
    fn each_adjustment_uses_its_own_factor() {
        let mut split = history(&[(1, 100.0), (2, 50.0)]);
        split.split = vec![0.5, 1.0];
        split.all = vec![0.49, 1.0];
        assert_eq!(split.clone().adjusted(Adjustment::Raw).close, [100.0, 50.0]);
        assert_eq!(
            split.clone().adjusted(Adjustment::Split).close,
            [50.0, 50.0]
        );
        let all = split.adjusted(Adjustment::All);
        assert_eq!(
            (all.close, all.volume),
            (vec![49.0, 50.0], vec![200.0, 100.0])
        );
    }

    #[test]
    fn a_slice_keeps_all_columns_equally_long() {
        let columns = history(&[(1, 1.0), (2, 2.0), (3, 3.0)]).columns.slice(1, 2);
        assert_eq!(
            (columns.time, columns.close, columns.volume),
            (vec![2], vec![2.0], vec![100.0])
        );
    }

    proptest! {
        #[test]
        fn any_rows_give_ordered_positive_prices_or_a_reason(
            rows in prop::collection::vec((any::<i64>(), any::<f64>()), 0..40),
            factor in any::<f64>(),
        ) {
            let mut odd = history(&rows);
            odd.all.iter_mut().step_by(3).for_each(|value| *value = factor);
            if let Ok(clean) = odd.cleaned() {
                prop_assert!(clean.columns.time.is_sorted_by(|a, b| a < b));
                let c = &clean.columns;
                for row in 0..c.time.len() {
                    prop_assert!(c.low[row] > 0.0 && c.low[row] <= c.close[row] && c.close[row] <= c.high[row]);
                }
            }
        }
    }
}
