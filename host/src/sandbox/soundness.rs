//! Whether a series is one: what a component answers is as untrusted as what a
//! client sends, and others compute with it.

use sandbourse_wit::types::Series;

use super::CallError;

/// The series, when its columns have equal lengths and its times rise.
///
/// # Errors
/// [`CallError::Unsound`] that says what is wrong.
pub fn sound(series: Series) -> Result<Series, CallError> {
    let columns = &series.columns;
    let bars = columns.time.len();
    let values = [
        &columns.open,
        &columns.high,
        &columns.low,
        &columns.close,
        &columns.volume,
    ];
    if values.iter().any(|column| column.len() != bars) {
        return Err(CallError::Unsound("columns of different lengths"));
    }
    if columns.time.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(CallError::Unsound("times that do not rise"));
    }
    Ok(series)
}
