//! Walk-forward analysis: choose on the past, judge on what came next, and again.
//!
//! [`windows`] cuts the history, [`stitch`] joins what was earned out of sample, and
//! [`judgement`] compares it with what the choices promised (R. Pardo, "The Evaluation and
//! Optimization of Trading Strategies", 2nd edition, 2008).

pub mod judgement;
pub mod stitch;
pub mod windows;
