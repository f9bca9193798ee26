//! The stand-in asked over loopback, as a service would ask it.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test ends where something is not as it should be"
)]

mod asking;
mod control;
mod failures;
mod fixtures;
mod limits;
mod shapes;
mod sockets;
