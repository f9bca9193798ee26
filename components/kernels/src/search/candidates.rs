//! The returns of the strategies that were tried, side by side, for tests of the best of them.

use crate::measure::{Undefined, at_least};

/// Most candidates: the tests hold one series for each of them.
pub const MOST_CANDIDATES: usize = 200;
/// Most periods of a candidate: some tests grow with the square of the length.
pub const MOST_PERIODS: usize = 20_000;
/// Fewest periods that say anything about a distribution.
pub const LEAST_PERIODS: usize = 16;

/// Columns of one length, every value finite.
#[derive(Debug, Clone, Copy)]
pub struct Candidates<'a> {
    columns: &'a [&'a [f64]],
    periods: usize,
}

impl<'a> Candidates<'a> {
    /// Takes from one to [`MOST_CANDIDATES`] columns of [`LEAST_PERIODS`] to [`MOST_PERIODS`]
    /// simple returns of the same periods, less those of a benchmark where the test is one
    /// against a benchmark.
    ///
    /// [`Undefined::InsufficientData`] for too few, [`Undefined::OutsideDomain`] for too many
    /// or unequal lengths, [`Undefined::NotFinite`] for a value that is none.
    pub fn new(columns: &'a [&'a [f64]]) -> Result<Self, Undefined> {
        let periods = columns.first().map_or(0, |column| column.len());
        at_least(periods, LEAST_PERIODS)?;
        let is_ragged = columns.iter().any(|column| column.len() != periods);
        if is_ragged || columns.len() > MOST_CANDIDATES || periods > MOST_PERIODS {
            return Err(Undefined::OutsideDomain);
        }
        // Squares and sums must stay finite too.
        let is_usable = |value: &f64| value.abs() < 1e100;
        if columns.iter().any(|column| !column.iter().all(is_usable)) {
            return Err(Undefined::NotFinite);
        }
        Ok(Self { columns, periods })
    }

    /// The columns.
    pub fn columns(&self) -> &'a [&'a [f64]] {
        self.columns
    }

    /// Length of each.
    pub fn periods(&self) -> usize {
        self.periods
    }
}
