//! Indicators that take one value at a time, in constant time and memory a bar.

pub mod cross;
pub mod sma;
