//! Orders, fills, costs, equity and statistics of a run. `docs/backtest-rules.md` has the rules.
//!
//! Two ways in, one engine: [`engine::run`] takes a strategy's decisions as whole columns;
//! [`engine::Engine`] goes bar by bar, takes decisions or single orders, and shows the account.

mod book;
mod broker;
pub mod costs;
pub mod decisions;
mod desk;
pub mod engine;
mod fill;
pub mod market;
pub mod order;
mod queue;
pub mod rules;
pub mod run;
pub mod statistics;
pub mod summary;
pub mod trade;
