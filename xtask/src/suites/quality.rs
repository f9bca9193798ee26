//! Checks of the code that run none of it.

use super::{Outcome, rust};
use crate::process;
use crate::workspace::Workspace;
use crate::{generate, tidy};

/// `cargo fmt --check`.
///
/// # Errors
/// When cargo cannot be started.
pub fn format(workspace: &Workspace) -> Result<Outcome, String> {
    let run = process::step(
        "rustfmt",
        &mut workspace.cargo(&["fmt", "--all", "--check"]),
    )?;
    Ok(Outcome::of_check(run.success))
}

/// The house rules.
///
/// # Errors
/// As [`tidy::check`].
pub fn tidy(workspace: &Workspace) -> Result<Outcome, String> {
    tidy::run(workspace).map(Outcome::of_check)
}

/// Clippy over all targets.
///
/// # Errors
/// When cargo cannot be started.
pub fn clippy(workspace: &Workspace) -> Result<Outcome, String> {
    let arguments = [
        "clippy",
        "--locked",
        "--workspace",
        "--all-targets",
        "--keep-going",
        "--",
        "--deny",
        "warnings",
    ];
    let run = process::step("clippy", &mut workspace.cargo(&arguments))?;
    Ok(Outcome::of_check(run.success))
}

/// Generated files against what the binary of the tests prints.
///
/// # Errors
/// When the binary cannot be built or run.
pub fn generated(workspace: &Workspace) -> Result<Outcome, String> {
    rust::compile(workspace)?;
    generate::compare(workspace).map(Outcome::of_check)
}

/// cargo-deny, where it is installed; `tidy` watches duplicates in any case.
///
/// # Errors
/// When it cannot be started.
pub fn dependencies(workspace: &Workspace) -> Result<Outcome, String> {
    if process::read(&mut workspace.cargo(&["deny", "--version"])).is_err() {
        return Ok(Outcome::Skipped("cargo-deny is not installed".into()));
    }
    let arguments = ["deny", "--offline", "check", "bans", "licenses", "sources"];
    let run = process::step("cargo deny", &mut workspace.cargo(&arguments))?;
    Ok(Outcome::of_check(run.success))
}
