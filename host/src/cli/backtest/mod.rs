//! `sandbourse backtest`: runs, searches and resampling on the service.

mod grid;
mod heat_map;
mod jobs;
mod options;
mod outcome;
mod replay;
mod run;
mod runs;
mod search;
mod sparkline;

use std::process::ExitCode;

use clap::{Args, Subcommand};

pub use options::RunOptions;
pub use run::{answer as run_once, print as print_run};

use super::block_on;
use super::complaint::end;
use super::remote::{Connection, Remote};

/// A backtest command and the service that it asks.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    connection: Connection,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run a strategy over history once.
    Run(RunOptions),
    /// List the runs that are kept.
    Runs(runs::List),
    /// Show a run that is kept.
    Show {
        /// Identifier of the run.
        id: String,
    },
    /// Save the report of a run as one HTML file.
    Report(runs::Report),
    /// Do a kept run or study again, the same versions on today's bars; exit code 0 when every bit is the same.
    Replay {
        /// Identifier of the run or of the job.
        id: String,
    },
    /// Try every combination of a grid of settings.
    Sweep(search::Sweep),
    /// Choose settings on one window, trade them on the next, over and over.
    WalkForward(search::WalkForward),
    /// Resample a run: how else might it have ended?
    MonteCarlo(search::MonteCarlo),
    /// List jobs: sweeps, walk-forwards and resamplings.
    Jobs,
    /// Follow a job to its end and print what came of it.
    Job {
        /// Identifier of the job.
        id: String,
    },
    /// Cancel a job.
    Cancel {
        /// Identifier of the job.
        id: String,
    },
}

/// Runs a `backtest` command.
pub fn run(arguments: Arguments, json: bool) -> ExitCode {
    let remote = match Remote::new(&arguments.connection) {
        Ok(remote) => remote,
        Err(complaint) => return complaint.print(json),
    };
    block_on(async move {
        let outcome = match &arguments.command {
            Command::Run(options) => run::run(&remote, options, json).await,
            Command::Runs(list) => runs::list(&remote, list, json).await,
            Command::Show { id } => runs::show(&remote, id, json).await,
            Command::Report(report) => runs::report(&remote, report, json).await,
            Command::Replay { id } => replay::replay(&remote, id, json).await,
            Command::Sweep(sweep) => jobs::begin(&remote, sweep, json).await,
            Command::WalkForward(walk) => jobs::begin(&remote, walk, json).await,
            Command::MonteCarlo(resampling) => jobs::begin(&remote, resampling, json).await,
            Command::Jobs => jobs::list(&remote, json).await,
            Command::Job { id } => jobs::follow(&remote, id, json).await,
            Command::Cancel { id } => jobs::cancel(&remote, id, json).await,
        };
        end(outcome, json)
    })
}
