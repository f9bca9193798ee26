//! `/api/v1/data`.

mod bars;
mod imported;
mod listing;
mod macros;
mod quotes;
