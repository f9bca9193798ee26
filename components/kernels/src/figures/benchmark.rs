//! The series beside its benchmark.

use crate::measure::{Measure, Undefined, ratio};
use crate::{benchmark, moments};

use super::Metric;

fn capture_ratio(r: &[f64], b: &[f64], year: f64) -> Measure {
    let down = benchmark::down_capture(r, b, year)?;
    ratio(
        benchmark::up_capture(r, b, year)?,
        down,
        Undefined::NoLosses,
    )
}

/// In the order of the answer.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "beta",
        title: "Beta",
        unit: "ratio",
        formula: "cov(r, b) / var(b)",
        measure: |x| x.beside(benchmark::beta),
    },
    Metric {
        name: "alpha",
        title: "Jensen's alpha, a year",
        unit: "fraction",
        formula: "Y * (mean(r - f) - beta * mean(b - f))",
        measure: |x| x.beside(|r, b| benchmark::alpha(r, b, x.rate, x.year)),
    },
    Metric {
        name: "r_squared",
        title: "R squared",
        unit: "ratio",
        formula: "correlation(r, b)^2",
        measure: |x| x.beside(benchmark::r_squared),
    },
    Metric {
        name: "correlation",
        title: "Correlation with the benchmark",
        unit: "ratio",
        formula: "cov(r, b) / (std(r) * std(b))",
        measure: |x| x.beside(moments::correlation),
    },
    Metric {
        name: "tracking_error",
        title: "Annual tracking error",
        unit: "fraction",
        formula: "std(r - b, ddof 1) * sqrt(Y)",
        measure: |x| x.beside(|r, b| benchmark::tracking_error(r, b, x.year)),
    },
    Metric {
        name: "information_ratio",
        title: "Information ratio, annualised",
        unit: "ratio",
        formula: "mean(r - b) / std(r - b, ddof 1) * sqrt(Y)",
        measure: |x| x.beside(|r, b| benchmark::information_ratio(r, b, x.year)),
    },
    Metric {
        name: "treynor",
        title: "Treynor ratio",
        unit: "ratio",
        formula: "Y * mean(r - f) / beta",
        measure: |x| x.beside(|r, b| benchmark::treynor(r, b, x.rate, x.year)),
    },
    Metric {
        name: "up_capture",
        title: "Capture of rising days",
        unit: "ratio",
        formula: "cagr(r where b > 0) / cagr(b where b > 0)",
        measure: |x| x.beside(|r, b| benchmark::up_capture(r, b, x.year)),
    },
    Metric {
        name: "down_capture",
        title: "Capture of falling days",
        unit: "ratio",
        formula: "cagr(r where b < 0) / cagr(b where b < 0)",
        measure: |x| x.beside(|r, b| benchmark::down_capture(r, b, x.year)),
    },
    Metric {
        name: "capture_ratio",
        title: "Up capture over down capture",
        unit: "ratio",
        formula: "up_capture / down_capture",
        measure: |x| x.beside(|r, b| capture_ratio(r, b, x.year)),
    },
    Metric {
        name: "batting_average",
        title: "Share of days above the benchmark",
        unit: "fraction",
        formula: "count(r > b) / n",
        measure: |x| x.beside(|r, b| benchmark::batting_average(r, b, |_| true)),
    },
];
