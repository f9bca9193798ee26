//! The figures by which combinations are compared: few enough to be had in two passes.

use sandbourse_kernels::backtest::summary::Summary;
use sandbourse_kernels::measure::{Measure, finite};
use sandbourse_kernels::search::goal::Goal;

use crate::bindings::sandbourse::platform::types::Failure;
use crate::failures::invalid;

/// Names of the figures, in the order of [`of`].
pub const NAMES: [&str; 11] = [
    "return_pct",
    "return_ann_pct",
    "sharpe",
    "sortino",
    "calmar",
    "max_drawdown_pct",
    "n_trades",
    "win_rate_pct",
    "profit_factor",
    "orders",
    "exposure_time_pct",
];

/// The figures of a summary, in the order of [`NAMES`].
pub fn of(summary: &Summary) -> [Measure; NAMES.len()] {
    let percent = |measure: Measure| measure.map(|fraction| fraction * 100.0);
    [
        percent(summary.total_return),
        percent(summary.annual_return),
        summary.sharpe,
        summary.sortino,
        summary.calmar,
        percent(summary.max_drawdown),
        finite(summary.trades as f64),
        percent(summary.win_rate),
        summary.profit_factor,
        finite(summary.orders as f64),
        percent(summary.exposure),
    ]
}

/// The place of the figure of that name.
pub fn place(name: &str) -> Result<usize, Failure> {
    NAMES
        .iter()
        .position(|known| *known == name)
        .ok_or_else(|| {
            let detail = format!("{name:?} is not one of {}.", NAMES.join(", "));
            invalid("rank_by", "unknown_figure", detail)
        })
}

/// All of them are better when they are higher; a fall is at or below 0.
pub const GOAL: Goal = Goal::Highest;
