//! The figures by which combinations are compared: few enough to be had in two passes, and
//! one statistic more where they are ranked by it.

use sandbourse_kernels::backtest::run::Run;
use sandbourse_kernels::backtest::statistics::{self, Evidence};
use sandbourse_kernels::backtest::summary::Summary;
use sandbourse_kernels::backtest::trade::Trade;
use sandbourse_kernels::measure::{Measure, Undefined, finite};
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

/// Statistics that combinations may be ranked by too, of which more is better. They are measured
/// where one is asked for, because each takes longer than all of [`NAMES`] together. What both
/// lists could have (`profit_factor`, `return_pct`) is as in [`NAMES`].
pub const STATISTICS: [&str; 12] = [
    "equity_final",
    "cagr_pct",
    "sharpe_ratio",
    "sortino_ratio",
    "calmar_ratio",
    "avg_drawdown_pct",
    "best_trade_pct",
    "worst_trade_pct",
    "avg_trade_pct",
    "expectancy_pct",
    "sqn",
    "kelly_criterion",
];

/// What combinations are ranked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// A figure, by its place in [`NAMES`].
    Figure(usize),
    /// One of [`STATISTICS`].
    Statistic(&'static str),
}

impl Rank {
    /// By the name in a request.
    pub fn named(name: &str) -> Result<Self, Failure> {
        if let Some(place) = NAMES.iter().position(|known| *known == name) {
            return Ok(Self::Figure(place));
        }
        let statistic = STATISTICS.into_iter().find(|known| *known == name);
        statistic.map(Self::Statistic).ok_or_else(|| {
            let known = [&NAMES[..], &STATISTICS].concat().join(", ");
            let detail = format!("{name:?} is not one of {known}.");
            invalid("rank_by", "unknown_figure", detail)
        })
    }

    /// The column that it needs beside those of [`NAMES`].
    pub const fn column(self) -> Option<&'static str> {
        match self {
            Self::Figure(_) => None,
            Self::Statistic(name) => Some(name),
        }
    }
}

/// A statistic of a run over bars of these times, as a report of it has it.
pub fn statistic(name: &str, (equity, trades): (&[f64], &[Trade]), time: &[i64]) -> Measure {
    let run = Run {
        equity: equity.to_vec(),
        trades: trades.to_vec(),
        ..Run::default()
    };
    // None of them is about what is compared with.
    let evidence = Evidence {
        run: &run,
        time,
        close: &run.equity,
        warm_up: 0,
    };
    let all = statistics::all(&evidence).into_iter();
    let mut found = all.filter(|(known, _)| *known == name);
    found
        .next()
        .map_or(Err(Undefined::OutsideDomain), |(_, measure)| measure)
}

/// All of them are better when they are higher; a fall is at or below 0.
pub const GOAL: Goal = Goal::Highest;
