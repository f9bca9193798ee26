//! Why a condition cannot be read, and where.

use std::fmt;

/// What is wrong, and at which place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The character where it was noticed, counted from 0.
    pub at: usize,
    /// What is wrong there.
    pub wrong: Wrong,
}

/// What is wrong with a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The text is longer than [`super::MOST_CHARACTERS`].
    TooLong,
    /// Nested deeper than [`super::MOST_DEPTH`].
    TooDeep,
    /// A character that belongs to no word or sign.
    Character(char),
    /// A name in backquotes that does not end.
    OpenName,
    /// Digits that are no finite number.
    Number(String),
    /// A name that no parameter has.
    Unknown {
        /// What was written.
        name: String,
        /// The parameters that there are.
        known: Vec<String>,
    },
    /// Another word or sign than what must stand there.
    Unexpected {
        /// What was written; nothing at the end of the text.
        found: Option<String>,
        /// What may stand there.
        wanted: &'static str,
    },
    /// A truth where a number is needed, as in `(a < b) + 1`.
    NotNumber,
    /// A number where a truth is needed, as in `a and b < c`.
    NotCondition,
    /// One comparison after another, as in `a < b < c`.
    Chained,
}

impl Problem {
    pub(super) fn new(at: usize, wrong: Wrong) -> Self {
        Self { at, wrong }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "at character {}: {}", self.at + 1, self.wrong)
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(out, "more than {} characters", super::MOST_CHARACTERS),
            Self::TooDeep => write!(out, "nested deeper than {} levels", super::MOST_DEPTH),
            Self::Character('=') => write!(out, "'=' is not a comparison, write '=='"),
            Self::Character(found) => write!(out, "'{found}' does not belong here"),
            Self::OpenName => write!(out, "a backquote that is not closed"),
            Self::Number(text) => write!(out, "'{text}' is not a number"),
            Self::Unknown { name, known } => {
                write!(
                    out,
                    "'{name}' is not a parameter; there are {}",
                    known.join(", ")
                )
            }
            Self::Unexpected {
                found: Some(found),
                wanted,
            } => write!(out, "'{found}' stands where {wanted} is needed"),
            Self::Unexpected {
                found: None,
                wanted,
            } => write!(out, "the text ends where {wanted} is needed"),
            Self::NotNumber => write!(out, "a number is needed, not a condition"),
            Self::NotCondition => {
                write!(
                    out,
                    "a condition such as 'fast < slow' is needed, not a number"
                )
            }
            Self::Chained => write!(
                out,
                "comparisons cannot be chained, write 'a < b and b < c'"
            ),
        }
    }
}

impl std::error::Error for Problem {}
