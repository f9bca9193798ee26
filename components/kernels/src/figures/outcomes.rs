//! Winning and losing days, months and years.

use crate::measure::{Measure, Undefined, finite};
use crate::{moments, outcomes, tail};

use super::Metric;
use super::inputs::Inputs;

/// Undefined where even the lower tail gains.
fn tail_ratio(x: &Inputs) -> Measure {
    if tail::quantile(&x.ascending, 0.05)? >= 0.0 {
        return Err(Undefined::NoLosses);
    }
    tail::tail_ratio(&x.ascending)
}

/// In the order of the answer.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "best_day",
        title: "Best day",
        unit: "fraction",
        formula: "max(r)",
        measure: |x| outcomes::best(&x.returns),
    },
    Metric {
        name: "worst_day",
        title: "Worst day",
        unit: "fraction",
        formula: "min(r)",
        measure: |x| outcomes::worst(&x.returns),
    },
    Metric {
        name: "avg_day",
        title: "Average day",
        unit: "fraction",
        formula: "mean(r)",
        measure: |x| moments::mean(&x.returns),
    },
    Metric {
        name: "best_month",
        title: "Best month",
        unit: "fraction",
        formula: "max(m)",
        measure: |x| outcomes::best(&x.month_returns()),
    },
    Metric {
        name: "worst_month",
        title: "Worst month",
        unit: "fraction",
        formula: "min(m)",
        measure: |x| outcomes::worst(&x.month_returns()),
    },
    Metric {
        name: "avg_month",
        title: "Average month",
        unit: "fraction",
        formula: "mean(m)",
        measure: |x| moments::mean(&x.month_returns()),
    },
    Metric {
        name: "best_year",
        title: "Best calendar year",
        unit: "fraction",
        formula: "max(y)",
        measure: |x| outcomes::best(&x.year_returns()),
    },
    Metric {
        name: "worst_year",
        title: "Worst calendar year",
        unit: "fraction",
        formula: "min(y)",
        measure: |x| outcomes::worst(&x.year_returns()),
    },
    Metric {
        name: "avg_year",
        title: "Average calendar year",
        unit: "fraction",
        formula: "mean(y)",
        measure: |x| moments::mean(&x.year_returns()),
    },
    Metric {
        name: "win_rate",
        title: "Share of winning days",
        unit: "fraction",
        formula: "count(r > 0) / count(r != 0)",
        measure: |x| outcomes::win_rate(&x.returns),
    },
    Metric {
        name: "win_rate_month",
        title: "Share of winning months",
        unit: "fraction",
        formula: "count(m > 0) / count(m != 0)",
        measure: |x| outcomes::win_rate(&x.month_returns()),
    },
    Metric {
        name: "win_rate_year",
        title: "Share of winning calendar years",
        unit: "fraction",
        formula: "count(y > 0) / count(y != 0)",
        measure: |x| outcomes::win_rate(&x.year_returns()),
    },
    Metric {
        name: "avg_win",
        title: "Average winning day",
        unit: "fraction",
        formula: "mean(r where r > 0)",
        measure: |x| outcomes::average_win(&x.returns),
    },
    Metric {
        name: "avg_loss",
        title: "Average losing day",
        unit: "fraction",
        formula: "mean(r where r < 0)",
        measure: |x| outcomes::average_loss(&x.returns),
    },
    Metric {
        name: "payoff",
        title: "Payoff ratio",
        unit: "ratio",
        formula: "avg_win / |avg_loss|",
        measure: |x| outcomes::payoff(&x.returns),
    },
    Metric {
        name: "profit_factor",
        title: "Profit factor",
        unit: "ratio",
        formula: "sum(max(r, 0)) / |sum(min(r, 0))|",
        measure: |x| outcomes::profit_factor(&x.returns),
    },
    Metric {
        name: "tail_ratio",
        title: "Tail ratio",
        unit: "ratio",
        formula: "|quantile(r, 0.95)| / |quantile(r, 0.05)|",
        measure: tail_ratio,
    },
    Metric {
        name: "common_sense_ratio",
        title: "Common sense ratio",
        unit: "ratio",
        formula: "profit_factor * tail_ratio",
        measure: |x| finite(outcomes::profit_factor(&x.returns)? * tail_ratio(x)?),
    },
    Metric {
        name: "kelly",
        title: "Kelly fraction",
        unit: "fraction",
        formula: "win_rate - (1 - win_rate) / payoff",
        measure: |x| outcomes::kelly(&x.returns),
    },
    Metric {
        name: "risk_of_ruin",
        title: "Chance to lose everything, average loss by average loss (gambler's ruin)",
        unit: "fraction",
        formula: "((1 - e) / (1 + e))^u, e = 2 win_rate - 1, u = 1 / |avg_loss|; 1 where e <= 0",
        measure: |x| outcomes::ruin(&x.returns),
    },
    Metric {
        name: "consecutive_wins",
        title: "Longest run of winning days",
        unit: "count",
        formula: "longest run of r > 0",
        measure: |x| outcomes::longest_run(&x.returns, |r| r > 0.0),
    },
    Metric {
        name: "consecutive_losses",
        title: "Longest run of losing days",
        unit: "count",
        formula: "longest run of r < 0",
        measure: |x| outcomes::longest_run(&x.returns, |r| r < 0.0),
    },
    Metric {
        name: "exposure",
        title: "Share of days with a move",
        unit: "fraction",
        formula: "count(r != 0) / n",
        measure: |x| outcomes::exposure(&x.returns),
    },
];
