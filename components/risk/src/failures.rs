//! Refusals of the `risk` group.

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
