//! The bars of a run, made safe to calculate with.

use crate::bindings::sandbourse::platform::types::{Columns, Failure};
use crate::failures::invalid;

/// Prices that a market could have; what lies outside is an error of the source, and powers
/// of it leave the range of numbers.
const PRICES: std::ops::RangeInclusive<f64> = 1e-9..=1e12;

/// Moments that a market could have, within five thousand years of 1970.
const TIMES: std::ops::RangeInclusive<i64> = -157_788_000_000_000..=157_788_000_000_000;

/// Bars with usable prices, times ascending.
pub struct History {
    /// What is calculated with. A high or low that is not known is that of open and close, a
    /// volume that is not known NaN.
    pub columns: Columns,
    /// Bars that had no usable price, or came out of turn.
    pub left_out: usize,
}

/// Leaves out bars without a price; refuses a history with fewer than two, of the field `symbol`.
pub fn usable(columns: Columns, symbol: &str) -> Result<History, Failure> {
    let total = columns.time.len();
    let keep = kept(&columns);
    if keep.len() < 2 {
        let detail = format!(
            "{symbol} has {} bars with a price in the span asked for; two are needed.",
            keep.len()
        );
        return Err(invalid("symbol", "insufficient_data", detail));
    }
    let lengths = [
        &columns.open,
        &columns.high,
        &columns.low,
        &columns.close,
        &columns.volume,
    ]
    .map(Vec::len);
    let left_out = total - keep.len();
    let columns = if left_out == 0 && lengths == [total; 5] {
        columns
    } else {
        picked(&columns, &keep)
    };
    Ok(History { columns, left_out })
}

/// The bars whose prices are usable and whose time is after all before.
fn kept(columns: &Columns) -> Vec<usize> {
    let mut last = i64::MIN;
    let mut is_usable = |bar: &usize| {
        let time = columns.time[*bar];
        let usable = has_prices(columns, *bar) && TIMES.contains(&time) && last < time;
        if usable {
            last = time;
        }
        usable
    };
    (0..columns.time.len())
        .filter(|bar| is_usable(bar))
        .collect()
}

fn has_prices(columns: &Columns, bar: usize) -> bool {
    let price = |column: &[f64]| column.get(bar).is_some_and(|price| PRICES.contains(price));
    let price_or_none = |column: &[f64]| column.is_empty() || price(column);
    price(&columns.open)
        && price(&columns.close)
        && price_or_none(&columns.high)
        && price_or_none(&columns.low)
}

fn picked(columns: &Columns, keep: &[usize]) -> Columns {
    let pick = |column: &[f64]| -> Vec<f64> {
        let value = |bar: &usize| column.get(*bar).copied().unwrap_or(f64::NAN);
        keep.iter().map(value).collect()
    };
    let (open, close) = (pick(&columns.open), pick(&columns.close));
    let extreme = |column: &[f64], of: fn(f64, f64) -> f64| match column {
        [] => open
            .iter()
            .zip(&close)
            .map(|(open, close)| of(*open, *close))
            .collect(),
        _ => pick(column),
    };
    Columns {
        time: keep.iter().map(|bar| columns.time[*bar]).collect(),
        high: extreme(&columns.high, f64::max),
        low: extreme(&columns.low, f64::min),
        volume: pick(&columns.volume),
        open,
        close,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(close: &[f64]) -> Columns {
        Columns {
            time: (0..close.len() as i64).collect(),
            open: close.to_vec(),
            high: close.to_vec(),
            low: close.to_vec(),
            close: close.to_vec(),
            volume: Vec::new(),
        }
    }

    #[test]
    fn bars_without_a_price_are_left_out_and_counted() {
        let found = usable(columns(&[1.0, f64::NAN, 0.0, 2.0]), "X").unwrap();
        assert_eq!(
            (found.columns.close, found.columns.time, found.left_out),
            (vec![1.0, 2.0], vec![0, 3], 2)
        );
    }

    #[test]
    fn a_bar_that_is_not_after_all_before_it_is_left_out() {
        let unsorted = Columns {
            time: vec![1, 5, 2, 3, 5, 6],
            ..columns(&[1.0; 6])
        };
        let found = usable(unsorted, "X").unwrap();
        assert_eq!((found.columns.time, found.left_out), (vec![1, 5, 6], 3));
    }

    #[test]
    fn a_high_that_is_not_known_is_that_of_open_and_close_and_one_that_cannot_be_is_no_bar() {
        let mut bars = columns(&[1.0, 2.0, 3.0]);
        bars.open = vec![1.5, 2.5, 2.5];
        bars.high = Vec::new();
        let found = usable(bars.clone(), "X").unwrap();
        assert_eq!(found.columns.high, [1.5, 2.5, 3.0]);
        bars.high = vec![2.0, f64::INFINITY, 4.0];
        assert_eq!(usable(bars, "X").unwrap().columns.high, [2.0, 4.0]);
    }

    #[test]
    fn a_single_bar_is_refused() {
        assert_eq!(
            usable(columns(&[1.0]), "X").err().unwrap().code,
            "insufficient_data"
        );
    }
}
