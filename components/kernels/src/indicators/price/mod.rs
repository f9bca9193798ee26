//! Prices made of prices.

pub mod average_price;
pub mod max;
pub mod median_price;
pub mod midpoint;
pub mod midprice;
pub mod min;
pub mod typical_price;
pub mod weighted_close;
