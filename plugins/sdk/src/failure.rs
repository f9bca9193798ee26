//! Why a strategy cannot go on.

use crate::Failure;

impl Failure {
    /// A reason that no setting is at fault for. The code is snake_case for machines, the
    /// detail one sentence for a person, naming the value and what would be right.
    pub fn new(code: &str, detail: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            detail: detail.into(),
            field: None,
        }
    }

    /// A setting that does not go with the others.
    pub fn of_setting(name: &str, detail: impl Into<String>) -> Self {
        Self::new("invalid_setting", detail).of(name)
    }

    pub(crate) fn of(mut self, name: &str) -> Self {
        self.field = Some(name.into());
        self
    }
}
