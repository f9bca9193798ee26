//! Refusals of the `backtest` group.

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

/// What `field` names does not exist here.
pub fn not_found(field: &str, code: &str, detail: String) -> Failure {
    Failure {
        kind: FailureKind::NotFound,
        ..invalid(field, code, detail)
    }
}
