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
    let mut announce = workspace.command(std::env::current_exe().map_err(|e| e.to_string())?);
    announce.args(["announce", &format!("127.0.0.1:{}", arguments.port)]);
    announce
        .spawn()
        .map_err(|problem| format!("cannot start the announcer: {problem}"))?;
    take_over(&mut serve(workspace, profile, arguments.port))
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

/// The service with sample data, its files in `data/` unless told otherwise.
fn serve(workspace: &Workspace, profile: Profile, port: u16) -> Command {
    let mut command = workspace.command(workspace.binary(profile));
    command
        .arg("serve")
        .env_remove("NO_COLOR")
        .env("PORT", port.to_string());
    for (name, default) in [("DEMO_DATA", "true"), ("SANDBOURSE_DATA_DIR", "data")] {
        if std::env::var_os(name).is_none() {
            command.env(name, default);
        }
    }
    command
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
