//! Builds the service, and starts it for somebody to try.

use std::process::Command;

use crate::cli::{Answer, UpArguments};
use crate::workspace::{Profile, Workspace};
use crate::{frontend, process, toolchain};

/// Sets up, builds and starts the service; returns only when it has ended.
///
/// # Errors
/// When a step of the set-up fails or the service cannot be started.
pub fn up(workspace: &Workspace, arguments: &UpArguments) -> Answer {
    let profile = if arguments.dev {
        Profile::Dev
    } else {
        Profile::Release
    };
    prepare(workspace)?;
    compile(workspace, profile)?;
    if arguments.no_start {
        return Ok(true);
    }
    let settings = Settings::read(workspace);
    let port = arguments.port.map(|port| port.to_string());
    let port = port
        .or_else(|| settings.get("PORT"))
        .unwrap_or_else(|| "8000".into());
    announce(workspace, &port)?;
    take_over(&mut serve(workspace, profile, &port, &settings))
}

/// Starts the process that prints what to try once the service answers.
fn announce(workspace: &Workspace, port: &str) -> Result<(), String> {
    let program = std::env::current_exe().map_err(|problem| problem.to_string())?;
    let mut command = workspace.command(program);
    command.args(["announce", &format!("127.0.0.1:{port}")]);
    command
        .spawn()
        .map(drop)
        .map_err(|problem| format!("cannot start the announcer: {problem}"))
}

/// Makes the self-contained release binary and prints where it is.
///
/// # Errors
/// When a step fails.
pub fn build(workspace: &Workspace) -> Answer {
    prepare(workspace)?;
    compile(workspace, Profile::Release)?;
    let binary = workspace.binary(Profile::Release);
    let bytes = std::fs::metadata(&binary)
        .map_err(|problem| problem.to_string())?
        .len();
    println!("{} ({:.1} MB)", binary.display(), bytes as f64 / 1e6);
    Ok(true)
}

/// The wasm target and the web app: all that cargo does not do by itself.
///
/// # Errors
/// When a step fails.
pub fn prepare(workspace: &Workspace) -> Result<(), String> {
    toolchain::prepare(workspace)?;
    frontend::build(workspace)
}

/// Builds the binary; the build script of `components/bundle` compiles the
/// components on the way.
///
/// # Errors
/// When the build fails.
pub fn compile(workspace: &Workspace, profile: Profile) -> Result<(), String> {
    let arguments = [
        "build",
        "--locked",
        "--package",
        "sandbourse",
        "--profile",
        profile.name(),
    ];
    let title = format!("service ({})", profile.name());
    process::must(&title, &mut workspace.cargo(&arguments)).map(drop)
}

/// The service with sample data, its files in `data/`, unless told otherwise.
fn serve(workspace: &Workspace, profile: Profile, port: &str, settings: &Settings) -> Command {
    let mut command = workspace.command(workspace.binary(profile));
    command
        .arg("serve")
        .env_remove("NO_COLOR")
        .env("PORT", port);
    for (name, default) in [("DEMO_DATA", "true"), ("SANDBOURSE_DATA_DIR", "data")] {
        if settings.get(name).is_none() {
            command.env(name, default);
        }
    }
    command
}

/// What the service would find set: the environment, then `.env`.
struct Settings {
    file: String,
}

impl Settings {
    fn read(workspace: &Workspace) -> Self {
        Self {
            file: std::fs::read_to_string(workspace.root.join(".env")).unwrap_or_default(),
        }
    }

    fn get(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().or_else(|| self.in_file(name))
    }

    fn in_file(&self, name: &str) -> Option<String> {
        let values = self
            .file
            .lines()
            .filter_map(|line| line.trim().split_once('='));
        let value = values
            .into_iter()
            .find(|(key, _)| key.trim() == name)?
            .1
            .trim();
        Some(value.trim_matches(['"', '\'']).to_owned())
    }
}

/// Becomes the service, so that Ctrl-C and the exit code are its own.
#[cfg(unix)]
fn take_over(command: &mut Command) -> Answer {
    use std::os::unix::process::CommandExt;
    Err(format!("cannot start the service: {}", command.exec()))
}

#[cfg(not(unix))]
fn take_over(command: &mut Command) -> Answer {
    let status = command
        .status()
        .map_err(|problem| format!("cannot start the service: {problem}"))?;
    Ok(status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_in_the_file_is_found_without_its_quotes() {
        let settings = Settings {
            file: "# PORT=1\nPORT = \"9001\"\nDEMO_DATA=false\n".into(),
        };
        assert_eq!(settings.in_file("PORT").as_deref(), Some("9001"));
        assert_eq!(settings.in_file("DEMO_DATA").as_deref(), Some("false"));
        assert_eq!(settings.in_file("HOST"), None);
    }
}
