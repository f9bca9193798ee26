//! Integration tests: the real binary, started on a free port and asked over loopback.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test ends where something is not as it should be"
)]

mod contract;
mod guests;
mod hostile;
mod providers;
mod strategies;
#[allow(
    dead_code,
    unused_imports,
    reason = "what one test file needs another may not"
)]
mod support;
mod swap;
