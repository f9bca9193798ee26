//! `sandbourse plugin`: write, build, check and serve components of one's own.

mod build;
mod check;
mod dev;
mod language;
mod live;
mod logs;
mod new;
mod push;
mod serving;
mod template;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::block_on;
use super::complaint::{Outcome, end};
use super::remote::{Connection, Remote};

/// A plugin command and the service that it asks, if it asks one.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    connection: Connection,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write a small project that builds and passes its tests.
    New(new::Arguments),
    /// Build the project in a folder to a component.
    Build {
        /// The folder of the project.
        #[arg(default_value = ".")]
        dir: PathBuf,
    },
    /// Try a component out on this machine as the service would, and measure it.
    Check {
        /// The component, a .wasm file.
        file: PathBuf,
    },
    /// Build, check, push and backtest again each time that a file is saved.
    Dev(dev::Arguments),
    #[command(flatten)]
    Remote(Asking),
}

/// What needs a running service.
#[derive(Subcommand)]
enum Asking {
    /// Upload a component as a new version.
    Push(push::Arguments),
    /// List what serves.
    List,
    /// Show a plugin with its versions, parameters and use.
    Show {
        /// Name of the plugin.
        name: String,
    },
    /// Let a kept version serve.
    Activate {
        /// Name of the plugin.
        name: String,
        /// Number of the version.
        version: u32,
    },
    /// Let the version serve that served before.
    Rollback {
        /// Name of the plugin.
        name: String,
    },
    /// Let a version decide beside the one that serves, or compare what it decided.
    Shadow(serving::Shadow),
    /// Remove a version, or a strategy with all of them.
    Rm {
        /// Name of the plugin.
        name: String,
        /// Number of the version; without it, all of them.
        version: Option<u32>,
    },
    /// Print what happened to a plugin.
    Logs(logs::Logs),
    /// Let a strategy decide on live bars.
    Run(live::Run),
    /// List the live runs.
    Runs,
    /// Stop a live run.
    Stop {
        /// Identifier of the run.
        id: String,
    },
}

/// Runs a `plugin` command.
pub fn run(arguments: Arguments, json: bool) -> ExitCode {
    let Arguments {
        connection,
        command,
    } = arguments;
    let outcome = match command {
        Command::New(new) => new::run(&new, json),
        Command::Build { dir } => build::run(&dir, json),
        Command::Check { file } => {
            return block_on(async move { end(check::run(&file, json).await, json) });
        }
        Command::Dev(dev) => {
            return block_on(async move { end(dev::run(&connection, dev).await, json) });
        }
        Command::Remote(asking) => {
            return block_on(async move { end(ask(&connection, asking, json).await, json) });
        }
    };
    end(outcome, json)
}

async fn ask(connection: &Connection, asking: Asking, json: bool) -> Outcome {
    let remote = Remote::new(connection)?;
    match asking {
        Asking::Push(push) => push::run(&remote, &push, json).await,
        Asking::List => serving::list(&remote, json).await,
        Asking::Show { name } => serving::show(&remote, &name, json).await,
        Asking::Activate { name, version } => {
            serving::activate(&remote, (&name, version), json).await
        }
        Asking::Rollback { name } => serving::rollback(&remote, &name, json).await,
        Asking::Shadow(shadow) => serving::shadow(&remote, &shadow, json).await,
        Asking::Rm { name, version } => serving::remove(&remote, (&name, version), json).await,
        Asking::Logs(logs) => logs::run(&remote, &logs, json).await,
        Asking::Run(run) => live::begin(&remote, &run, json).await,
        Asking::Runs => live::list(&remote, json).await,
        Asking::Stop { id } => live::stop(&remote, &id, json).await,
    }
}
