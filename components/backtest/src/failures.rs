//! Refusals of the `backtest` group.

use sandbourse_kernels::backtest::rules::Fault;

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

/// The bars or the rules cannot be run with.
pub fn not_usable(fault: &Fault) -> Failure {
    let (field, detail) = match fault {
        Fault::Rule(rule) => (*rule, format!("{rule} is outside its range.")),
        Fault::Price { asset, bar } => (
            "symbols",
            format!("Symbol {} has an impossible price on bar {bar}.", asset + 1),
        ),
        Fault::Length { asset, column } => (
            "symbols",
            format!(
                "The {column} of symbol {} has another number of bars than its close.",
                asset + 1
            ),
        ),
        Fault::NoAsset | Fault::Assets => ("symbols", "There is nothing to run on.".to_owned()),
    };
    invalid(field, "not_usable", detail)
}
