//! The names and definitions of empyrical-reloaded 0.7.1.

use sandbourse_kernels::figures::Metric;
use sandbourse_kernels::measure::{Measure, Undefined, ratio};
use sandbourse_kernels::{benchmark, drawdown, ratios, returns, tail};

/// Every figure, in the order of the answer.
pub const TABLES: &[&[Metric]] = &[METRICS];

/// What is particular to this set.
pub const STATED: &[(&str, &str)] = &[
    ("peer", "empyrical-reloaded 0.7.1"),
    ("risk_free_daily", "f = risk_free / Y"),
    ("var", "historical: linear-interpolated percentile"),
    ("alpha", "compounded, a year"),
    ("excess_sharpe", "a day, not annualised"),
];

fn up_down_capture(r: &[f64], b: &[f64], year: f64) -> Measure {
    let down = benchmark::down_capture(r, b, year)?;
    ratio(
        benchmark::up_capture(r, b, year)?,
        down,
        Undefined::NoLosses,
    )
}

const METRICS: &[Metric] = &[
    Metric {
        name: "cum_returns_final",
        title: "Total return",
        unit: "fraction",
        formula: "prod(1 + r) - 1",
        measure: |x| returns::cumulative(&x.returns),
    },
    Metric {
        name: "annual_return",
        title: "Annual return, geometric",
        unit: "fraction",
        formula: "prod(1 + r)^(Y / n) - 1",
        measure: |x| returns::cagr(&x.returns, x.year),
    },
    Metric {
        name: "cagr",
        title: "Compound annual growth",
        unit: "fraction",
        formula: "prod(1 + r)^(Y / n) - 1",
        measure: |x| returns::cagr(&x.returns, x.year),
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
        formula: "mean(r - f) / std(r) * sqrt(Y)",
        measure: |x| ratios::sharpe(&x.returns, x.rate, x.year),
    },
    Metric {
        name: "sortino_ratio",
        title: "Sortino ratio",
        unit: "ratio",
        formula: "Y * mean(r - f) / downside_risk",
        measure: |x| ratios::sortino(&x.returns, x.rate, x.year),
    },
    Metric {
        name: "calmar_ratio",
        title: "Calmar ratio",
        unit: "ratio",
        formula: "annual_return / |max_drawdown|",
        measure: |x| drawdown::calmar(&x.returns, &x.drawdowns, x.year),
    },
    Metric {
        name: "omega_ratio",
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
        name: "downside_risk",
        title: "Annual downside risk",
        unit: "fraction",
        formula: "sqrt(sum(min(r - f, 0)^2) / n * Y)",
        measure: |x| ratios::downside_deviation(&x.returns, x.rate, x.year),
    },
    Metric {
        name: "value_at_risk_95",
        title: "Value at risk, 95 %, historical",
        unit: "fraction",
        formula: "quantile(r, 0.05)",
        measure: |x| tail::historical_var(&x.ascending, 0.95),
    },
    Metric {
        name: "value_at_risk_99",
        title: "Value at risk, 99 %, historical",
        unit: "fraction",
        formula: "quantile(r, 0.01)",
        measure: |x| tail::historical_var(&x.ascending, 0.99),
    },
    Metric {
        name: "conditional_value_at_risk_95",
        title: "Expected shortfall, 95 %",
        unit: "fraction",
        formula: "mean of the lowest floor((n - 1) * 0.05) + 1 returns",
        measure: |x| tail::lowest_mean(&x.ascending, 0.95),
    },
    Metric {
        name: "conditional_value_at_risk_99",
        title: "Expected shortfall, 99 %",
        unit: "fraction",
        formula: "mean of the lowest floor((n - 1) * 0.01) + 1 returns",
        measure: |x| tail::lowest_mean(&x.ascending, 0.99),
    },
    Metric {
        name: "tail_ratio",
        title: "Tail ratio",
        unit: "ratio",
        formula: "|quantile(r, 0.95)| / |quantile(r, 0.05)|",
        measure: |x| tail::tail_ratio(&x.ascending),
    },
    Metric {
        name: "stability_of_timeseries",
        title: "Stability",
        unit: "ratio",
        formula: "correlation(cumulated ln(1 + r), time)^2",
        measure: |x| returns::stability(&x.returns),
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
        formula: "(1 + mean(r - f - beta * (b - f)))^Y - 1",
        measure: |x| x.beside(|r, b| benchmark::alpha_compounded(r, b, x.rate, x.year)),
    },
    Metric {
        name: "excess_sharpe",
        title: "Excess Sharpe, a day",
        unit: "ratio",
        formula: "mean(r - b) / std(r - b)",
        measure: |x| x.beside(|r, b| benchmark::information_ratio(r, b, 1.0)),
    },
    Metric {
        name: "up_capture",
        title: "Capture of rising days",
        unit: "ratio",
        formula: "annual_return(r where b > 0) / annual_return(b where b > 0)",
        measure: |x| x.beside(|r, b| benchmark::up_capture(r, b, x.year)),
    },
    Metric {
        name: "down_capture",
        title: "Capture of falling days",
        unit: "ratio",
        formula: "annual_return(r where b < 0) / annual_return(b where b < 0)",
        measure: |x| x.beside(|r, b| benchmark::down_capture(r, b, x.year)),
    },
    Metric {
        name: "up_down_capture",
        title: "Up capture over down capture",
        unit: "ratio",
        formula: "up_capture / down_capture",
        measure: |x| x.beside(|r, b| up_down_capture(r, b, x.year)),
    },
    Metric {
        name: "batting_average",
        title: "Share of days ahead of the benchmark",
        unit: "fraction",
        formula: "count(r > b) / n",
        measure: |x| x.beside(|r, b| benchmark::batting_average(r, b, |_| true)),
    },
    Metric {
        name: "batting_average_up_market",
        title: "The same on days that do not fall",
        unit: "fraction",
        formula: "count(r > b and b >= 0) / count(b >= 0)",
        measure: |x| x.beside(|r, b| benchmark::batting_average(r, b, |b| b >= 0.0)),
    },
    Metric {
        name: "batting_average_down_market",
        title: "The same on falling days",
        unit: "fraction",
        formula: "count(r > b and b < 0) / count(b < 0)",
        measure: |x| x.beside(|r, b| benchmark::batting_average(r, b, |b| b < 0.0)),
    },
    Metric {
        name: "beta_fragility_heuristic",
        title: "Fragility to the benchmark",
        unit: "fraction",
        formula: "line through r(min b) and r(max b), read at median b, - r(median b)",
        measure: |x| x.beside(benchmark::fragility),
    },
];
