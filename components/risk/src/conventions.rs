//! Whose names and definitions an answer follows.

mod backtesting;
mod empyrical;
mod pyfolio;
mod quantstats;
mod sandbourse;

use sandbourse_kernels::measure::Measure;
use sandbourse_kernels::returns::period_rate;

use crate::bindings::sandbourse::platform::types;
use crate::inputs::Inputs;
use crate::terms::Terms;

/// One figure: what it is called, what it means and how it is measured.
pub struct Metric {
    /// Key in the answer.
    pub name: &'static str,
    /// For a person.
    pub title: &'static str,
    /// `fraction`, `percent`, `ratio`, `days` or `count`.
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
    /// pyfolio-reloaded 0.10.1.
    Pyfolio,
    /// backtesting.py 0.6.6.
    Backtesting,
}

/// Choices by name.
type Stated = &'static [(&'static str, &'static str)];

impl Convention {
    /// All sets, our own first.
    pub const ALL: [Self; 5] = [
        Self::Sandbourse,
        Self::Quantstats,
        Self::Empyrical,
        Self::Pyfolio,
        Self::Backtesting,
    ];

    /// Its name in a query.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sandbourse => "sandbourse",
            Self::Quantstats => "quantstats",
            Self::Empyrical => "empyrical",
            Self::Pyfolio => "pyfolio",
            Self::Backtesting => "backtesting",
        }
    }

    /// By its name in a query.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Everything that it defines.
    pub fn metrics(self) -> impl Iterator<Item = &'static Metric> {
        let tables = match self {
            Self::Sandbourse => sandbourse::TABLES,
            Self::Quantstats => quantstats::TABLES,
            Self::Empyrical => empyrical::TABLES,
            Self::Pyfolio => pyfolio::TABLES,
            Self::Backtesting => backtesting::TABLES,
        };
        tables.iter().copied().flatten()
    }

    /// Risk-free return of a period for a yearly rate, with `year` periods to a year.
    pub fn period_rate(self, annual: f64, year: f64) -> f64 {
        match self {
            Self::Sandbourse => period_rate(annual, year),
            // The peer leaves the returns alone unless the rate is above 0.
            Self::Quantstats if annual <= 0.0 => 0.0,
            Self::Quantstats => period_rate(annual, year),
            Self::Empyrical | Self::Pyfolio => annual / year,
            Self::Backtesting => 0.0,
        }
    }

    const fn benchmark_days(self) -> &'static str {
        match self {
            Self::Sandbourse => "from one day that both have to the next",
            _ => "common dates only; returns taken on its own days first",
        }
    }

    fn own(self) -> Stated {
        match self {
            Self::Sandbourse => sandbourse::STATED,
            Self::Quantstats => quantstats::STATED,
            Self::Empyrical => empyrical::STATED,
            Self::Pyfolio => pyfolio::STATED,
            Self::Backtesting => backtesting::STATED,
        }
    }
}

/// Choices that all sets share.
const SHARED: Stated = &[
    ("returns", "simple daily: r[t] = p[t] / p[t-1] - 1"),
    ("ddof", "1"),
    ("signs", "losses negative"),
    ("missing_days", "left out, never filled"),
    (
        "drawdown_start",
        "compounded curve that starts at 1 before the first return",
    ),
];

impl Terms {
    /// Every choice that the figures rest on.
    pub fn stated(&self) -> Vec<types::Convention> {
        let own = self.convention.own();
        let mut all = vec![
            choice("name", self.convention.name()),
            choice("risk_free_annual", &self.rate.annual.to_string()),
            choice("trials", &self.trials.to_string()),
        ];
        if !own.iter().any(|(name, _)| *name == "year_length") {
            all.push(choice("year_length", &self.year.to_string()));
        }
        all.extend(choices(own));
        all.extend(choices(SHARED));
        all.push(choice("benchmark_days", self.convention.benchmark_days()));
        all
    }
}

/// Choices in the form of an answer.
pub fn choices(stated: &[(&str, &str)]) -> impl Iterator<Item = types::Convention> {
    stated.iter().map(|(name, value)| choice(name, value))
}

/// One choice in the form of an answer.
pub fn choice(name: &str, value: &str) -> types::Convention {
    types::Convention {
        name: name.into(),
        value: value.into(),
    }
}
