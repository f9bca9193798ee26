//! Why a command failed, and what to do about it.

use std::io::Write as _;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::print;

/// A failure in words for whoever typed the command.
#[derive(Debug, Default, PartialEq)]
pub struct Complaint {
    what: String,
    details: Vec<String>,
    cures: Vec<String>,
    code: Option<String>,
}

/// What most commands come to.
pub type Outcome = Result<ExitCode, Complaint>;

impl Complaint {
    /// A failure in one sentence.
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            ..Self::default()
        }
    }

    /// Adds a line that says more.
    #[must_use]
    pub fn detail(mut self, line: impl Into<String>) -> Self {
        self.details.push(line.into());
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn cure(mut self, cure: impl Into<String>) -> Self {
        self.cures.push(cure.into());
        self
    }

    /// Adds the word that programs match on.
    #[must_use]
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Whether the service knows nothing under the name that it was asked for.
    pub fn is_not_found(&self) -> bool {
        self.code.as_deref() == Some("not_found")
    }

    /// As text on standard error, or as JSON on standard output.
    pub fn print(&self, json: bool) -> ExitCode {
        if json {
            print::value(&self.json());
            return ExitCode::FAILURE;
        }
        let mut err = std::io::stderr().lock();
        let code = self.code.as_ref().map(|code| format!(" ({code})"));
        let _ = writeln!(err, "error: {}{}", self.what, code.unwrap_or_default());
        for line in &self.details {
            let _ = writeln!(err, "  - {line}");
        }
        for cure in &self.cures {
            let _ = writeln!(err, "  try: {cure}");
        }
        ExitCode::FAILURE
    }

    fn json(&self) -> Value {
        json!({
            "ok": false,
            "error": self.what,
            "code": self.code,
            "failures": self.details,
            "cures": self.cures,
        })
    }
}

/// Ends a command.
pub fn end(outcome: Outcome, json: bool) -> ExitCode {
    outcome.unwrap_or_else(|complaint| complaint.print(json))
}
