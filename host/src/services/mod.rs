//! What the host can do, as plain async Rust: no WebAssembly, no WIT, no HTTP server.

pub mod accounts;
pub mod backtest_runs;
pub mod budgets;
pub mod component_cache;
pub mod components;
pub mod egress;
pub mod events;
pub mod gauges;
pub mod history;
pub mod hub;
pub mod job_faults;
pub mod live_runs;
pub mod outbox;
pub mod outgoing;
pub mod packed;
pub mod rate_limit;
pub mod response_cache;
pub mod signing;
pub mod store;
pub mod streams;
pub mod studies;
pub mod tokens;
pub mod traffic;
