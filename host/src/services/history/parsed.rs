//! Bars of a file, whatever its format. Strict: a row that cannot be true is refused rather than
//! repaired.

use std::ops::RangeInclusive;

/// The years 1600 to 2400: every time can be written as a date.
pub const TIMES: RangeInclusive<i64> = -11_676_096_000_000..=13_601_087_999_999;
/// Rows of one file: 30 years of minutes, and then some.
pub const MAX_ROWS: usize = 5_000_000;
const DAY_MS: i64 = 86_400_000;
/// Float32 leftovers in published files may make a high a hair lower than the close.
const PRICE_TOLERANCE: f64 = 1e-6;

/// Names of the columns, in their order.
pub const BAR_COLUMNS: [&str; 7] = [
    "date",
    "open",
    "high",
    "low",
    "close",
    "adj_close",
    "volume",
];

/// Bars as they stand in a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParsedBars {
    /// Epoch milliseconds, ascending, unique.
    pub time: Vec<i64>,
    /// First price of each bar.
    pub open: Vec<f64>,
    /// Highest price.
    pub high: Vec<f64>,
    /// Lowest price.
    pub low: Vec<f64>,
    /// Last price.
    pub close: Vec<f64>,
    /// Last price, adjusted for splits and dividends.
    pub adj_close: Vec<f64>,
    /// Units traded.
    pub volume: Vec<f64>,
}

/// What cannot be true of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Index in [`BAR_COLUMNS`].
    pub column: usize,
    /// What is wrong and what would be right.
    pub message: String,
}

impl Flaw {
    fn new(column: usize, message: String) -> Self {
        Self { column, message }
    }
}

impl ParsedBars {
    /// Adds a row: the time, then open, high, low, close, adjusted close and volume.
    ///
    /// # Errors
    /// The first [`Flaw`] of the row.
    pub fn add(&mut self, time: i64, numbers: [f64; 6]) -> Result<(), Flaw> {
        if self.time.len() >= MAX_ROWS {
            return Err(Flaw::new(
                0,
                format!("the file has more than {MAX_ROWS} rows"),
            ));
        }
        if !TIMES.contains(&time) {
            let message = "the row is not of the years 1600 to 2400".to_owned();
            return Err(Flaw::new(0, message));
        }
        if self.time.last().is_some_and(|&last| last >= time) {
            let message = "the row does not come after the row before it".to_owned();
            return Err(Flaw::new(0, message));
        }
        check(&numbers)?;
        self.time.push(time);
        let columns = [
            &mut self.open,
            &mut self.high,
            &mut self.low,
            &mut self.close,
            &mut self.adj_close,
            &mut self.volume,
        ];
        for (column, number) in columns.into_iter().zip(numbers) {
            column.push(number);
        }
        Ok(())
    }
}

impl ParsedBars {
    /// The same bars at midnight UTC of their session. A data frame has midnight in the exchange's
    /// zone, which is at most half a day away.
    ///
    /// # Errors
    /// When two rows are of the same session.
    pub fn at_midnight(mut self) -> Result<Self, Flaw> {
        for time in &mut self.time {
            *time = (*time + DAY_MS / 2).div_euclid(DAY_MS) * DAY_MS;
        }
        if self.time.is_sorted_by(|a, b| a < b) {
            Ok(self)
        } else {
            Err(Flaw::new(0, "two rows are of the same day".to_owned()))
        }
    }
}

fn check(&[open, high, low, close, adj_close, volume]: &[f64; 6]) -> Result<(), Flaw> {
    for (price, column) in [open, high, low, close, adj_close].into_iter().zip(1..) {
        if !(price.is_finite() && price > 0.0) {
            return Err(Flaw::new(
                column,
                format!("{price} is not a price above zero"),
            ));
        }
    }
    let slack = PRICE_TOLERANCE * close;
    if high + slack < open.max(close).max(low) {
        return Err(Flaw::new(
            2,
            format!("{high} is not the highest price of the row"),
        ));
    }
    if low - slack > open.min(close) {
        return Err(Flaw::new(
            3,
            format!("{low} is not the lowest price of the row"),
        ));
    }
    if !(volume.is_finite() && volume >= 0.0) {
        return Err(Flaw::new(6, format!("{volume} is not a volume from zero")));
    }
    Ok(())
}
