//! Winning and losing days, and the benchmark.

use sandbourse_kernels::figures::Metric;
use sandbourse_kernels::measure::{Undefined, ratio};
use sandbourse_kernels::{benchmark, drawdown, outcomes, ratios, returns, tail};

use super::{exposure, risk_adjusted, treynor};

/// In the order of the answer.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "tail_ratio",
        title: "Tail ratio",
        unit: "ratio",
        formula: "|quantile(r, 0.95)| / |quantile(r, 0.05)|",
        measure: |x| tail::tail_ratio(&x.ascending),
    },
    Metric {
        name: "gain_to_pain_ratio",
        title: "Gain to pain",
        unit: "ratio",
        formula: "sum(r) / |sum(min(r, 0))|",
        measure: |x| ratios::gain_to_pain(&x.returns),
    },
    Metric {
        name: "payoff_ratio",
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
        name: "profit_ratio",
        title: "Profit ratio",
        unit: "ratio",
        formula: "(mean(r >= 0) / count(r >= 0)) / |mean(r < 0) / count(r < 0)|",
        measure: |x| outcomes::profit_ratio(&x.returns),
    },
    Metric {
        name: "cpc_index",
        title: "CPC index",
        unit: "ratio",
        formula: "profit_factor * win_rate * payoff_ratio",
        measure: |x| {
            Ok(outcomes::profit_factor(&x.returns)?
                * outcomes::win_rate(&x.returns)?
                * outcomes::payoff(&x.returns)?)
        },
    },
    Metric {
        name: "common_sense_ratio",
        title: "Common sense ratio",
        unit: "ratio",
        formula: "profit_factor * tail_ratio",
        measure: |x| Ok(outcomes::profit_factor(&x.returns)? * tail::tail_ratio(&x.ascending)?),
    },
    Metric {
        name: "outlier_win_ratio",
        title: "Outlier win ratio",
        unit: "ratio",
        formula: "quantile(r, 0.99) / mean(r where r >= 0)",
        measure: |x| {
            ratio(
                tail::quantile(&x.ascending, 0.99)?,
                outcomes::average_gain_or_flat(&x.returns)?,
                Undefined::NoGains,
            )
        },
    },
    Metric {
        name: "outlier_loss_ratio",
        title: "Outlier loss ratio",
        unit: "ratio",
        formula: "quantile(r, 0.01) / mean(r where r < 0)",
        measure: |x| {
            ratio(
                tail::quantile(&x.ascending, 0.01)?,
                outcomes::average_loss(&x.returns)?,
                Undefined::NoLosses,
            )
        },
    },
    Metric {
        name: "recovery_factor",
        title: "Recovery factor",
        unit: "ratio",
        formula: "|sum(r)| / |max_drawdown|",
        measure: |x| drawdown::recovery_factor(&x.returns, &x.drawdowns),
    },
    Metric {
        name: "risk_of_ruin",
        title: "Risk of ruin",
        unit: "fraction",
        formula: "((1 - win_rate) / (1 + win_rate))^n",
        measure: |x| outcomes::risk_of_ruin(&x.returns),
    },
    Metric {
        name: "risk_return_ratio",
        title: "Daily return over risk",
        unit: "ratio",
        formula: "mean(r) / std(r)",
        measure: |x| ratios::risk_return(&x.returns),
    },
    Metric {
        name: "kelly_criterion",
        title: "Kelly fraction",
        unit: "fraction",
        formula: "win_rate - (1 - win_rate) / payoff_ratio",
        measure: |x| outcomes::kelly(&x.returns),
    },
    Metric {
        name: "rar",
        title: "Risk-adjusted return",
        unit: "fraction",
        formula: "(prod(1 + r - f)^(252 / n) - 1) / exposure",
        measure: |x| risk_adjusted(x),
    },
    Metric {
        name: "expected_return",
        title: "Expected daily return",
        unit: "fraction",
        formula: "prod(1 + r)^(1 / n) - 1",
        measure: |x| returns::geometric_mean(&x.returns),
    },
    Metric {
        name: "geometric_mean",
        title: "Geometric mean",
        unit: "fraction",
        formula: "prod(1 + r)^(1 / n) - 1",
        measure: |x| returns::geometric_mean(&x.returns),
    },
    Metric {
        name: "win_rate",
        title: "Share of winning days",
        unit: "fraction",
        formula: "count(r > 0) / count(r != 0)",
        measure: |x| outcomes::win_rate(&x.returns),
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
        name: "avg_return",
        title: "Average day with a move",
        unit: "fraction",
        formula: "mean(r where r != 0)",
        measure: |x| outcomes::average_move(&x.returns),
    },
    Metric {
        name: "best",
        title: "Best day",
        unit: "fraction",
        formula: "max(r)",
        measure: |x| outcomes::best(&x.returns),
    },
    Metric {
        name: "worst",
        title: "Worst day",
        unit: "fraction",
        formula: "min(r)",
        measure: |x| outcomes::worst(&x.returns),
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
        title: "Share of days with a move, rounded up to a percent",
        unit: "fraction",
        formula: "ceil(100 * count(r != 0) / n) / 100",
        measure: |x| exposure(&x.returns),
    },
    Metric {
        name: "beta",
        title: "Beta",
        unit: "ratio",
        formula: "cov(r, b) / var(b)",
        measure: |x| x.beside(benchmark::beta),
    },
    Metric {
        name: "alpha",
        title: "Alpha, a year",
        unit: "fraction",
        formula: "Y * (mean(r) - beta * mean(b))",
        measure: |x| x.beside(|r, b| benchmark::alpha(r, b, 0.0, x.year)),
    },
    Metric {
        name: "r_squared",
        title: "R squared",
        unit: "ratio",
        formula: "correlation(r, b)^2",
        measure: |x| x.beside(benchmark::r_squared),
    },
    Metric {
        name: "information_ratio",
        title: "Information ratio, a day",
        unit: "ratio",
        formula: "mean(r - b) / std(r - b)",
        measure: |x| x.beside(|r, b| benchmark::information_ratio(r, b, 1.0)),
    },
    Metric {
        name: "treynor_ratio",
        title: "Treynor ratio",
        unit: "ratio",
        formula: "(comp - risk_free) / beta",
        measure: |x| x.beside(|r, b| treynor(x, r, b)),
    },
];
