//! Our own set: annual figures, historical tail measures beside parametric ones.

mod benchmark;
mod drawdowns;
mod growth;
mod outcomes;
mod reward;
mod tail;

use super::Metric;

/// Every figure, in the order of the answer.
pub const TABLES: &[&[Metric]] = &[
    growth::METRICS,
    reward::METRICS,
    drawdowns::METRICS,
    tail::METRICS,
    outcomes::METRICS,
    benchmark::METRICS,
];

/// What is particular to this set.
pub const STATED: &[(&str, &str)] = &[
    ("risk_free_daily", "f = (1 + risk_free)^(1/Y) - 1"),
    (
        "var",
        "historical: linear-interpolated quantile; var_*_normal: mean + z * std",
    ),
    (
        "cvar",
        "mean of the returns at or below the historical quantile",
    ),
    (
        "skew_kurtosis",
        "bias-corrected sample values, kurtosis as excess",
    ),
    ("alpha", "arithmetic, a year"),
    ("information_ratio", "annualised"),
    (
        "drawdown_days",
        "calendar days from the first to the last day under the peak",
    ),
    (
        "months_and_years",
        "compounded over the days of the calendar month or year that lie in the period",
    ),
    (
        "period_returns",
        "from the last close at or before the first day; longer than a year: a year's growth",
    ),
];
