//! Runs the binary's other commands to their end.

use std::path::Path;
use std::process::Stdio;

use super::server::{binary, defaults};

/// What a command left.
#[derive(Debug)]
pub struct Finished {
    /// Its exit code.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it complained about.
    pub stderr: String,
}

/// Runs a command in `folder`, which is its data directory too, with the variables of
/// a test server and then `variables`; an empty value takes one away.
pub fn run(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Finished {
    let mut command = binary(folder);
    for (name, value) in defaults() {
        command.env(name, value.unwrap_or_default());
    }
    for (name, value) in variables {
        if value.is_empty() {
            command.env_remove(name);
        } else {
            command.env(name, value);
        }
    }
    let output = command
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Finished {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
