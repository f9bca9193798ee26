//! Whose names and definitions an answer follows.

mod empyrical;
mod quantstats;
mod sandbourse;

use sandbourse_kernels::measure::Measure;
use sandbourse_kernels::returns::{TRADING_DAYS, period_rate};

use crate::bindings::exports::sandbourse::platform::risk_group::MetricsQuery;
use crate::bindings::sandbourse::platform::types;
use crate::inputs::Inputs;

/// One figure: what it is called, what it means and how it is measured.
pub struct Metric {
    /// Key in the answer.
    pub name: &'static str,
    /// For a person.
    pub title: &'static str,
    /// `fraction`, `ratio`, `days` or `count`.
    pub unit: &'static str,
    /// In the letters that the conventions explain.
    pub formula: &'static str,
    /// The measurement.
    pub measure: fn(&Inputs) -> Measure,
}

/// A named set of definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Convention {
    /// Our own choice where the libraries differ.
    Sandbourse,
    /// quantstats 0.0.86.
    Quantstats,
    /// empyrical-reloaded 0.7.1.
    Empyrical,
}

impl Convention {
    /// By its name in a query.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "sandbourse" => Some(Self::Sandbourse),
            "quantstats" => Some(Self::Quantstats),
            "empyrical" => Some(Self::Empyrical),
            _ => None,
        }
    }

    /// Everything that it defines.
    pub fn metrics(self) -> impl Iterator<Item = &'static Metric> {
        let tables = match self {
            Self::Sandbourse => sandbourse::TABLES,
            Self::Quantstats => quantstats::TABLES,
            Self::Empyrical => empyrical::TABLES,
        };
        tables.iter().copied().flatten()
    }

    /// Risk-free return of a day for a yearly rate.
    pub fn daily_rate(self, annual: f64) -> f64 {
        match self {
            Self::Sandbourse | Self::Quantstats => period_rate(annual, TRADING_DAYS),
            Self::Empyrical => annual / TRADING_DAYS,
        }
    }

    /// Every choice that the figures rest on.
    pub fn stated(self, query: &MetricsQuery) -> Vec<types::Convention> {
        let own: &[(&str, &str)] = match self {
            Self::Sandbourse => sandbourse::STATED,
            Self::Quantstats => quantstats::STATED,
            Self::Empyrical => empyrical::STATED,
        };
        let rate = query.risk_free.to_string();
        let mut all = vec![stated("risk_free_annual", &rate)];
        all.extend(
            own.iter()
                .chain(SHARED)
                .map(|(name, value)| stated(name, value)),
        );
        all
    }
}

/// Choices that all sets share.
const SHARED: &[(&str, &str)] = &[
    ("returns", "simple daily: r[t] = p[t] / p[t-1] - 1"),
    ("year_length", "252"),
    ("ddof", "1"),
    ("signs", "losses negative"),
    ("missing_days", "left out, never filled"),
    (
        "benchmark_days",
        "common dates only; returns taken on its own days first",
    ),
    (
        "drawdown_start",
        "compounded curve that starts at 1 before the first return",
    ),
];

fn stated(name: &str, value: &str) -> types::Convention {
    types::Convention {
        name: name.into(),
        value: value.into(),
    }
}
