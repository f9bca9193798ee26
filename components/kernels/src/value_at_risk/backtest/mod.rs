//! Whether forecasts of value at risk were right: rolling forecasts, exceptions and tests of them.

mod coverage;
mod rolling;
mod zone;

pub use coverage::{Coverage, Test, Transitions, coverage};
pub use rolling::{Backtest, Rolling, backtests, forecasts};
pub use zone::{BASEL_CONFIDENCE, BASEL_DAYS, Zone, basel_zone};
