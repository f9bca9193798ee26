//! The SMA cross in other languages: its own tests, and the components that the integration
//! tests compare with the one in Rust.

use std::path::PathBuf;
use std::process::Command;

use super::Outcome;
use crate::process;
use crate::tally::Tally;
use crate::workspace::Workspace;

/// A command and its arguments, each run in the folder of the plugin.
type Step = (&'static str, &'static [&'static str]);

/// What each language needs, and its steps.
const LANGUAGES: [(&str, &str, &[Step]); 2] = [
    (
        "sma-cross-js",
        "npm",
        &[
            ("npm", &["ci", "--no-audit", "--no-fund"]),
            ("npm", &["test"]),
            ("npm", &["run", "build"]),
        ],
    ),
    (
        "sma-cross-py",
        "python3",
        &[
            ("python3", &["-m", "unittest", "discover", "-s", "tests"]),
            ("./build.sh", &[]),
        ],
    ),
];

/// Tests and builds those whose tools are there.
///
/// # Errors
/// When a tool that is there cannot be started.
pub fn run(workspace: &Workspace) -> Result<Outcome, String> {
    let mut sum = Tally::default();
    let mut success = true;
    let mut missing = Vec::new();
    for (plugin, tool, steps) in LANGUAGES {
        if Command::new(tool).arg("--version").output().is_err() {
            missing.push(format!("{plugin} needs {tool}"));
            continue;
        }
        let folder: PathBuf = workspace.root.join("plugins").join(plugin);
        for (program, arguments) in steps {
            let title = format!("{plugin}: {program} {}", arguments.join(" "));
            let mut command = Command::new(program);
            command.args(*arguments).current_dir(&folder);
            let run = process::step(&title, &mut command)?;
            sum = sum.plus(Tally::of_check(run.success));
            success &= run.success;
            if !run.success {
                break;
            }
        }
    }
    if missing.len() == LANGUAGES.len() {
        return Ok(Outcome::Skipped(missing.join(", ")));
    }
    Ok(Outcome::Ran(sum, success))
}
