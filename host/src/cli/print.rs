//! What commands say: text for people, JSON for scripts.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use serde_json::{Value, json};

/// Prints a text as it is.
pub fn text(text: &str) -> ExitCode {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Prints one JSON value on a line of its own.
pub fn value(value: &Value) {
    let _ = writeln!(std::io::stdout().lock(), "{value}");
}

/// Prints a line for a person.
pub fn line(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// Prints why a command failed.
pub fn error(message: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr().lock(), "error: {message}");
    ExitCode::FAILURE
}

/// Prints a list of failures under a heading.
pub fn failures(heading: &str, lines: &[String], json: bool) -> ExitCode {
    if json {
        value(&json!({ "ok": false, "error": heading, "failures": lines }));
    } else {
        let mut err = std::io::stderr().lock();
        let _ = writeln!(err, "error: {heading}:");
        for line in lines {
            let _ = writeln!(err, "  - {line}");
        }
    }
    ExitCode::FAILURE
}

/// A mark before a line of a report, coloured when a person looks.
pub fn mark(ok: bool) -> &'static str {
    match (ok, std::io::stdout().is_terminal()) {
        (true, true) => "\x1b[32mok\x1b[0m  ",
        (false, true) => "\x1b[31mFAIL\x1b[0m",
        (true, false) => "ok  ",
        (false, false) => "FAIL",
    }
}
