//! The names and definitions of empyrical-reloaded 0.7.1.

use super::Metric;

pub const STATED: &[(&str, &str)] = &[];
pub const METRICS: &[Metric] = &[];
