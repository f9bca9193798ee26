//! How often a client address may ask.

mod clients;

pub use clients::{ClientLimiter, LimiterFigures, Standing};
