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

/// The same failure, of another field.
pub fn of(field: String) -> impl FnOnce(Failure) -> Failure {
    |failure| Failure {
        field: Some(field),
        ..failure
    }
}

/// The bars or the rules cannot be run with.
pub fn not_usable(fault: &Fault) -> Failure {
    let (field, detail) = match fault {
        Fault::Rule(rule) => ((*rule).to_owned(), format!("{rule} is outside its range.")),
        Fault::Price { asset, bar } => (
            format!("symbols.{asset}"),
            format!("There is an impossible price on bar {bar}."),
        ),
        Fault::Length { asset, column } => (
            format!("symbols.{asset}"),
            format!("There are not as many values of {column} as there are closes."),
        ),
        Fault::NoAsset | Fault::Assets => ("symbols".into(), "There is nothing to run on.".into()),
    };
    invalid(&field, "not_usable", detail)
}

/// The strategy's decisions are not those that it was asked for.
pub fn not_decided(fault: &Fault) -> Failure {
    let detail = match fault {
        Fault::Length { column, .. } => {
            format!("The strategy's decisions do not have a {column} for each bar.")
        }
        Fault::Assets => "The strategy did not decide for each symbol.".into(),
        _ => return not_usable(fault),
    };
    invalid("strategy", "wrong_decisions", detail)
}
