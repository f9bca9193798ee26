//! `/api/v1/data`.

mod bars;
mod files;
mod imported;
mod indicators;
mod listing;
mod macros;
mod quotes;
