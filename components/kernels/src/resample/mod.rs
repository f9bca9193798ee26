//! Monte Carlo by resampling what happened: returns in blocks, trades in another order.
//!
//! [`blocks`] draws which observations a path is made of, [`length`] how long blocks should
//! be, [`paths`] measures the paths and [`summary`] says what their distribution is.

pub mod blocks;
pub mod length;
pub mod paths;
pub mod summary;
