//! The libraries that do the same in C, Rust and Python, measured in the same run.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::process;
use crate::workspace::Workspace;

/// Milliseconds by name.
pub type Times = BTreeMap<String, f64>;

/// What a script of `xtask/peers` measures; nothing where the library or Python itself is
/// missing.
pub fn measure(workspace: &Workspace, python: &str, script: &str, bars: Option<&Path>) -> Times {
    let path = workspace.root.join("xtask/peers").join(script);
    eprintln!("library: {script} ...");
    process::read(Command::new(python).arg(path).args(bars))
        .map_or_else(|_| Times::new(), |lines| times(&lines))
}

/// The lines that name a time.
pub fn times(lines: &str) -> Times {
    let line = |line: &str| -> Option<(String, f64)> {
        let value: Value = serde_json::from_str(line).ok()?;
        Some((value["name"].as_str()?.to_owned(), value["ms"].as_f64()?))
    };
    lines.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_without_a_time_are_passed_over() {
        let found = times("{\"name\":\"sma\",\"ms\":1.5}\n{\"skipped\":\"no library\"}\nwarning\n");
        assert_eq!(found, Times::from([("sma".to_owned(), 1.5)]));
    }
}
