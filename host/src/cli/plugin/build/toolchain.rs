//! The tools that turn each language into a component: run, and asked for when missing.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::cli::complaint::Complaint;

const TARGET: &str = "wasm32-wasip2";
/// The world of a strategy in the contract.
const WORLD: &str = "strategy-plugin";

/// Builds a crate; answers the component that cargo says it made.
pub fn rust(folder: &Path) -> Result<PathBuf, Complaint> {
    const INSTALL: &str = "install Rust from https://rustup.rs";
    require_target(folder, INSTALL)?;
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--target", TARGET]);
    cargo.arg("--message-format=json-render-diagnostics");
    let output = run(cargo.current_dir(folder), INSTALL)?;
    let messages = String::from_utf8_lossy(&output.stdout);
    let made = messages.lines().filter_map(component).next_back();
    made.ok_or_else(|| {
        Complaint::new("The crate makes no component.")
            .cure("give its Cargo.toml a [lib] with crate-type = [\"cdylib\"]")
    })
}

fn require_target(folder: &Path, install: &str) -> Result<(), Complaint> {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    let output = run(rustc.current_dir(folder), install)?;
    let library = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    if library.is_dir() {
        return Ok(());
    }
    Err(Complaint::new(format!(
        "Rust has no target {TARGET} here, which components are built for."
    ))
    .cure(format!("rustup target add {TARGET}")))
}

/// The .wasm file that a message of cargo names.
fn component(message: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    let files = message["filenames"]
        .as_array()?
        .iter()
        .filter_map(Value::as_str);
    files.map(PathBuf::from).find(|file| is_component(file))
}

/// Runs the `build` script of a package, after installing what it needs.
pub fn javascript(folder: &Path) -> Result<PathBuf, Complaint> {
    const INSTALL: &str = "install Node 20 or newer, which has npm, from https://nodejs.org";
    let npm = |arguments: &[&str]| {
        let mut npm = Command::new("npm");
        run(npm.args(arguments).current_dir(folder), INSTALL)
    };
    if !folder.join("node_modules").is_dir() {
        npm(&["install", "--no-audit", "--no-fund"])?;
    }
    npm(&["run", "--silent", "build"])?;
    newest(folder).ok_or_else(|| {
        Complaint::new("`npm run build` leaves no .wasm file in the folder of the project.")
            .cure("let the script `build` of package.json write one with --output")
    })
}

/// Wraps `app.py`, with componentize-py from an environment of the project's own.
pub fn python(folder: &Path) -> Result<PathBuf, Complaint> {
    const INSTALL: &str = "install Python 3.10 or newer with venv and pip";
    let environment = folder.join(".venv");
    let tool = environment.join("bin/componentize-py");
    if !tool.is_file() {
        let mut venv = Command::new("python3");
        run(
            venv.args(["-m", "venv"])
                .arg(&environment)
                .current_dir(folder),
            INSTALL,
        )?;
        let mut pip = Command::new(environment.join("bin/pip"));
        pip.args([
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-r",
            "requirements.txt",
        ]);
        run(pip.current_dir(folder), INSTALL)?;
    }
    let name = folder.file_name().unwrap_or(OsStr::new("strategy"));
    let file = folder.join(name).with_extension("wasm");
    let mut wrap = Command::new(&tool);
    wrap.args([
        "--wit-path",
        "wit",
        "--world",
        WORLD,
        "componentize",
        "app",
        "--stub-wasi",
    ]);
    wrap.arg("--output").arg(&file).current_dir(folder);
    run(
        &mut wrap,
        "let requirements.txt name componentize-py, and delete .venv",
    )?;
    Ok(file)
}

fn is_component(file: &Path) -> bool {
    file.extension() == Some(OsStr::new("wasm"))
}

fn newest(folder: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?.filter_map(Result::ok);
    entries
        .filter(|entry| is_component(&entry.path()))
        .max_by_key(|entry| entry.metadata().and_then(|data| data.modified()).ok())
        .map(|entry| entry.path())
}

/// Runs a tool to its end. What it says stands on standard error as it comes; `install` says
/// how to get a tool that is not there.
fn run(command: &mut Command, install: &str) -> Result<Output, Complaint> {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or_default();
    let program = program.to_string_lossy().into_owned();
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|cause| match cause.kind() {
            ErrorKind::NotFound => {
                Complaint::new(format!("`{program}` is not there.")).cure(install)
            }
            _ => Complaint::new(format!("`{program}` cannot be run: {cause}.")),
        })?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let complaint = Complaint::new(format!(
        "`{program}` failed ({}); what it said is above.",
        output.status
    ));
    // Cargo's standard output is for this program, that of the others for people.
    let lines = said
        .lines()
        .filter(|line| !line.starts_with('{') && !line.is_empty());
    Err(lines.fold(complaint, Complaint::detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_component_is_found_among_the_messages_of_cargo() {
        let made =
            r#"{"reason":"compiler-artifact","filenames":["/t/libmine.rlib","/t/mine.wasm"]}"#;
        assert_eq!(component(made), Some(PathBuf::from("/t/mine.wasm")));
        for other in [
            "",
            "Compiling",
            r#"{"reason":"build-finished","success":true}"#,
        ] {
            assert_eq!(component(other), None);
        }
    }

    #[test]
    fn a_tool_that_is_not_there_is_asked_for() {
        let refusal = run(&mut Command::new("no-such-tool-of-anybody"), "install it").unwrap_err();
        let expected = Complaint::new("`no-such-tool-of-anybody` is not there.").cure("install it");
        assert_eq!(refusal, expected);
    }
}
