//! Models that say where a price may be, and the measurement of how well they do.
//!
//! Everything works on logarithms of prices: a forecast is a normal distribution of the
//! logarithmic return over the horizon. A forecast made at an origin rests on prices up to
//! that origin alone, in a measurement as in the answer itself.

pub mod cholesky;
pub mod evaluation;
pub mod features;
pub mod models;
pub mod predictive;
pub mod ridge;
