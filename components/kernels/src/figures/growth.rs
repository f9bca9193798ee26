//! Growth, spread and shape of the returns.

use crate::{moments, ratios, returns};

use super::Metric;

/// In the order of the answer.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "cumulative_return",
        title: "Total return",
        unit: "fraction",
        formula: "prod(1 + r) - 1",
        measure: |x| returns::cumulative(&x.returns),
    },
    Metric {
        name: "cagr",
        title: "Compound annual growth",
        unit: "fraction",
        formula: "prod(1 + r)^(Y / n) - 1",
        measure: |x| returns::cagr(&x.returns, x.year),
    },
    Metric {
        name: "annual_return",
        title: "Annual return, geometric",
        unit: "fraction",
        formula: "prod(1 + r)^(Y / n) - 1",
        measure: |x| returns::cagr(&x.returns, x.year),
    },
    Metric {
        name: "annual_mean",
        title: "Annual return, arithmetic",
        unit: "fraction",
        formula: "Y * mean(r)",
        measure: |x| returns::annual_mean(&x.returns, x.year),
    },
    Metric {
        name: "expected_day",
        title: "Expected return of a day",
        unit: "fraction",
        formula: "prod(1 + r)^(1 / n) - 1",
        measure: |x| returns::geometric_mean(&x.returns),
    },
    Metric {
        name: "expected_month",
        title: "Expected return of a month",
        unit: "fraction",
        formula: "prod(1 + m)^(1 / months) - 1, m the months' returns",
        measure: |x| returns::geometric_mean(&x.month_returns()),
    },
    Metric {
        name: "expected_year",
        title: "Expected return of a year",
        unit: "fraction",
        formula: "prod(1 + y)^(1 / years) - 1, y the calendar years' returns",
        measure: |x| returns::geometric_mean(&x.year_returns()),
    },
    Metric {
        name: "volatility",
        title: "Annual volatility",
        unit: "fraction",
        formula: "std(r, ddof 1) * sqrt(Y)",
        measure: |x| ratios::volatility(&x.returns, x.year),
    },
    Metric {
        name: "downside_deviation",
        title: "Annual downside deviation",
        unit: "fraction",
        formula: "sqrt(sum(min(r - f, 0)^2) / n * Y)",
        measure: |x| ratios::downside_deviation(&x.returns, x.rate, x.year),
    },
    Metric {
        name: "skew",
        title: "Skewness",
        unit: "ratio",
        formula: "sqrt(n(n-1)) / (n-2) * m3 / m2^1.5",
        measure: |x| moments::skew_sample(&x.returns),
    },
    Metric {
        name: "kurtosis",
        title: "Excess kurtosis",
        unit: "ratio",
        formula: "(n-1) / ((n-2)(n-3)) * ((n+1) * (m4 / m2^2 - 3) + 6)",
        measure: |x| moments::kurtosis_sample(&x.returns),
    },
    Metric {
        name: "autocorrelation",
        title: "Correlation of a day with the day before",
        unit: "ratio",
        formula: "correlation(r[t], r[t-1])",
        measure: |x| moments::autocorrelation(&x.returns),
    },
    Metric {
        name: "stability",
        title: "Stability of the curve",
        unit: "ratio",
        formula: "correlation(cumulated ln(1 + r), time)^2",
        measure: |x| returns::stability(&x.returns),
    },
];
