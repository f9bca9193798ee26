//! Refusals of the `risk` group.

use std::fmt::Display;
use std::ops::RangeInclusive;

use crate::bindings::sandbourse::platform::types::Failure;
use crate::bindings::sandbourse::platform::values::FailureKind;

/// The caller's input `field` is wrong; `detail` says with which value and what would be right.
pub fn invalid(field: &str, code: &str, detail: String) -> Failure {
    Failure {
        kind: FailureKind::Invalid,
        code: code.into(),
        detail,
        field: Some(field.into()),
        retry_after_ms: None,
    }
}

/// Refuses a number outside its range; NaN is outside every range.
pub fn within<T: PartialOrd + Display>(
    field: &str,
    value: T,
    range: RangeInclusive<T>,
    what: &str,
) -> Result<(), Failure> {
    if range.contains(&value) {
        return Ok(());
    }
    let (least, most) = range.into_inner();
    let detail = format!("{field} is {value}, but must be {what}, from {least} to {most}.");
    Err(invalid(field, "out_of_range", detail))
}

/// A word that is not one of those known.
pub fn unknown_word(field: &str, word: &str, known: &[&str]) -> Failure {
    let detail = format!(
        "{field} has {word:?}, but only {} are known.",
        known.join(", ")
    );
    invalid(
        field,
        &format!("unknown_{}", field.trim_end_matches('s')),
        detail,
    )
}
