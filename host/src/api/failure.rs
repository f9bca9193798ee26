//! How what went wrong below becomes a problem document: the one place where
//! sandbox errors get a status.

use std::time::Duration;

use hyper::StatusCode;
use sandbourse_wit::types::Failure;
use sandbourse_wit::values::FailureKind;

use crate::sandbox::{CallError, LoadError, Refusal};
use crate::web::Problem;
use crate::web::problem::FieldError;

/// How long a client waits when a budget ended its call: the same input would
/// end the same way, so there is no hurry.
const AFTER_BUDGET: Duration = Duration::from_secs(30);

impl From<CallError> for Problem {
    fn from(error: CallError) -> Self {
        let code = error.code();
        let detail = format!("{error}.");
        match error {
            CallError::Failure(failure) => failure.into(),
            CallError::Overloaded { retry_after } => {
                Self::unavailable(code, "Every sandbox is busy; try again.", retry_after)
            }
            CallError::MemoryPressure => Self::unavailable(
                code,
                "Running calls hold all the memory; try again.",
                Duration::from_secs(1),
            ),
            CallError::Inactive(_) => Self::unavailable(code, detail, AFTER_BUDGET),
            CallError::Deadline(_) | CallError::Cpu(_) => {
                Self::new(StatusCode::GATEWAY_TIMEOUT, code, detail)
            }
            CallError::Memory(_) => Self::new(StatusCode::INSUFFICIENT_STORAGE, code, detail),
            CallError::HostCalls(_)
            | CallError::TooMuchData
            | CallError::Trap { .. }
            | CallError::Unsound(_) => Self::new(StatusCode::BAD_GATEWAY, code, detail),
        }
    }
}

/// Puts a component's failure where the client finds it: its field is in `place`
/// (`query` or `body`), except those that the path gives, listed with their names there.
pub fn placed(
    place: &'static str,
    path: &'static [(&'static str, &'static str)],
) -> impl Fn(CallError) -> Problem {
    move |error| {
        let mut problem = Problem::from(error);
        for fault in &mut problem.errors {
            let field = fault.loc.join(".");
            let renamed = path.iter().find(|(of_component, _)| *of_component == field);
            let (place, field) =
                renamed.map_or((place, field.as_str()), |(_, name)| ("path", *name));
            *fault = FieldError::new(place, field, &fault.kind, std::mem::take(&mut fault.msg));
        }
        problem
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        let status = match failure.kind {
            FailureKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            FailureKind::NotFound => StatusCode::NOT_FOUND,
            FailureKind::Throttled => StatusCode::TOO_MANY_REQUESTS,
            FailureKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        };
        let mut problem = Self::new(status, failure.code.clone(), failure.detail.clone());
        problem.retry_after = failure.retry_after_ms.map(Duration::from_millis);
        if status == StatusCode::SERVICE_UNAVAILABLE && problem.retry_after.is_none() {
            problem.retry_after = Some(AFTER_BUDGET);
        }
        if let Some(field) = failure.field {
            problem.errors.push(FieldError {
                loc: vec![field],
                msg: failure.detail,
                kind: failure.code,
            });
        }
        problem
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let mut problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            refusal.code,
            refusal.detail.clone(),
        );
        if let Some(import) = refusal.import {
            problem.errors.push(FieldError {
                loc: vec!["body".to_owned(), "imports".to_owned(), import],
                msg: refusal.detail,
                kind: refusal.code.to_owned(),
            });
        }
        problem
    }
}

impl From<LoadError> for Problem {
    fn from(error: LoadError) -> Self {
        let detail = format!("{error}.");
        match error {
            LoadError::Refused(refusal) => refusal.into(),
            LoadError::UnknownComponent(_) => Self::new(
                StatusCode::NOT_FOUND,
                "unknown_component",
                format!("{detail} Components: data, risk, predict, backtest, webhook."),
            ),
            LoadError::UnknownVersion { .. } => {
                Self::new(StatusCode::NOT_FOUND, "unknown_version", detail)
            }
            LoadError::Conflict(sentence) => Self::new(StatusCode::CONFLICT, "conflict", sentence),
            LoadError::Internal(cause) => {
                tracing::error!(cause, "A component could not be loaded");
                Self::internal()
            }
        }
    }
}
