//! Falls from the highest value so far.

use crate::measure::Undefined;
use crate::{drawdown, moments, outcomes};

use super::Metric;

/// In the order of the answer.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "max_drawdown",
        title: "Deepest drawdown",
        unit: "fraction",
        formula: "min(value / highest value so far - 1)",
        measure: |x| drawdown::deepest(&x.drawdowns),
    },
    Metric {
        name: "avg_drawdown",
        title: "Average drawdown",
        unit: "fraction",
        formula: "mean of the deepest point of each fall",
        measure: |x| drawdown::average_depth(&x.episodes),
    },
    Metric {
        name: "max_drawdown_days",
        title: "Longest time under a peak",
        unit: "days",
        formula: "max over falls of last day - first day + 1",
        measure: |x| outcomes::best(&x.fall_days()).map_err(|_| Undefined::NoDrawdown),
    },
    Metric {
        name: "avg_drawdown_days",
        title: "Average time under a peak",
        unit: "days",
        formula: "mean over falls of last day - first day + 1",
        measure: |x| moments::mean(&x.fall_days()).map_err(|_| Undefined::NoDrawdown),
    },
    Metric {
        name: "ulcer_index",
        title: "Ulcer index",
        unit: "fraction",
        formula: "sqrt(sum(drawdown^2) / (n - 1))",
        measure: |x| drawdown::ulcer_index(&x.drawdowns, 1),
    },
    Metric {
        name: "pain_index",
        title: "Pain index",
        unit: "fraction",
        formula: "mean(|drawdown|)",
        measure: |x| drawdown::pain_index(&x.drawdowns),
    },
];
