//! What the host can do, as plain async Rust: no WebAssembly, no WIT, no HTTP server.

pub mod accounts;
pub mod component_cache;
pub mod components;
pub mod egress;
pub mod events;
pub mod gauges;
pub mod history;
pub mod hub;
pub mod job_faults;
pub mod outbox;
pub mod rate_limit;
pub mod response_cache;
pub mod signing;
pub mod store;
pub mod tokens;
pub mod traffic;
