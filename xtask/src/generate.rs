//! Writes, or compares, what is generated from the code: the API document,
//! the client's types, the tables of variables.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::Answer;
use crate::frontend::{self, Presence};
use crate::process;
use crate::up;
use crate::workspace::{Profile, Workspace};

/// A file and the arguments with which the binary prints it.
const PRINTED: [(&str, &[&str]); 3] = [
    ("frontend/openapi.json", &["openapi"]),
    (".env.example", &["config-reference", "--format", "env"]),
    (
        "docs/environment.md",
        &["config-reference", "--format", "markdown"],
    ),
];

/// What `npm run gen` makes out of the API document.
const TYPES: &str = "frontend/src/api/schema.d.ts";

/// Builds the binary and writes all generated files; with `check` it only says
/// which ones differ.
///
/// # Errors
/// When the binary cannot be built or a file not be written.
pub fn run(workspace: &Workspace, check: bool) -> Answer {
    up::prepare(workspace)?;
    up::compile(workspace, Profile::Dev)?;
    if check {
        compare(workspace)
    } else {
        write(workspace).map(|()| true)
    }
}

/// Whether every generated file is what the dev binary prints; names those
/// that are not.
///
/// # Errors
/// When the binary or the generator of types cannot be run.
pub fn compare(workspace: &Workspace) -> Answer {
    let mut outdated: Vec<&str> = stale(workspace)?
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    if types_differ(workspace)? {
        outdated.push(TYPES);
    }
    for path in &outdated {
        eprintln!("{path} is out of date: run `cargo xtask gen` and commit what changed");
    }
    Ok(outdated.is_empty())
}

/// The files that differ from what the binary prints, with the right text.
fn stale(workspace: &Workspace) -> Result<Vec<(&'static str, String)>, String> {
    let mut stale = Vec::new();
    for (path, arguments) in PRINTED {
        if !parent(&workspace.root.join(path)).is_dir() {
            continue;
        }
        let mut binary = workspace.command(workspace.binary(Profile::Dev));
        let text = with_final_newline(process::read(binary.args(arguments))?);
        if fs::read_to_string(workspace.root.join(path))
            .ok()
            .as_deref()
            != Some(&text)
        {
            stale.push((path, text));
        }
    }
    Ok(stale)
}

fn write(workspace: &Workspace) -> Result<(), String> {
    for (path, text) in stale(workspace)? {
        fs::write(workspace.root.join(path), text)
            .map_err(|problem| format!("{path}: {problem}"))?;
        println!("wrote {path}");
    }
    match client_generator(workspace)? {
        None => process::must("client types", &mut workspace.npm(&["run", "gen"])).map(drop),
        Some(reason) => {
            eprintln!("client types: skipped, {reason}");
            Ok(())
        }
    }
}

/// Why the client's types cannot be generated here, if they cannot.
fn client_generator(workspace: &Workspace) -> Result<Option<String>, String> {
    Ok(match frontend::install(workspace)? {
        Presence::Missing(reason) => Some(reason),
        Presence::Ready if frontend::has_script(workspace, "gen") => None,
        Presence::Ready => Some("package.json has no `gen` script".into()),
    })
}

/// Generates the types, compares, and puts back what was there.
fn types_differ(workspace: &Workspace) -> Result<bool, String> {
    let path = workspace.root.join(TYPES);
    let Ok(before) = fs::read(&path) else {
        return Ok(false);
    };
    if let Some(reason) = client_generator(workspace)? {
        eprintln!("client types: not compared, {reason}");
        return Ok(false);
    }
    process::must("client types", &mut workspace.npm(&["run", "gen"]))?;
    let after = fs::read(&path).map_err(|problem| problem.to_string())?;
    if after != before {
        fs::write(&path, &before).map_err(|problem| problem.to_string())?;
    }
    Ok(after != before)
}

fn parent(path: &Path) -> PathBuf {
    path.parent().map(Path::to_path_buf).unwrap_or_default()
}

fn with_final_newline(text: String) -> String {
    format!("{}\n", text.trim_end())
}
