//! Splits and dividends, read from closes that a provider adjusted for both.

use sandbourse_kernels::splits;

use crate::bindings::sandbourse::platform::history::{Dividend, Split};

/// Half a cent, by which each of two rounded closes may be off.
const ROUNDING: f64 = 0.005;
/// A smaller change of the factor is rounding, whatever the price.
const LEAST: f64 = 2e-4;

/// The events that turn `close` (as traded) into `adjusted`, both oldest first and of one length.
///
/// The factor `adjusted / close` is constant between events. From one bar to the next it grows
/// k-fold at a split of k for 1, and by `1 / (1 - amount / close before)` at a dividend.
pub fn of(time: &[i64], close: &[f64], adjusted: &[f64]) -> (Vec<Split>, Vec<Dividend>) {
    let (mut divided, mut paid) = (Vec::new(), Vec::new());
    let count = time.len().min(close.len()).min(adjusted.len());
    // The factor since the last event: its first bar's, so that rounding does not add up.
    let mut factor = adjusted
        .first()
        .zip(close.first())
        .map_or(1.0, |(a, c)| a / c);
    for row in 1..count {
        let now = adjusted[row] / close[row];
        let growth = now / factor;
        let noise = LEAST.max(2.0 * ROUNDING / adjusted[row] + 2.0 * ROUNDING / adjusted[row - 1]);
        if !growth.is_finite() || (growth - 1.0).abs() <= noise {
            continue;
        }
        factor = now;
        match splits::ratio(growth) {
            Some(ratio) => divided.push(Split {
                time: time[row],
                ratio,
            }),
            None if growth > 1.0 => paid.push(Dividend {
                time: time[row],
                amount: close[row - 1] * (1.0 - 1.0 / growth),
            }),
            None => {}
        }
    }
    (divided, paid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_split_and_a_dividend_are_told_apart() {
        let close = [400.0, 404.0, 101.0, 100.0];
        // 4 for 1 before the third bar, 1 a share before the fourth.
        let after_dividend = 1.0 - 1.0 / 101.0;
        let adjusted = [
            400.0 / 4.0 * after_dividend,
            404.0 / 4.0 * after_dividend,
            101.0 * after_dividend,
            100.0,
        ];
        let (splits, dividends) = of(&[0, 1, 2, 3], &close, &adjusted);
        assert_eq!(splits.len(), 1);
        assert_eq!((splits[0].time, splits[0].ratio), (2, 4.0));
        assert_eq!(dividends.len(), 1);
        assert!((dividends[0].amount - 1.0).abs() < 1e-9 && dividends[0].time == 3);
    }

    #[test]
    fn closes_rounded_to_cents_are_no_events() {
        let close = [10.003, 10.517, 9.871];
        let rounded = close.map(|price: f64| (price * 50.0).round() / 100.0);
        let (splits, dividends) = of(&[0, 1, 2], &close, &rounded);
        assert!(splits.is_empty() && dividends.is_empty());
    }

    proptest! {
        #[test]
        fn any_closes_give_events_or_none(
            rows in prop::collection::vec((any::<f64>(), any::<f64>()), 0..40),
        ) {
            let time: Vec<i64> = (0..rows.len() as i64).collect();
            let (close, adjusted): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
            let (splits, dividends) = of(&time, &close, &adjusted);
            prop_assert!(splits.iter().all(|split| split.ratio > 0.0));
            prop_assert!(dividends.iter().all(|dividend| !dividend.amount.is_infinite() || close.iter().any(|c| !c.is_finite() || c.abs() > 1e300)));
        }
    }
}
