//! What prices are multiplied with to be comparable over splits and dividends.
//!
//! From events this is the usual back-adjustment, as the Center for Research in Security Prices
//! defines it and as data vendors publish it ("adjusted close"): before a split of k for 1 the
//! factor is 1/k; before the session from which a dividend D is no longer paid it is 1 - D/P, P
//! being the close of the session before. A bar's factor is the product over all later events.

use sandbourse_kernels::splits::ratio;
use sandbourse_wit::history::{Dividend, Split};
use sandbourse_wit::types::Columns;

/// However many events a list has, products stay numbers.
const LEAST: f64 = 1e-12;
const MOST: f64 = 1e12;

/// Factors by which a close is multiplied to be adjusted for everything:
/// `adj_close / close`.
pub fn adjustment(close: &[f64], adj_close: &[f64]) -> Vec<f64> {
    close
        .iter()
        .zip(adj_close)
        .map(|(close, adjusted)| adjusted / close)
        .collect()
}

/// Splits read from jumps of the adjustment factor: on the day of a k-for-1 split it becomes k
/// times what it was the day before, which no dividend does.
pub fn splits(time: &[i64], adjustment: &[f64]) -> Vec<Split> {
    let steps = time.iter().skip(1).zip(adjustment.windows(2));
    let split = |(&time, step): (&i64, &[f64])| {
        let ratio = ratio(step[1] / step[0])?;
        Some(Split { time, ratio })
    };
    steps.filter_map(split).collect()
}

/// Per bar, the product of `1 / ratio` over all later splits. Splits are in order of time.
pub fn of_splits(time: &[i64], splits: &[Split]) -> Vec<f64> {
    let events = splits.iter().map(|split| (split.time, 1.0 / split.ratio));
    products(time, events.collect())
}

/// Per bar, the product of `1 - amount / close before` over all later dividends. That close is in
/// the shares of the dividend: a split since then divides it.
///
/// A dividend before the second bar has no close before it, and one as large as that close
/// cannot be expressed as a factor; both are passed over.
pub fn of_dividends(columns: &Columns, splits: &[Split], dividends: &[Dividend]) -> Vec<f64> {
    let events = dividends.iter().filter_map(|dividend| {
        let before = columns.time.partition_point(|&time| time < dividend.time);
        let bar = before.checked_sub(1)?;
        let since = splits
            .iter()
            .filter(|split| split.time > columns.time[bar] && split.time <= dividend.time);
        let close = since.fold(columns.close[bar], |close, split| close / split.ratio);
        let factor = 1.0 - dividend.amount / close;
        (factor > 0.0 && factor <= 1.0).then_some((dividend.time, factor))
    });
    products(&columns.time, events.collect())
}

/// Per time, the product of the factors of all events after it. Both are in order of time.
fn products(time: &[i64], mut events: Vec<(i64, f64)>) -> Vec<f64> {
    let mut factors = vec![1.0; time.len()];
    let mut running: f64 = 1.0;
    for bar in (0..time.len()).rev() {
        while let Some((_, factor)) = events.pop_if(|event| event.0 > time[bar]) {
            running = (running * factor).clamp(LEAST, MOST);
        }
        factors[bar] = running;
    }
    factors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_jumps(close: &[f64], adj_close: &[f64]) -> Vec<f64> {
        let time: Vec<i64> = (0..close.len() as i64).collect();
        of_splits(&time, &splits(&time, &adjustment(close, adj_close)))
    }

    fn columns(close: &[f64]) -> Columns {
        let [open, high, low, volume] = [(); 4].map(|()| close.to_vec());
        Columns {
            time: (0..close.len() as i64).collect(),
            close: close.to_vec(),
            open,
            high,
            low,
            volume,
        }
    }

    #[test]
    fn a_two_for_one_split_halves_what_came_before_it() {
        let factors = of_jumps(&[100.0, 102.0, 51.5, 52.0], &[49.9, 50.9, 51.4, 51.9]);
        assert_eq!(factors, [0.5, 0.5, 1.0, 1.0]);
    }

    #[test]
    fn a_special_dividend_is_no_split() {
        assert_eq!(of_jumps(&[30.0, 27.0], &[26.97, 27.0]), [1.0, 1.0]);
    }

    #[test]
    fn a_reverse_split_multiplies_what_came_before_it() {
        assert_eq!(of_jumps(&[1.0, 10.1], &[10.0, 10.1]), [10.0, 1.0]);
    }

    #[test]
    fn no_bars_have_no_factors() {
        assert!(of_jumps(&[], &[]).is_empty());
        assert!(
            of_dividends(
                &columns(&[]),
                &[],
                &[Dividend {
                    time: 1,
                    amount: 1.0
                }]
            )
            .is_empty()
        );
    }

    #[test]
    fn a_dividend_lowers_what_came_before_it_by_its_share_of_the_last_close() {
        // The example of Yahoo's page on adjusted closes: 0.08 after a close of 24.96.
        let dividends = [Dividend {
            time: 1,
            amount: 0.08,
        }];
        let factors = of_dividends(&columns(&[24.96, 24.53]), &[], &dividends);
        assert!((factors[0] - 0.996_794_9).abs() < 1e-7, "{factors:?}");
        assert_eq!(factors[1], 1.0);
    }

    #[test]
    fn a_dividend_on_the_day_of_a_split_is_for_the_new_shares() {
        let splits = [Split {
            time: 1,
            ratio: 2.0,
        }];
        let dividends = [Dividend {
            time: 1,
            amount: 1.0,
        }];
        let factors = of_dividends(&columns(&[100.0, 49.0]), &splits, &dividends);
        assert_eq!(factors, [0.98, 1.0]);
        assert_eq!(of_splits(&[0, 1], &splits), [0.5, 1.0]);
    }

    #[test]
    fn an_event_between_two_bars_belongs_to_the_later_one() {
        let splits = [Split {
            time: 5,
            ratio: 4.0,
        }];
        assert_eq!(of_splits(&[1, 4, 6], &splits), [0.25, 0.25, 1.0]);
        let later = [Split {
            time: 9,
            ratio: 4.0,
        }];
        assert_eq!(of_splits(&[1, 4, 6], &later), [0.25; 3]);
    }

    #[test]
    fn a_dividend_that_is_no_dividend_changes_nothing() {
        for amount in [10.0, 11.0, -1.0, f64::NAN, f64::INFINITY] {
            let dividends = [Dividend { time: 1, amount }];
            assert_eq!(
                of_dividends(&columns(&[10.0, 9.0]), &[], &dividends),
                [1.0; 2]
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn any_events_give_positive_numbers(
            close in proptest::collection::vec(1e-9..1e12_f64, 0..20),
            events in proptest::collection::vec((-3..25_i64, 1e-6..1e6_f64, 0.0..1e9_f64), 0..40),
        ) {
            let mut events = events;
            events.sort_by_key(|event| event.0);
            let splits: Vec<_> = events.iter().map(|e| Split { time: e.0, ratio: e.1 }).collect();
            let dividends: Vec<_> = events.iter().map(|e| Dividend { time: e.0, amount: e.2 }).collect();
            let columns = columns(&close);
            let factors = of_splits(&columns.time, &splits);
            let of_dividends = of_dividends(&columns, &splits, &dividends);
            proptest::prop_assert_eq!(factors.len(), close.len());
            for factor in factors.iter().chain(&of_dividends) {
                proptest::prop_assert!(factor.is_finite() && *factor > 0.0);
            }
        }
    }
}
