//! Loops that run without a request.

pub mod outbox;
