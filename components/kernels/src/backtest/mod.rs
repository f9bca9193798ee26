//! Fills, costs, equity and statistics of a run over a column of decisions.
//!
//! A strategy is a column of target exposures; whoever makes the column, a built-in rule or
//! an uploaded component, the same engine turns it into trades.

pub mod account;
pub mod costs;
pub mod engine;
pub mod statistics;
