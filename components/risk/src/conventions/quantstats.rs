//! The names and definitions of quantstats 0.0.86.

use super::Metric;

pub const STATED: &[(&str, &str)] = &[];
pub const METRICS: &[Metric] = &[];
