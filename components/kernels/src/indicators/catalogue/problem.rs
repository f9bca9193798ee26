//! Why an indicator does not start.

use std::fmt;

/// What was asked for and is not possible.
#[derive(Debug, Clone, PartialEq)]
pub enum ParameterError {
    /// No indicator has this name.
    UnknownIndicator {
        /// What was asked for.
        name: String,
    },
    /// The indicator has no parameter of this name.
    UnknownParameter {
        /// What was given.
        name: String,
        /// What it has.
        known: Vec<&'static str>,
    },
    /// A parameter was given more than once.
    Repeated {
        /// Which one.
        name: &'static str,
    },
    /// A value outside its range.
    OutOfRange {
        /// Which parameter.
        name: &'static str,
        /// What was given.
        value: f64,
        /// Least possible value.
        min: f64,
        /// Greatest possible value.
        max: f64,
    },
    /// A number of bars with a fraction.
    NotWhole {
        /// Which parameter.
        name: &'static str,
        /// What was given.
        value: f64,
    },
    /// A value that is not below that of another parameter.
    NotBelow {
        /// Which parameter.
        name: &'static str,
        /// Its value.
        value: f64,
        /// The one that must be greater.
        other: &'static str,
        /// Its value.
        limit: f64,
    },
}

impl ParameterError {
    /// The parameter that is wrong; `indicator` when it is the name of the indicator.
    pub fn field(&self) -> &str {
        match self {
            Self::UnknownIndicator { .. } => "indicator",
            Self::UnknownParameter { name, .. } => name,
            Self::Repeated { name }
            | Self::OutOfRange { name, .. }
            | Self::NotWhole { name, .. }
            | Self::NotBelow { name, .. } => name,
        }
    }
}

impl fmt::Display for ParameterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownIndicator { name } => {
                write!(f, "there is no indicator {name:?}; the catalogue lists all")
            }
            Self::UnknownParameter { name, known } if known.is_empty() => {
                write!(f, "{name:?} is not a parameter: this indicator has none")
            }
            Self::UnknownParameter { name, known } => {
                write!(f, "{name:?} is not a parameter: give {}", known.join(", "))
            }
            Self::Repeated { name } => write!(f, "{name} is given more than once"),
            Self::OutOfRange {
                name,
                value,
                min,
                max,
            } => write!(f, "{name} is {value}, but must be from {min} to {max}"),
            Self::NotWhole { name, value } => {
                write!(f, "{name} is {value}, but must be a whole number")
            }
            Self::NotBelow {
                name,
                value,
                other,
                limit,
            } => write!(
                f,
                "{name} is {value}, but must be below {other}, which is {limit}"
            ),
        }
    }
}

impl std::error::Error for ParameterError {}
