//! The web app: types, lints, unit tests, build.

use super::Outcome;
use crate::frontend::{self, Presence};
use crate::process;
use crate::tally::{self, Tally};
use crate::workspace::Workspace;

/// Scripts of `package.json` in the order in which they run.
const SCRIPTS: [&str; 4] = ["check", "lint", "test", "build"];

/// Runs the scripts that the web app has; each without a count of its own is
/// one test.
///
/// # Errors
/// When the packages cannot be installed.
pub fn run(workspace: &Workspace) -> Result<Outcome, String> {
    if let Presence::Missing(reason) = frontend::install(workspace)? {
        return Ok(Outcome::Skipped(reason));
    }
    let mut sum = Tally::default();
    let mut success = true;
    for script in SCRIPTS
        .into_iter()
        .filter(|script| frontend::has_script(workspace, script))
    {
        let mut command = workspace.npm(&["run", script]);
        let run = process::step(&format!("web app: {script}"), command.env("CI", "true"))?;
        let counted = tally::read(&run.output).filter(|_| script == "test");
        sum = sum.plus(counted.unwrap_or(Tally::of_check(run.success)));
        success &= run.success;
    }
    Ok(Outcome::Ran(sum, success))
}
