//! The list of all indicators: what each is, what it takes, and how to start one by name.

mod entry;
mod list;
mod parameter;
mod problem;
mod settings;

pub use entry::{Entry, Group, Shape, Unit};
pub use list::ENTRIES;
pub use parameter::{LONGEST, Parameter};
pub use problem::ParameterError;
pub use settings::Settings;

pub(super) use entry::study;

use super::study::Study;

/// The entry of that name.
///
/// # Errors
/// When there is none.
pub fn find(name: &str) -> Result<&'static Entry, ParameterError> {
    let found = ENTRIES.iter().find(|entry| entry.name == name);
    found
        .copied()
        .ok_or_else(|| ParameterError::UnknownIndicator { name: name.into() })
}

/// Starts the indicator of that name; parameters that are not given have their defaults.
///
/// # Errors
/// When there is no such indicator, or a parameter is not one of its own or not possible.
pub fn start(name: &str, given: &[(&str, f64)]) -> Result<Box<dyn Study>, ParameterError> {
    find(name)?.start(given)
}
