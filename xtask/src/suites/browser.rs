//! The web app in Debian's Chromium against the real service.

use std::path::PathBuf;

use super::{Outcome, rust};
use crate::frontend::{self, Presence};
use crate::process;
use crate::server::{self, Server};
use crate::tally::{self, Tally};
use crate::workspace::{Profile, Workspace, has_program};

/// Names under which Chromium is installed.
const PROGRAMS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Pages of several sizes are loaded from one address within a minute.
const VARIABLES: [(&str, &str); 1] = [("RATE_LIMIT_REQUESTS", "5000")];

/// Starts the service, then the browser tests against it.
///
/// # Errors
/// When the service cannot be built or started.
pub fn run(workspace: &Workspace) -> Result<Outcome, String> {
    if let Presence::Missing(reason) = frontend::install(workspace)? {
        return Ok(Outcome::Skipped(reason));
    }
    if !frontend::has_script(workspace, "e2e") {
        return Ok(Outcome::Skipped("package.json has no `e2e` script".into()));
    }
    let chromium = match find_chromium(workspace) {
        Ok(chromium) => chromium,
        Err(reason) => return Ok(Outcome::Skipped(reason)),
    };
    frontend::build(workspace)?;
    rust::compile(workspace)?;
    let server = Server::start(&workspace.binary(Profile::Dev), &VARIABLES)?;
    let pictures = pictures(workspace)?;
    let mut command = workspace.npm(&["run", "e2e"]);
    command
        .env("BASE_URL", format!("http://{}", server.address))
        .env("USER", server::USER)
        .env("PASSWORD", server::PASSWORD)
        .env("CHROMIUM", chromium)
        .env("E2E_OUT", pictures);
    let run = process::step("browser tests", &mut command)?;
    if !run.success {
        eprintln!("the service complained:\n{}", server.complaints());
    }
    let tally = tally::read(&run.output).unwrap_or(Tally::of_check(run.success));
    Ok(Outcome::Ran(tally, run.success))
}

/// Where the browser tests leave their pictures.
fn pictures(workspace: &Workspace) -> Result<PathBuf, String> {
    let folder = workspace.target.join("browser-tests");
    std::fs::create_dir_all(&folder).map_err(|problem| problem.to_string())?;
    Ok(folder)
}

/// The browser's program, installed first where that is possible; else why not.
fn find_chromium(workspace: &Workspace) -> Result<String, String> {
    if let Some(program) = installed_chromium() {
        return Ok(program);
    }
    if !has_program("apt-get") {
        return Err("Chromium is not installed and apt is not at hand".into());
    }
    if process::read(workspace.command("id").arg("-u"))?.trim() != "0" {
        return Err("Chromium is not installed, and only root can install it with apt".into());
    }
    for (title, arguments) in [
        ("apt: package lists", &["update"][..]),
        (
            "apt: chromium",
            &["install", "--yes", "--no-install-recommends", "chromium"][..],
        ),
    ] {
        let mut apt = workspace.command("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive").args(arguments);
        process::must(title, &mut apt)
            .map_err(|_| "Chromium is not installed and apt could not install it".to_owned())?;
    }
    installed_chromium().ok_or_else(|| "apt installed no program named chromium".into())
}

fn installed_chromium() -> Option<String> {
    std::env::var("CHROMIUM")
        .ok()
        .filter(|program| has_program(program))
        .or_else(|| {
            let path = std::env::var_os("PATH")?;
            std::env::split_paths(&path)
                .flat_map(|folder| PROGRAMS.map(|name| folder.join(name)))
                .find(|program| program.is_file())
                .map(|program| program.to_string_lossy().into_owned())
        })
}
