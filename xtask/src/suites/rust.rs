//! The Rust tests. With cargo's own runner, because the integration tests share one
//! running service: a runner with a process for each test would start it again for each.

use super::Outcome;
use crate::process::{self, Run};
use crate::tally;
use crate::workspace::Workspace;

/// Unit and integration tests of all crates.
///
/// # Errors
/// When cargo cannot be started.
pub fn run(workspace: &Workspace) -> Result<Outcome, String> {
    compile(workspace)?;
    let arguments = [
        "test",
        "--locked",
        "--workspace",
        "--all-targets",
        "--no-fail-fast",
    ];
    process::step("Rust tests", &mut workspace.cargo(&arguments)).map(|run| outcome(&run))
}

/// Examples in the documentation of the libraries.
///
/// # Errors
/// When cargo cannot be started.
pub fn doc_tests(workspace: &Workspace) -> Result<Outcome, String> {
    let arguments = ["test", "--locked", "--workspace", "--doc", "--no-fail-fast"];
    process::step("doc tests", &mut workspace.cargo(&arguments)).map(|run| outcome(&run))
}

/// Builds all tests and, because tests start it, the binary. Other suites use
/// that binary: a plain `cargo build` would compile the dependencies again,
/// without the features that the tests ask for.
///
/// # Errors
/// When the build fails.
pub fn compile(workspace: &Workspace) -> Result<(), String> {
    let arguments = [
        "test",
        "--locked",
        "--workspace",
        "--all-targets",
        "--no-run",
    ];
    process::must(
        "building service, components and tests",
        &mut workspace.cargo(&arguments),
    )
    .map(drop)
}

fn outcome(run: &Run) -> Outcome {
    Outcome::Ran(tally::read(&run.output).unwrap_or_default(), run.success)
}
