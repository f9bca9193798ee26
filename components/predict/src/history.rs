//! The prices of a forecast, as logarithms.

use crate::bindings::sandbourse::platform::types::{Columns, Failure};
use crate::failures::invalid;

/// Bars with a price above zero.
pub struct History {
    /// Times, epoch milliseconds.
    pub time: Vec<i64>,
    /// Natural logarithms of the closes.
    pub log_price: Vec<f64>,
    /// The last close.
    pub last_price: f64,
}

/// Leaves out bars without a price, which are never filled; refuses an empty history.
pub fn usable(columns: &Columns, symbol: &str) -> Result<History, Failure> {
    let bars = columns
        .time
        .iter()
        .copied()
        .zip(columns.close.iter().copied());
    let (time, close): (Vec<i64>, Vec<f64>) = bars
        .filter(|(_, price)| price.is_finite() && *price > 0.0)
        .unzip();
    let Some(last_price) = close.last().copied() else {
        let detail = format!("{symbol} has no price to start from.");
        return Err(invalid("symbol", "insufficient_data", detail));
    };
    Ok(History {
        time,
        log_price: close.iter().map(|price| price.ln()).collect(),
        last_price,
    })
}
