//! Dates and trading sessions as whole numbers; no clock and no time-zone database.

pub mod civil;
pub mod nyse;

/// Milliseconds in a day.
pub const DAY_MS: i64 = 86_400_000;

/// Days since 1970-01-01 of the UTC date on which a moment falls.
pub fn day_of(epoch_ms: i64) -> i64 {
    epoch_ms.div_euclid(DAY_MS)
}

/// Midnight UTC at the start of a day, in epoch milliseconds; saturates far outside history.
pub fn midnight_ms(day: i64) -> i64 {
    day.saturating_mul(DAY_MS)
}
