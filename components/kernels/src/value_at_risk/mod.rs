//! Value at risk and expected shortfall by six methods, and the tests of such forecasts.
//!
//! Results are returns over the horizon, so losses are negative; `confidence` is a fraction
//! above 0.5 and below 1; a horizon is 1 to 250 days of the returns. Each method states its
//! own rule for more than a day ([`Method::horizon_rule`]).

pub mod backtest;

mod cornish_fisher;
mod filtered;
mod historical;
mod method;
mod parametric;
mod sample;

pub use filtered::{PATHS, SEED};
pub use method::{Caution, Estimate, LONGEST, Method, estimates};
pub use sample::{Moments, Sample};
