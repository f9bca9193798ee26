//! `sandbourse plugin push`: a component becomes a version.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bytes::Bytes;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::Value;

use super::language::component_name;
use crate::cli::complaint::{Complaint, Outcome};
use crate::cli::remote::{Remote, segment};
use crate::cli::{figure, print};

/// What to upload, and as what.
#[derive(Args)]
pub struct Arguments {
    /// The component, a .wasm file.
    file: PathBuf,
    /// Name to serve it under [default: the name of the file].
    #[arg(long)]
    name: Option<String>,
    /// Let it serve at once.
    #[arg(long)]
    activate: bool,
}

/// Uploads a component.
///
/// # Errors
/// Why the file cannot be read, or what the service says, with what to do.
pub async fn run(remote: &Remote, arguments: &Arguments, json: bool) -> Outcome {
    let bytes = read(&arguments.file)?;
    let name = match &arguments.name {
        Some(name) => name.clone(),
        None => component_name(&arguments.file),
    };
    let bar = bar(bytes.len() as u64, json);
    let takeover = if arguments.activate {
        Takeover::AtOnce
    } else {
        Takeover::Later
    };
    let pushed = push(remote, (&name, bytes), takeover, &bar).await;
    bar.finish_and_clear();
    let version = pushed?;
    if json {
        print::value(&version);
        return Ok(ExitCode::SUCCESS);
    }
    let number = figure::text(&version["version"]);
    print::line(&format!(
        "{name}@{number} {}",
        figure::text(&version["digest"])
    ));
    print::line(&if version["active"] == true {
        "it serves".to_owned()
    } else {
        format!("let it serve: sandbourse plugin activate {name} {number}")
    });
    Ok(ExitCode::SUCCESS)
}

/// When an upload serves.
#[derive(Clone, Copy)]
pub enum Takeover {
    /// Once the service has tried it.
    AtOnce,
    /// When it is activated.
    Later,
}

/// Uploads bytes under a name; answers the version that they became.
///
/// # Errors
/// What the service says, with what to do.
pub async fn push(
    remote: &Remote,
    (name, bytes): (&str, Bytes),
    takeover: Takeover,
    bar: &ProgressBar,
) -> Result<Value, Complaint> {
    let activate = matches!(takeover, Takeover::AtOnce);
    let path = format!("/plugins/{}?activate={activate}", segment(name));
    let (moving, total) = (bar.clone(), bytes.len() as u64);
    let sent = move |count: usize| {
        moving.inc(count as u64);
        if moving.position() >= total {
            moving.set_message("the service compiles and tries it");
        }
    };
    remote.upload(&path, &bytes, sent).await
}

/// The bytes of a component.
///
/// # Errors
/// Why they cannot be read, and what makes a component.
pub fn read(file: &Path) -> Result<Bytes, Complaint> {
    std::fs::read(file).map(Bytes::from).map_err(|cause| {
        Complaint::new(format!("{} cannot be read: {cause}.", file.display()))
            .cure("build a component with `sandbourse plugin build`, which prints its path")
    })
}

fn bar(bytes: u64, json: bool) -> ProgressBar {
    let bar = ProgressBar::new(bytes);
    bar.set_style(
        ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    if json {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    bar
}
