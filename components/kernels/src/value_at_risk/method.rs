//! The methods by name, and the one function that answers for all of them.

use super::sample::Sample;
use super::{cornish_fisher, filtered, historical, parametric};
use crate::measure::{Measure, Undefined, finite};

/// Longest horizon in days: a trading year. Beyond it none of the rules is worth a number.
pub const LONGEST: usize = 250;

/// How the distribution of the return is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// The returns that there were.
    Historical,
    /// A normal distribution with their mean and standard deviation (ddof 1).
    Normal,
    /// The same with its quantile corrected for skew and kurtosis (Cornish and Fisher 1938).
    CornishFisher,
    /// A normal distribution with mean zero and the weighted variance of RiskMetrics (1996).
    Ewma,
    /// A normal distribution with the mean and variance that GARCH(1,1) expects.
    Garch,
    /// Filtered historical simulation (Barone-Adesi, Giannopoulos and Vosper 1999).
    MonteCarlo,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Historical,
        Self::Normal,
        Self::CornishFisher,
        Self::Ewma,
        Self::Garch,
        Self::MonteCarlo,
    ];

    /// Snake_case, never renamed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Historical => "historical",
            Self::Normal => "normal",
            Self::CornishFisher => "cornish_fisher",
            Self::Ewma => "ewma",
            Self::Garch => "garch",
            Self::MonteCarlo => "monte_carlo",
        }
    }

    /// What makes a horizon of `h` days out of daily returns, in words for an answer.
    pub fn horizon_rule(self) -> &'static str {
        match self {
            Self::Historical => "returns compounded over every h days in a row, overlapping",
            Self::Normal => "mean * h + z * std * sqrt(h)",
            Self::CornishFisher => {
                "as normal, with skew / sqrt(h) and excess kurtosis / h of independent days"
            }
            Self::Ewma => "z * sigma of the next day * sqrt(h), mean zero",
            Self::Garch => "mean * h + z * sqrt(sum of the h expected variances)",
            Self::MonteCarlo => "paths of h days, simple returns compounded",
        }
    }
}

/// Why a number should be read with care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Caution {
    /// Skew and kurtosis for which the expansion is not a distribution (Maillard 2012): more
    /// of either can make the risk look smaller.
    OutsideDomain,
    /// The fit that it rests on is not a maximum.
    NotConverged,
    /// More than everything is lost, which no holder without debt can: the sum of returns is
    /// taken for the return.
    BeyondTotalLoss,
}

impl Caution {
    /// The machine-readable caution, snake_case; never renamed.
    pub fn code(self) -> &'static str {
        match self {
            Self::OutsideDomain => "outside_domain",
            Self::NotConverged => "not_converged",
            Self::BeyondTotalLoss => "beyond_total_loss",
        }
    }

    /// The same as a sentence for a person.
    pub fn detail(self) -> &'static str {
        match self {
            Self::OutsideDomain => {
                "Skew and kurtosis lie outside the domain of the Cornish-Fisher expansion (Maillard 2012): the figure can understate the risk."
            }
            Self::NotConverged => "The fit behind the figure is not a maximum of its likelihood.",
            Self::BeyondTotalLoss => {
                "More than everything would be lost: the rule adds returns up instead of compounding them."
            }
        }
    }
}

/// The answer of one method at one confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// As asked for.
    pub confidence: f64,
    /// The `1 - confidence` quantile of the return; a loss is negative.
    pub value_at_risk: f64,
    /// Mean return of the share `1 - confidence` below it.
    pub shortfall: f64,
    /// If there is one.
    pub caution: Option<Caution>,
}

/// Estimates of one method at several confidences over `horizon` days.
///
/// [`Undefined::OutsideDomain`] for a confidence or a horizon out of range.
pub fn estimates(
    sample: &Sample<'_>,
    method: Method,
    horizon: usize,
    confidences: &[f64],
) -> Result<Vec<Estimate>, Undefined> {
    let possible = confidences.iter().all(|c| *c > 0.5 && *c < 1.0);
    if !possible || horizon == 0 || horizon > LONGEST {
        return Err(Undefined::OutsideDomain);
    }
    match method {
        Method::Historical => historical::estimates(sample, horizon, confidences),
        Method::Normal => parametric::normal(sample, horizon, confidences),
        Method::CornishFisher => cornish_fisher::estimates(sample, horizon, confidences),
        Method::Ewma => parametric::ewma(sample, horizon, confidences),
        Method::Garch => parametric::garch(sample, horizon, confidences),
        Method::MonteCarlo => filtered::estimates(sample, horizon, confidences),
    }
}

impl Estimate {
    /// The shortfall, where it can be one: outside the domain of its expansion it may lie above
    /// the value at risk.
    pub fn sensible_shortfall(self) -> Measure {
        match self.caution {
            Some(Caution::OutsideDomain) if self.shortfall > self.value_at_risk => {
                Err(Undefined::OutsideDomain)
            }
            _ => Ok(self.shortfall),
        }
    }

    /// Both numbers finite; with the caution that a sum below -1 asks for, if none is given.
    pub(super) fn checked(
        confidence: f64,
        value_at_risk: f64,
        shortfall: f64,
        caution: Option<Caution>,
    ) -> Result<Self, Undefined> {
        let beyond = value_at_risk < -1.0 || shortfall < -1.0;
        Ok(Self {
            confidence,
            value_at_risk: finite(value_at_risk)?,
            shortfall: finite(shortfall)?,
            caution: caution.or(beyond.then_some(Caution::BeyondTotalLoss)),
        })
    }
}
