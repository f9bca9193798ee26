//! Why there is no portfolio: which input is unusable, or which limit cannot hold.

use crate::measure::Undefined;
use std::fmt;

/// Why a construction has no answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// The question itself is malformed.
    Input(Input),
    /// No portfolio keeps all limits.
    Infeasible(Infeasible),
    /// The figures give no answer: too few, constant, not finite, not converged.
    Undefined(Undefined),
}

/// What is wrong with the question.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// No asset at all.
    NoAssets,
    /// More assets than the dense methods are made for.
    TooManyAssets {
        /// How many there are.
        assets: usize,
        /// How many there may be.
        most: usize,
    },
    /// Two inputs that must have one length have two.
    Length {
        /// Which input.
        what: &'static str,
        /// How long it is.
        found: usize,
        /// How long it must be.
        expected: usize,
    },
    /// A number that is NaN, infinite or outside the range of its parameter.
    Number {
        /// Which input.
        what: &'static str,
    },
    /// A group names an asset by an index that does not exist.
    Member {
        /// Name of the group.
        group: String,
        /// The index.
        index: usize,
    },
}

/// The limit that cannot hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Infeasible {
    /// A lower bound of an asset above its upper one.
    Crossed {
        /// Name of the asset.
        name: String,
        /// Its lower bound.
        least: f64,
        /// Its upper bound.
        most: f64,
    },
    /// A lower limit of a group above its upper one.
    GroupCrossed {
        /// Name of the group.
        group: String,
        /// Its lower limit.
        least: f64,
        /// Its upper limit.
        most: f64,
    },
    /// The upper bounds of all assets together stay below 1.
    UpperBounds {
        /// Their sum.
        sum: f64,
    },
    /// The lower bounds of all assets together exceed 1.
    LowerBounds {
        /// Their sum.
        sum: f64,
    },
    /// A group must weigh more than its members' upper bounds allow.
    GroupFloor {
        /// Name of the group.
        group: String,
        /// What it must weigh.
        least: f64,
        /// Sum of its members' upper bounds.
        reachable: f64,
    },
    /// A group may weigh less than its members' lower bounds demand.
    GroupCeiling {
        /// Name of the group.
        group: String,
        /// What it may weigh.
        most: f64,
        /// Sum of its members' lower bounds.
        reachable: f64,
    },
    /// Limits that hold one by one, but not together.
    Together {
        /// Each of them in words.
        limits: Vec<String>,
        /// Whether one of them is a group's.
        has_group: bool,
    },
    /// A return that no allowed portfolio is expected to reach.
    TargetReturn {
        /// What was asked for.
        target: f64,
        /// The most that an allowed portfolio is expected to earn.
        most: f64,
    },
    /// A volatility below that of the least volatile allowed portfolio.
    TargetVolatility {
        /// What was asked for.
        target: f64,
        /// The least that an allowed portfolio has.
        least: f64,
    },
    /// No allowed portfolio is expected to earn more than the risk-free rate.
    NoExcessReturn {
        /// The most that an allowed portfolio is expected to earn.
        most: f64,
        /// The risk-free rate.
        risk_free: f64,
    },
}

impl Refusal {
    /// The machine-readable reason, snake_case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Input(_) => "invalid_input",
            Self::Infeasible(limit) => limit.code(),
            Self::Undefined(reason) => reason.code(),
        }
    }

    /// The reason why figures give no answer; `otherwise` where the question is at fault.
    pub fn undefined_or(&self, otherwise: Undefined) -> Undefined {
        match self {
            Self::Undefined(reason) => *reason,
            _ => otherwise,
        }
    }
}

impl Infeasible {
    /// The machine-readable reason, snake_case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TargetReturn { .. } => "target_return_out_of_reach",
            Self::TargetVolatility { .. } => "target_volatility_out_of_reach",
            Self::NoExcessReturn { .. } => "no_excess_return",
            _ => "infeasible_constraints",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(input) => input.fmt(out),
            Self::Infeasible(limit) => limit.fmt(out),
            Self::Undefined(reason) => write!(out, "no answer: {}", reason.code()),
        }
    }
}

