//! How often something may happen: requests of a client address, and whatever a
//! component counts in buckets of its own.

mod buckets;
mod clients;

pub use buckets::{Buckets, Quota};
pub use clients::{ClientLimiter, LimiterFigures, Standing};
