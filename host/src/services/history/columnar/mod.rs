//! Parquet files of prices: a column of dates or times, and columns of numbers.

mod read;
#[cfg(test)]
mod tests;
mod write;

use parquet::errors::ParquetError;

pub use read::bars;
pub use write::Sheet;

const DAY_MS: i64 = 86_400_000;

/// Why a Parquet file is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParquetRefusal {
    /// Not a file of this format, damaged, or compressed in a way that is not read here.
    #[error("the file is not readable: {0}")]
    Unreadable(String),
    /// A column is missing or holds something else.
    #[error("column `{column}`: {message}")]
    Column {
        /// Name of the column.
        column: String,
        /// What is wrong and what would be right.
        message: String,
    },
    /// A row cannot be true.
    #[error("row {row}, column `{column}`: {message}")]
    Row {
        /// Number of the row, from 1.
        row: usize,
        /// Name of the column.
        column: &'static str,
        /// What is wrong and what would be right.
        message: String,
    },
}

impl From<ParquetError> for ParquetRefusal {
    fn from(cause: ParquetError) -> Self {
        Self::Unreadable(cause.to_string())
    }
}

/// Whether bytes begin as a Parquet file does.
pub fn is_parquet(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PAR1")
}
