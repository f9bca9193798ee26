//! The names (in snake_case) and definitions of pyfolio-reloaded 0.10.1, `timeseries.perf_stats`.

use sandbourse_kernels::figures::Metric;
use sandbourse_kernels::measure::{Measure, finite};
use sandbourse_kernels::{benchmark, drawdown, moments, ratios, returns, tail};

/// Every figure, in the order of the answer.
pub const TABLES: &[&[Metric]] = &[METRICS];

/// What is particular to this set.
pub const STATED: &[(&str, &str)] = &[
    ("peer", "pyfolio-reloaded 0.10.1"),
    (
        "risk_free_daily",
        "f = risk_free / Y; the peer itself takes 0",
    ),
    ("var", "mean less two standard deviations"),
    ("skew_kurtosis", "population moments, kurtosis as excess"),
    ("alpha", "compounded, a year"),
];

fn two_deviations(returns: &[f64]) -> Measure {
    finite(moments::mean(returns)? - 2.0 * moments::standard_deviation(returns, 1)?)
}

/// In the order of the answer.
const METRICS: &[Metric] = &[
    Metric {
        name: "annual_return",
        title: "Annual return, geometric",
        unit: "fraction",
        formula: "prod(1 + r)^(Y / n) - 1",
        measure: |x| returns::cagr(&x.returns, x.year),
    },
    Metric {
        name: "cumulative_returns",
        title: "Total return",
        unit: "fraction",
        formula: "prod(1 + r) - 1",
        measure: |x| returns::cumulative(&x.returns),
    },
    Metric {
        name: "annual_volatility",
        title: "Annual volatility",
        unit: "fraction",
        formula: "std(r, ddof 1) * sqrt(Y)",
        measure: |x| ratios::volatility(&x.returns, x.year),
    },
    Metric {
        name: "sharpe_ratio",
        title: "Sharpe ratio",
        unit: "ratio",
        formula: "mean(r - f) / std(r - f, ddof 1) * sqrt(Y)",
        measure: |x| ratios::sharpe(&x.returns, x.rate, x.year),
    },
    Metric {
        name: "calmar_ratio",
        title: "Calmar ratio",
        unit: "ratio",
        formula: "annual_return / |max_drawdown|",
        measure: |x| drawdown::calmar(&x.returns, &x.drawdowns, x.year),
    },
    Metric {
        name: "stability",
        title: "Stability of the curve",
        unit: "ratio",
        formula: "correlation(cumulated ln(1 + r), time)^2",
        measure: |x| returns::stability(&x.returns),
    },
    Metric {
        name: "max_drawdown",
        title: "Deepest drawdown",
        unit: "fraction",
        formula: "min(value / highest value so far - 1)",
        measure: |x| drawdown::deepest(&x.drawdowns),
    },
    Metric {
        name: "omega_ratio",
        title: "Omega ratio",
        unit: "ratio",
        formula: "sum(max(r - f, 0)) / sum(max(f - r, 0))",
        measure: |x| ratios::omega(&x.returns, x.rate),
    },
    Metric {
        name: "sortino_ratio",
        title: "Sortino ratio",
        unit: "ratio",
        formula: "Y * mean(r - f) / downside risk",
        measure: |x| ratios::sortino(&x.returns, x.rate, x.year),
    },
    Metric {
        name: "skew",
        title: "Skewness",
        unit: "ratio",
        formula: "m3 / m2^1.5",
        measure: |x| moments::skew_population(&x.returns),
    },
    Metric {
        name: "kurtosis",
        title: "Excess kurtosis",
        unit: "ratio",
        formula: "m4 / m2^2 - 3",
        measure: |x| moments::kurtosis_population(&x.returns),
    },
    Metric {
        name: "tail_ratio",
        title: "Tail ratio",
        unit: "ratio",
        formula: "|quantile(r, 0.95)| / |quantile(r, 0.05)|",
        measure: |x| tail::tail_ratio(&x.ascending),
    },
    Metric {
        name: "daily_value_at_risk",
        title: "Value at risk of a day",
        unit: "fraction",
        formula: "mean(r) - 2 * std(r, ddof 1)",
        measure: |x| two_deviations(&x.returns),
    },
    Metric {
        name: "alpha",
        title: "Alpha, a year",
        unit: "fraction",
        formula: "(1 + mean(r - f - beta (b - f)))^Y - 1",
        measure: |x| x.beside(|r, b| benchmark::alpha_compounded(r, b, x.rate, x.year)),
    },
    Metric {
        name: "beta",
        title: "Beta",
        unit: "ratio",
        formula: "cov(r, b) / var(b)",
        measure: |x| x.beside(benchmark::beta),
    },
];