impl fmt::Display for Input {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAssets => write!(out, "a portfolio needs at least one asset"),
            Self::TooManyAssets { assets, most } => {
                write!(out, "{assets} assets are more than the {most} allowed")
            }
            Self::Length {
                what,
                found,
                expected,
            } => write!(out, "{what}: {found} values where {expected} are needed"),
            Self::Number { what } => write!(out, "{what} is not a number in its range"),
            Self::Member { group, index } => {
                write!(out, "group {group}: there is no asset number {index}")
            }
        }
    }
}

impl fmt::Display for Infeasible {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Crossed { name, least, most } => {
                write!(
                    out,
                    "{name}: at least {least} and at most {most} cannot both hold"
                )
            }
            Self::GroupCrossed { group, least, most } => {
                write!(
                    out,
                    "group {group}: at least {least} and at most {most} cannot both hold"
                )
            }
            Self::UpperBounds { sum } => {
                write!(out, "the upper bounds add up to {}, below 1", short(*sum))
            }
            Self::LowerBounds { sum } => {
                write!(out, "the lower bounds add up to {}, above 1", short(*sum))
            }
            Self::GroupFloor {
                group,
                least,
                reachable,
            } => write!(
                out,
                "group {group}: at least {least} wanted but its members' upper bounds add up to {}",
                short(*reachable)
            ),
            Self::GroupCeiling {
                group,
                most,
                reachable,
            } => write!(
                out,
                "group {group}: at most {most} wanted but its members' lower bounds add up to {}",
                short(*reachable)
            ),
            other => other.fmt_reach(out),
        }
    }
}

impl Infeasible {
    fn fmt_reach(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Together { limits, .. } => {
                write!(
                    out,
                    "these limits cannot hold together: {}",
                    limits.join("; ")
                )
            }
            Self::TargetReturn { target, most } => {
                write!(
                    out,
                    "target return {target} is above the {} reachable",
                    short(*most)
                )
            }
            Self::TargetVolatility { target, least } => write!(
                out,
                "target volatility {target} is below the {} reachable",
                short(*least)
            ),
            Self::NoExcessReturn { most, risk_free } => write!(
                out,
                "no allowed portfolio is expected to earn more than the risk-free {risk_free}; the best earns {}",
                short(*most)
            ),
            other => write!(out, "{}", other.code()),
        }
    }
}

/// Six decimals at most: a sum of bounds is 0.8, not 0.7999999999999999.
fn short(value: f64) -> f64 {
    if value.abs() < 1e9 {
        (value * 1e6).round() / 1e6
    } else {
        value
    }
}

impl std::error::Error for Refusal {}

impl From<Undefined> for Refusal {
    fn from(reason: Undefined) -> Self {
        Self::Undefined(reason)
    }
}

impl From<Input> for Refusal {
    fn from(input: Input) -> Self {
        Self::Input(input)
    }
}

impl From<Infeasible> for Refusal {
    fn from(limit: Infeasible) -> Self {
        Self::Infeasible(limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_which_limit_and_which_value() {
        let sum = 0.7 + 0.1;
        let refusal = Refusal::from(Infeasible::UpperBounds { sum });
        assert_eq!(
            refusal.to_string(),
            "the upper bounds add up to 0.8, below 1"
        );
        assert_eq!(refusal.code(), "infeasible_constraints");
        let refusal = Refusal::from(Infeasible::TargetReturn {
            target: 0.4,
            most: 0.31,
        });
        assert_eq!(
            refusal.to_string(),
            "target return 0.4 is above the 0.31 reachable"
        );
        assert_eq!(refusal.code(), "target_return_out_of_reach");
    }
}
