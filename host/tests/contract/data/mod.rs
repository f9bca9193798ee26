//! `/api/v1/data`.

mod bars;
mod imported;
mod indicators;
mod listing;
mod macros;
mod quotes;
