//! Why there is no grid to search.

use super::constraint::Problem;
use std::fmt;

/// What is wrong with the question.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// No axis at all.
    NoAxes,
    /// More axes than [`super::grid::MOST_AXES`].
    TooManyAxes {
        /// How many there are.
        axes: usize,
    },
    /// Two axes of one name.
    Repeated {
        /// The name.
        name: String,
    },
    /// A name that is empty or has a backquote, so that no constraint could speak of it.
    Name {
        /// The name.
        name: String,
    },
    /// A list of values that is empty or holds one twice.
    Values {
        /// Name of the axis.
        name: String,
    },
    /// A bound, a step or a value that is not finite, a step at or below zero, or bounds
    /// that cross.
    Steps {
        /// Name of the axis.
        name: String,
    },
    /// More values on an axis than [`super::axis::MOST_VALUES`].
    TooLong {
        /// Name of the axis.
        name: String,
    },
    /// More points, before the constraint, than [`super::grid::MOST_POINTS`].
    TooManyPoints,
    /// More combinations than the caller allows.
    TooManyCombinations {
        /// How many are allowed.
        most: u64,
    },
    /// No combination keeps the constraint.
    NothingLeft,
    /// A constraint that cannot be read.
    Constraint(Problem),
    /// An axis by a number that does not exist, or the same one twice.
    Axis {
        /// The number.
        number: usize,
    },
    /// A heat map with more cells than [`super::surface::MOST_CELLS`].
    TooManyCells {
        /// How many it would have.
        cells: u64,
    },
}

impl Refusal {
    /// The machine-readable reason, snake_case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoAxes | Self::TooManyAxes { .. } | Self::Axis { .. } => "invalid_axes",
            Self::Repeated { .. } | Self::Name { .. } => "invalid_name",
            Self::Values { .. } | Self::Steps { .. } | Self::TooLong { .. } => "invalid_axis",
            Self::TooManyPoints | Self::TooManyCombinations { .. } => "too_many_combinations",
            Self::NothingLeft => "no_combination",
            Self::Constraint(_) => "invalid_constraint",
            Self::TooManyCells { .. } => "too_many_cells",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAxes => write!(out, "a search needs at least one parameter"),
            Self::TooManyAxes { axes } => write!(out, "{axes} parameters are too many"),
            Self::Repeated { name } => write!(out, "parameter {name} is there twice"),
            Self::Name { name } => write!(out, "'{name}' is not a name of a parameter"),
            Self::Values { name } => {
                write!(out, "{name}: a list needs values, each of them once")
            }
            Self::Steps { name } => write!(
                out,
                "{name}: needs finite numbers, from at or below to, and a step above 0"
            ),
            Self::TooLong { name } => write!(out, "{name}: too many values"),
            Self::TooManyPoints => write!(
                out,
                "the grid has more than {} points",
                super::grid::MOST_POINTS
            ),
            Self::TooManyCombinations { most } => {
                write!(out, "there are more than the {most} combinations allowed")
            }
            Self::NothingLeft => write!(out, "no combination keeps the constraint"),
            Self::Constraint(problem) => write!(out, "constraint, {problem}"),
            Self::Axis { number } => write!(out, "axis {number} does not exist or is taken twice"),
            Self::TooManyCells { cells } => write!(out, "a map of {cells} cells is too large"),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Constraint(problem)
    }
}
