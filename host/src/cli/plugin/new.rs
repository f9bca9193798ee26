//! `sandbourse plugin new`: a project that builds and passes its tests.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::language::{Language, plugin_name};
use super::template::{self, ProjectFile};
use crate::cli::complaint::{Complaint, Outcome};
use crate::cli::print;

/// What to write, and where.
#[derive(Args)]
pub struct Arguments {
    /// Name of the plugin: a-z, 0-9 and `-`.
    #[arg(value_parser = plugin_name)]
    name: String,
    /// Language to write it in.
    #[arg(long, value_enum)]
    lang: Language,
    /// What it is.
    #[arg(long, value_enum, default_value = "strategy")]
    kind: Kind,
    /// Folder of the project [default: NAME].
    #[arg(long)]
    dir: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// Decides what to hold.
    Strategy,
}

/// Writes a project.
///
/// # Errors
/// When the folder is not empty or cannot be written.
pub fn run(arguments: &Arguments, json: bool) -> Outcome {
    let Kind::Strategy = arguments.kind;
    let folder = arguments
        .dir
        .clone()
        .unwrap_or_else(|| PathBuf::from(&arguments.name));
    refuse_full(&folder)?;
    let files = template::files(arguments.lang, &arguments.name);
    for file in &files {
        write(&folder, file).map_err(|cause| {
            Complaint::new(format!("{}: {cause}.", folder.join(&file.path).display()))
                .cure("name a folder that can be written with --dir")
        })?;
    }
    if json {
        let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
        print::value(&json!({ "ok": true, "dir": folder, "files": paths }));
    } else {
        print::line(&format!(
            "{}: {} files, a strategy in {}",
            folder.display(),
            files.len(),
            arguments.lang.word()
        ));
        next_steps(arguments.lang, &folder);
    }
    Ok(ExitCode::SUCCESS)
}

fn refuse_full(folder: &Path) -> Result<(), Complaint> {
    let is_full = match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => folder.exists(),
    };
    if !is_full {
        return Ok(());
    }
    Err(Complaint::new(format!(
        "{} is there already; nothing was written.",
        folder.display()
    ))
    .cure("choose another name, or an empty folder with --dir"))
}

fn write(folder: &Path, file: &ProjectFile) -> std::io::Result<()> {
    let path = folder.join(&file.path);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(path, &file.text)
}

fn next_steps(language: Language, folder: &Path) {
    let test = match language {
        Language::Rust => "cargo test",
        Language::Js => "npm test",
        Language::Python => "python3 -m unittest",
    };
    print::line(&format!("\n  cd {}", folder.display()));
    print::line(&format!("  {test}"));
    print::line("  sandbourse plugin build");
    print::line("  sandbourse plugin dev . --symbol SPX");
}
