//! Pure numerics: slices in, numbers out; no WIT, no I/O, no clock.

pub mod calendar;
pub mod simulate;
pub mod symbol;
