//! Integration tests: the real binary, started on a free port and asked over loopback.

mod contract;
mod guests;
mod hostile;
#[allow(
    dead_code,
    unused_imports,
    reason = "what one test file needs another may not"
)]
mod support;
mod swap;
