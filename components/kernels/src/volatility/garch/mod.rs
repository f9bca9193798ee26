//! Models of volatility clusters: ARCH, GARCH, GJR-GARCH and EGARCH, fitted by maximum likelihood.
//!
//! Returns come in as fractions (0.01 is 1 %). Parameters, variances and likelihoods are
//! those of **returns in percent**, the convention of the literature and of the peer arch;
//! the search itself works on returns of unit spread, so that results do not depend on the
//! scale. Definitions, first day and bounds are arch's: the variance before the first day is
//! a weighted mean of the first 75 squares, and the constant of the likelihood is included.

mod constraints;
mod density;
mod evaluation;
mod forecast;
mod memory;
mod model;
mod parameters;
mod process;
mod product;
mod quadratic;
mod robust;
mod sample;
mod score;
mod search;
mod starts;

pub use evaluation::{Evaluation, Fit, evaluate, fit};
pub use model::{Centre, Errors, Model, Process};
pub use parameters::Parameters;
pub(in crate::volatility) use product::Product;
pub use sample::LEAST_RETURNS;
pub(in crate::volatility) use sample::Sample;
pub use search::Stop;
