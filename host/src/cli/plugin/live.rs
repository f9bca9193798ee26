//! Live runs: begun, listed, stopped.

use std::process::ExitCode;

use clap::Args;
use serde_json::{Map, Value, json};

use crate::cli::complaint::Outcome;
use crate::cli::remote::{Remote, segment};
use crate::cli::table::Table;
use crate::cli::{figure, print, setting};

/// What to let decide, on what.
#[derive(Args)]
pub struct Run {
    /// Name of the strategy.
    name: String,
    /// Symbols to decide on.
    #[arg(required = true)]
    symbols: Vec<String>,
    /// Value of a parameter, as fast=10; may be given more than once.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = setting::parse, allow_hyphen_values = true)]
    settings: Vec<(String, f64)>,
    /// Length of a bar.
    #[arg(long, default_value = "1m", value_parser = ["tick", "1s", "10s", "1m", "5m", "1h"])]
    interval: String,
    /// Begin without the bars before now.
    #[arg(long)]
    no_history: bool,
}

impl Run {
    fn body(&self) -> Value {
        let settings: Map<String, Value> = self
            .settings
            .iter()
            .map(|(name, value)| (name.clone(), json!(value)))
            .collect();
        json!({
            "symbols": self.symbols,
            "settings": settings,
            "interval": self.interval,
            "history": !self.no_history,
        })
    }
}

/// Begins a live run.
///
/// # Errors
/// What the service says, with what to do.
pub async fn begin(remote: &Remote, run: &Run, json: bool) -> Outcome {
    let path = format!("/plugins/{}/run", segment(&run.name));
    let begun = remote.post(&path, &run.body()).await?;
    if json {
        print::value(&begun);
    } else {
        let id = figure::text(&begun["id"]);
        print::line(&format!(
            "{id} {} is {}",
            run.name,
            figure::text(&begun["state"])
        ));
        print::line(&format!("stop it: sandbourse plugin stop {id}"));
    }
    Ok(ExitCode::SUCCESS)
}

/// Lists live runs.
///
/// # Errors
/// As [`begin`].
pub async fn list(remote: &Remote, json: bool) -> Outcome {
    let answer = remote.get("/plugins/runs").await?;
    if json {
        print::value(&answer);
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = Table::new([
        "run",
        "strategy",
        "symbols",
        "settings",
        "every",
        "state",
        "since",
        "bars",
        "decisions",
        "swaps",
        "last",
    ]);
    for run in answer["runs"].as_array().into_iter().flatten() {
        table.row([
            figure::text(&run["id"]),
            format!(
                "{}@{}",
                figure::text(&run["strategy"]),
                figure::text(&run["version"])
            ),
            figure::words(&run["symbols"]),
            figure::settings(&run["settings"]),
            figure::text(&run["interval"]),
            figure::text(&run["state"]),
            figure::moment(&run["started_at"]),
            figure::text(&run["bars"]),
            figure::text(&run["decisions"]),
            figure::text(&run["swaps"]),
            last(&run["last"]),
        ]);
    }
    if table.is_empty() {
        print::line("Nothing runs; `sandbourse plugin run NAME SYMBOL` begins a live run.");
    } else {
        table.print();
    }
    Ok(ExitCode::SUCCESS)
}

/// The last target of each symbol.
fn last(decisions: &Value) -> String {
    let each = decisions.as_array().into_iter().flatten().map(|decision| {
        format!(
            "{}={}",
            figure::text(&decision["symbol"]),
            figure::setting(&decision["target"])
        )
    });
    each.collect::<Vec<_>>().join(" ")
}

/// Stops a live run.
///
/// # Errors
/// As [`begin`].
pub async fn stop(remote: &Remote, id: &str, json: bool) -> Outcome {
    remote
        .delete(&format!("/plugins/runs/{}", segment(id)))
        .await?;
    if json {
        print::value(&json!({ "ok": true, "stopped": id }));
    } else {
        print::line(&format!("stopped {id}"));
    }
    Ok(ExitCode::SUCCESS)
}
