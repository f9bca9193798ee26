//! Growth, risk and the reward for it.

use std::f64::consts::SQRT_2;

use sandbourse_kernels::figures::Metric;
use sandbourse_kernels::{drawdown, moments, ratios, returns, tail};

use super::penalised;

/// In the order of the answer.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "comp",
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
        name: "volatility",
        title: "Annual volatility",
        unit: "fraction",
        formula: "std(r, ddof 1) * sqrt(Y)",
        measure: |x| ratios::volatility(&x.returns, x.year),
    },
    Metric {
        name: "sharpe",
        title: "Sharpe ratio",
        unit: "ratio",
        formula: "mean(r - f) / std(r) * sqrt(Y)",
        measure: |x| ratios::sharpe(&x.returns, x.rate, x.year),
    },
    Metric {
        name: "smart_sharpe",
        title: "Sharpe ratio over the penalty",
        unit: "ratio",
        formula: "sharpe / autocorr_penalty",
        measure: |x| penalised(x, ratios::sharpe(&x.returns, x.rate, x.year)),
    },
    Metric {
        name: "sortino",
        title: "Sortino ratio",
        unit: "ratio",
        formula: "mean(r - f) / sqrt(sum(min(r - f, 0)^2) / n) * sqrt(Y)",
        measure: |x| ratios::sortino(&x.returns, x.rate, x.year),
    },
    Metric {
        name: "smart_sortino",
        title: "Sortino ratio over the penalty",
        unit: "ratio",
        formula: "sortino / autocorr_penalty",
        measure: |x| penalised(x, ratios::sortino(&x.returns, x.rate, x.year)),
    },
    Metric {
        name: "adjusted_sortino",
        title: "Sortino ratio, comparable to Sharpe",
        unit: "ratio",
        formula: "sortino / sqrt(2)",
        measure: |x| ratios::sortino(&x.returns, x.rate, x.year).map(|value| value / SQRT_2),
    },
    Metric {
        name: "probabilistic_sharpe_ratio",
        title: "Probability of a Sharpe ratio above 0",
        unit: "fraction",
        formula: "cdf(s * sqrt(n - 1) / sqrt(1 - skew * s + (kurtosis + 2) / 4 * s^2)), s = mean(r - f) / std(r)",
        measure: |x| ratios::probabilistic_sharpe(&x.returns, x.rate),
    },
    Metric {
        name: "autocorr_penalty",
        title: "Penalty for memory",
        unit: "ratio",
        formula: "sqrt(1 + 2 * sum_k (n - k) / n * |rho|^k)",
        measure: |x| ratios::autocorrelation_penalty(&x.returns),
    },
    Metric {
        name: "calmar",
        title: "Calmar ratio",
        unit: "ratio",
        formula: "cagr / |max_drawdown|",
        measure: |x| drawdown::calmar(&x.returns, &x.drawdowns, x.year),
    },
    Metric {
        name: "omega",
        title: "Omega ratio",
        unit: "ratio",
        formula: "sum(max(r - f, 0)) / sum(max(f - r, 0))",
        measure: |x| ratios::omega(&x.returns, x.rate),
    },
    Metric {
        name: "max_drawdown",
        title: "Deepest drawdown",
        unit: "fraction",
        formula: "min(value / highest value so far - 1)",
        measure: |x| drawdown::deepest(&x.drawdowns),
    },
    Metric {
        name: "var_95",
        title: "Value at risk, 95 %, normal",
        unit: "fraction",
        formula: "mean(r) + z(0.05) * std(r)",
        measure: |x| tail::normal_var(&x.returns, 0.95),
    },
    Metric {
        name: "var_99",
        title: "Value at risk, 99 %, normal",
        unit: "fraction",
        formula: "mean(r) + z(0.01) * std(r)",
        measure: |x| tail::normal_var(&x.returns, 0.99),
    },
    Metric {
        name: "cvar_95",
        title: "Expected shortfall, 95 %, normal",
        unit: "fraction",
        formula: "mean(r) - std(r) * density(z(0.05)) / 0.05",
        measure: |x| tail::normal_shortfall(&x.returns, 0.95),
    },
    Metric {
        name: "cvar_99",
        title: "Expected shortfall, 99 %, normal",
        unit: "fraction",
        formula: "mean(r) - std(r) * density(z(0.01)) / 0.01",
        measure: |x| tail::normal_shortfall(&x.returns, 0.99),
    },
    Metric {
        name: "cvar_95_parametric",
        title: "Expected shortfall, 95 %, normal",
        unit: "fraction",
        formula: "as cvar_95",
        measure: |x| tail::normal_shortfall(&x.returns, 0.95),
    },
    Metric {
        name: "cvar_99_parametric",
        title: "Expected shortfall, 99 %, normal",
        unit: "fraction",
        formula: "as cvar_99",
        measure: |x| tail::normal_shortfall(&x.returns, 0.99),
    },
    Metric {
        name: "cvar_95_historical",
        title: "Expected shortfall, 95 %, historical",
        unit: "fraction",
        formula: "mean(r where r <= quantile(r, 0.05))",
        measure: |x| tail::historical_shortfall(&x.ascending, 0.95),
    },
    Metric {
        name: "cvar_99_historical",
        title: "Expected shortfall, 99 %, historical",
        unit: "fraction",
        formula: "mean(r where r <= quantile(r, 0.01))",
        measure: |x| tail::historical_shortfall(&x.ascending, 0.99),
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
        name: "ulcer_index",
        title: "Ulcer index",
        unit: "fraction",
        formula: "sqrt(sum(drawdown^2) / (n - 1))",
        measure: |x| drawdown::ulcer_index(&x.drawdowns, 1),
    },
    Metric {
        name: "ulcer_performance_index",
        title: "Ulcer performance index",
        unit: "ratio",
        formula: "(comp - risk_free) / ulcer_index",
        measure: |x| drawdown::ulcer_performance(&x.returns, &x.drawdowns, x.annual_rate),
    },
    Metric {
        name: "serenity_index",
        title: "Serenity index",
        unit: "ratio",
        formula: "(sum(r) - risk_free) / (ulcer_index * -cvar_95(drawdowns) / std(r))",
        measure: |x| drawdown::serenity(&x.returns, &x.drawdowns, x.annual_rate),
    },
];
