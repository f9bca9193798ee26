//! Portfolio construction: estimates, optimisers, hierarchies, views, units and attribution.
//!
//! Series are columns of simple returns, one slice an asset, aligned by the caller (see
//! [`align`]). All methods are dense, and made for at most [`MAX_ASSETS`] assets.

pub mod align;
pub mod allocation;
pub mod attribution;
pub mod black_litterman;
pub mod eigen;
pub mod estimate;
pub mod factors;
pub mod frontier;
pub mod hierarchy;
pub mod matrix;
pub mod mean_variance;
pub mod problem;
mod quadratic;
pub mod refusal;
pub mod risk_budget;
pub mod tail;
mod working_set;

/// Most assets of one portfolio. The methods are cubic in it.
pub const MAX_ASSETS: usize = 100;
