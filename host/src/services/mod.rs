//! What the host can do, as plain async Rust: no WebAssembly, no WIT, no HTTP server.

pub mod egress;
pub mod signing;
pub mod store;
