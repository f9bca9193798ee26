//! How much a price moves: from returns, from the ranges of bars, and with models of its clusters.

pub mod cone;
pub mod ewma;
pub mod garch;
pub mod ranges;
pub mod windows;
