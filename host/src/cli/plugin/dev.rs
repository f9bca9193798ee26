//! `sandbourse plugin dev`: each time that a file is saved, the whole way to new figures.

mod change;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;

use bytes::Bytes;
use clap::Args;
use indicatif::ProgressBar;
use serde_json::Value;
use tokio::task::block_in_place;

use super::push::{Takeover, push};
use super::{build, check};
use crate::cli::backtest::{RunOptions, print_run, run_once};
use crate::cli::complaint::{Complaint, Outcome};
use crate::cli::remote::{Connection, Remote};
use crate::cli::{print, setting};
use watch::Watch;

/// What to watch, and what to run.
#[derive(Args)]
pub struct Arguments {
    /// Folder of the project.
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Symbols to backtest on.
    #[arg(long = "symbol", num_args = 1.., default_value = "SPX")]
    symbols: Vec<String>,
    /// Value of a parameter, as fast=10; may be given more than once.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = setting::parse, allow_hyphen_values = true)]
    settings: Vec<(String, f64)>,
    /// Name to serve it under [default: the name that it gives itself].
    #[arg(long)]
    name: Option<String>,
}

/// Watches until Ctrl-C. A save that fails on its way is told, and the next one is waited for.
///
/// # Errors
/// When there is no project to watch, or the settings of the connection have mistakes.
pub async fn run(connection: &Connection, arguments: Arguments) -> Outcome {
    let remote = Remote::new(connection)?;
    super::language::Language::of(&arguments.dir)?;
    let mut watch = Watch::new(&arguments.dir);
    let mut before: Option<Value> = None;
    loop {
        match round(&remote, &arguments).await {
            Ok(after) => {
                match &before {
                    Some(before) => change::print(before, &after),
                    None => print_run(&after),
                }
                before = Some(after);
            }
            Err(complaint) => {
                complaint.print(false);
            }
        }
        print::line("\nwaiting for a file to be saved; Ctrl-C ends");
        tokio::select! {
            file = watch.changed() => print::line(&format!("\n--- {}", file.display())),
            _ = tokio::signal::ctrl_c() => return Ok(ExitCode::SUCCESS),
        }
    }
}

/// Build, check, push, backtest.
async fn round(remote: &Remote, arguments: &Arguments) -> Result<Value, Complaint> {
    let built = block_in_place(|| build::build(&arguments.dir))?;
    print::line(&format!("built in {:.1} s", built.took.as_secs_f64()));
    let (checkup, _) = check::examine(&built.bytes).await?;
    let performance = checkup.strategy.as_ref().ok_or_else(|| {
        Complaint::new(format!(
            "The component is of the world {}; `dev` runs strategies.",
            checkup.world
        ))
    })?;
    print::line(&format!("checked: {}", check::speed(performance)));
    let name = arguments
        .name
        .as_ref()
        .unwrap_or(&performance.descriptor.name);
    let bar = ProgressBar::hidden();
    let version = push(
        remote,
        (name, Bytes::from(built.bytes)),
        Takeover::AtOnce,
        &bar,
    )
    .await?;
    print::line(&format!("pushed: {name}@{} serves", version["version"]));
    let options = RunOptions::of(name, &arguments.symbols, &arguments.settings);
    run_once(remote, &options).await
}
