//! The names (in snake_case) and definitions of backtesting.py 0.6.6, for one unit held over
//! the whole period.

use sandbourse_kernels::figures::Metric;
use sandbourse_kernels::figures::inputs::Inputs;
use sandbourse_kernels::measure::{Measure, Undefined, finite, ratio};
use sandbourse_kernels::{benchmark, ratios, returns};

/// Every figure, in the order of the answer.
pub const TABLES: &[&[Metric]] = &[METRICS];

/// What is particular to this set.
pub const STATED: &[(&str, &str)] = &[
    ("peer", "backtesting 0.6.6"),
    (
        "year_length",
        "Y from the calendar: 252 days, 365 where weekends are traded, 52 weeks, 12 months",
    ),
    (
        "annual_figures",
        "g = (last / first)^(1 / (days - 1)) - 1, compounded over Y",
    ),
    ("risk_free", "a year, taken off the annual return"),
    ("beta", "of logarithmic returns"),
    ("percent", "names that end in _pct are percent"),
];

fn sharpe(x: &Inputs) -> Measure {
    let excess = x.of_holding("return_ann_pct")? - 100.0 * x.annual_rate;
    ratio(
        excess,
        x.of_holding("volatility_ann_pct")?,
        Undefined::ZeroVariance,
    )
}

fn sortino(x: &Inputs) -> Measure {
    let excess = x.of_holding("return_ann_pct")? / 100.0 - x.annual_rate;
    let downside = ratios::downside_deviation(&x.returns, 0.0, x.calendar_year())?;
    ratio(excess, downside, Undefined::NoLosses)
}

fn beta(r: &[f64], b: &[f64]) -> Measure {
    let logarithms = |xs: &[f64]| -> Vec<f64> { xs.iter().map(|r| r.ln_1p()).collect() };
    benchmark::beta(&logarithms(r), &logarithms(b))
}

fn alpha_pct(x: &Inputs, r: &[f64], b: &[f64]) -> Measure {
    let (own, other) = (returns::cumulative(r)?, returns::cumulative(b)?);
    let excess = own - x.annual_rate - beta(r, b)? * (other - x.annual_rate);
    finite(100.0 * excess)
}

/// In the order of the answer.
const METRICS: &[Metric] = &[
    Metric {
        name: "duration_days",
        title: "Length of the period",
        unit: "days",
        formula: "last day - first day",
        measure: |x| x.of_holding("duration_days"),
    },
    Metric {
        name: "return_pct",
        title: "Total return",
        unit: "percent",
        formula: "100 * (last / first - 1)",
        measure: |x| x.of_holding("return_pct"),
    },
    Metric {
        name: "return_ann_pct",
        title: "Annual return, geometric",
        unit: "percent",
        formula: "100 * ((1 + g)^Y - 1)",
        measure: |x| x.of_holding("return_ann_pct"),
    },
    Metric {
        name: "volatility_ann_pct",
        title: "Annual volatility of compounded returns",
        unit: "percent",
        formula: "100 * sqrt((var(r) + (1 + g)^2)^Y - (1 + g)^(2 Y))",
        measure: |x| x.of_holding("volatility_ann_pct"),
    },
    Metric {
        name: "cagr_pct",
        title: "Compound annual growth by the calendar",
        unit: "percent",
        formula: "100 * ((last / first)^(365.25 / duration_days) - 1)",
        measure: |x| x.of_holding("cagr_pct"),
    },
    Metric {
        name: "sharpe_ratio",
        title: "Sharpe ratio",
        unit: "ratio",
        formula: "(return_ann_pct - 100 risk_free) / volatility_ann_pct",
        measure: |x| sharpe(x),
    },
    Metric {
        name: "sortino_ratio",
        title: "Sortino ratio",
        unit: "ratio",
        formula: "(return_ann - risk_free) / sqrt(mean(min(r, 0)^2) * Y)",
        measure: |x| sortino(x),
    },
    Metric {
        name: "calmar_ratio",
        title: "Calmar ratio",
        unit: "ratio",
        formula: "return_ann_pct / |max_drawdown_pct|",
        measure: |x| x.of_holding("calmar_ratio"),
    },
    Metric {
        name: "alpha_pct",
        title: "Alpha over the whole period",
        unit: "percent",
        formula: "100 * (R - risk_free - beta * (B - risk_free)), R and B total returns",
        measure: |x| x.beside(|r, b| alpha_pct(x, r, b)),
    },
    Metric {
        name: "beta",
        title: "Beta of logarithmic returns",
        unit: "ratio",
        formula: "cov(ln(1 + r), ln(1 + b)) / var(ln(1 + b))",
        measure: |x| x.beside(beta),
    },
    Metric {
        name: "max_drawdown_pct",
        title: "Deepest drawdown",
        unit: "percent",
        formula: "100 * min(value / highest value so far - 1)",
        measure: |x| x.of_holding("max_drawdown_pct"),
    },
    Metric {
        name: "avg_drawdown_pct",
        title: "Average drawdown",
        unit: "percent",
        formula: "mean of the deepest point of each fall",
        measure: |x| x.of_holding("avg_drawdown_pct"),
    },
    Metric {
        name: "max_drawdown_duration_days",
        title: "Longest time between two highest values",
        unit: "days",
        formula: "rounded up to whole bars",
        measure: |x| x.of_holding("max_drawdown_duration_days"),
    },
    Metric {
        name: "avg_drawdown_duration_days",
        title: "Average time between two highest values",
        unit: "days",
        formula: "rounded up to whole bars",
        measure: |x| x.of_holding("avg_drawdown_duration_days"),
    },
];
