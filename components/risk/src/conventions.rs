//! Whose names and definitions an answer follows.

mod backtesting;
mod empyrical;
mod pyfolio;
mod quantstats;

use sandbourse_kernels::figures::{self, Metric, SHARED, Stated};
use sandbourse_kernels::returns::period_rate;

use crate::bindings::sandbourse::platform::types;
use crate::terms::Terms;

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
            Self::Sandbourse => figures::TABLES,
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
            Self::Sandbourse => figures::STATED,
            Self::Quantstats => quantstats::STATED,
            Self::Empyrical => empyrical::STATED,
            Self::Pyfolio => pyfolio::STATED,
            Self::Backtesting => backtesting::STATED,
        }
    }
}

/// Choices about histories of prices, which all sets share.
const OF_HISTORIES: Stated = &[("missing_days", "left out, never filled")];
/// How our own set counts the usual spans up to the last day.
const SPANS: Stated = &[(
    "period_returns",
    "from the last close at or before the first day; longer than a year: a year's growth",
)];

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
        if self.convention == Convention::Sandbourse {
            all.extend(choices(SPANS));
        }
        all.extend(choices(SHARED).chain(choices(OF_HISTORIES)));
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
