//! What the host can do, as plain async Rust: no WebAssembly, no WIT, no HTTP server.
