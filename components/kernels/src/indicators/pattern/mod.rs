//! Shapes of a few candles.

mod anatomy;
pub mod doji;
pub mod engulfing;
pub mod hammer;
