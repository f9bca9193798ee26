//! `sandbourse data`: bring your own prices and series, see what is held, take it elsewhere, and
//! look for what is wrong with it.

mod export;
mod fetch;
mod import;
mod list;
mod progress;
mod verify;

pub use progress::bar as progress;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

use super::complaint::{Complaint, Outcome, end};
use super::{block_on, prepared};
use crate::clock::Clock;
use crate::config::Config;
use crate::services::history::History;
use crate::services::history::export::written;
use crate::services::store::Store;

/// What to do with history.
#[derive(Subcommand)]
pub enum Command {
    /// Import files, named by their symbol (`AAPL.csv`, `EURUSD_1h.parquet`).
    ///
    /// A CSV file has the columns `date,open,high,low,close,adj_close,volume` or, for a macro
    /// series, `date,value`. A Parquet file has the same columns in any order; `Date` and
    /// `Adj Close` are understood too.
    Import {
        /// Files, or folders whose .csv and .parquet files are meant.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Currency of the prices.
        #[arg(long, default_value = "USD")]
        currency: String,
        /// What the symbols are: equity, etf, index, currency or crypto.
        #[arg(long, default_value = "equity", value_parser = ["equity", "etf", "index", "currency", "crypto"])]
        kind: String,
    },
    /// Write price histories to files that `import` reads again.
    Export(export::Arguments),
    /// Fetch daily histories from the providers and keep them: only what is missing is asked for.
    Fetch(fetch::Arguments),
    /// Look for gaps, doubles, impossible bars, missed splits and other faults; exit code 1 when
    /// something is broken.
    Verify(verify::Arguments),
    /// List what is held.
    List,
}

/// Runs a `data` command.
pub fn run(command: Command, json: bool) -> ExitCode {
    let config = match prepared(json) {
        Ok(config) => config,
        Err(code) => return code,
    };
    block_on(async move { end(carry_out(config, command, json).await, json) })
}

async fn carry_out(config: Config, command: Command, json: bool) -> Outcome {
    match command {
        Command::Import {
            paths,
            currency,
            kind,
        } => {
            let labels = import::Labels { currency, kind };
            import::run(&open(&config).await?, &paths, &labels, json).await
        }
        Command::Export(arguments) => export::run(&open(&config).await?, arguments, json).await,
        Command::Fetch(arguments) => fetch::run(config, arguments, json).await,
        Command::Verify(arguments) => verify::run(&open(&config).await?, &arguments, json).await,
        Command::List => list::run(&open(&config).await?, json).await,
    }
}

async fn open(config: &Config) -> Result<History, Complaint> {
    let store = Store::open(&config.data_dir).await.map_err(failed)?;
    Ok(History::new(store, Clock::System))
}

fn failed(cause: impl std::fmt::Display) -> Complaint {
    Complaint::new(cause.to_string())
}

fn not_held(symbol: &str, interval: &str) -> Complaint {
    Complaint::new(format!("No {interval} bars of {symbol} are held."))
        .cure("sandbourse data list")
        .cure("sandbourse data import FILE")
}

/// A moment as its date, with the time of day where it has one.
fn date(epoch_ms: i64) -> String {
    written(epoch_ms, true)
}
