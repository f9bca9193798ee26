//! The bars of a run, made safe to calculate with.

use crate::bindings::sandbourse::platform::types::{Columns, Failure};
use crate::failures::invalid;

/// Prices that a market could have; what lies outside is an error of the source, and powers
/// of it leave the range of numbers.
const PRICES: std::ops::RangeInclusive<f64> = 1e-9..=1e12;

/// Bars with a usable open and close, times ascending.
pub struct History {
    /// What is calculated with.
    pub columns: Columns,
    /// Bars that had no usable price.
    pub left_out: usize,
}

/// Leaves out bars without a price; refuses a history with fewer than two.
pub fn usable(columns: Columns, symbol: &str) -> Result<History, Failure> {
    let total = columns.time.len();
    let keep: Vec<usize> = (0..total).filter(|bar| is_usable(&columns, *bar)).collect();
    if keep.len() < 2 {
        let detail = format!(
            "{symbol} has {} bars with a price in the span asked for; two are needed.",
            keep.len()
        );
        return Err(invalid("symbols", "insufficient_data", detail));
    }
    let left_out = total - keep.len();
    let complete = [&columns.high, &columns.low, &columns.volume]
        .iter()
        .all(|column| column.len() == total);
    let columns = if left_out == 0 && complete {
        columns
    } else {
        pick_all(&columns, &keep)
    };
    Ok(History { columns, left_out })
}

fn is_usable(columns: &Columns, bar: usize) -> bool {
    let price = |column: &[f64]| column.get(bar).is_some_and(|price| PRICES.contains(price));
    let ascending = bar == 0 || columns.time[bar - 1] < columns.time[bar];
    price(&columns.open) && price(&columns.close) && ascending
}

fn pick_all(columns: &Columns, keep: &[usize]) -> Columns {
    let pick = |column: &[f64]| {
        keep.iter()
            .map(|bar| column.get(*bar).copied().unwrap_or(f64::NAN))
            .collect()
    };
    Columns {
        time: keep.iter().map(|bar| columns.time[*bar]).collect(),
        open: pick(&columns.open),
        high: pick(&columns.high),
        low: pick(&columns.low),
        close: pick(&columns.close),
        volume: pick(&columns.volume),
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
    fn a_single_bar_is_refused() {
        assert_eq!(
            usable(columns(&[1.0]), "X").err().unwrap().code,
            "insufficient_data"
        );
    }
}
