//! Runs that are kept: listed, shown, reported.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::run;
use crate::cli::complaint::{Complaint, Outcome};
use crate::cli::remote::{Remote, segment};
use crate::cli::table::Table;
use crate::cli::{figure, print};

/// Which runs to list.
#[derive(Args)]
pub struct List {
    /// Of this strategy only.
    #[arg(long)]
    strategy: Option<String>,
    /// How many, newest first.
    #[arg(long, default_value_t = 20)]
    limit: u32,
}

/// Which report, and where to.
#[derive(Args)]
pub struct Report {
    /// Identifier of the run.
    id: String,
    /// File to write; `-` for standard output.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// Lists runs.
///
/// # Errors
/// What the service says, with what to do.
pub async fn list(remote: &Remote, list: &List, json: bool) -> Outcome {
    let mut path = format!("/backtest/runs?limit={}", list.limit);
    if let Some(strategy) = &list.strategy {
        path.push_str(&format!("&strategy={}", segment(strategy)));
    }
    let answer = remote.get(&path).await?;
    if json {
        print::value(&answer);
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = Table::new([
        "run",
        "at",
        "strategy",
        "symbols",
        "settings",
        "return %",
        "Sharpe",
        "drawdown %",
        "trades",
    ]);
    for run in answer["runs"].as_array().into_iter().flatten() {
        table.row([
            figure::text(&run["id"]),
            figure::moment(&run["created_at"]),
            format!(
                "{}@{}",
                figure::text(&run["strategy"]),
                figure::text(&run["version"])
            ),
            figure::words(&run["symbols"]),
            figure::settings(&run["settings"]),
            figure::text(&run["return_pct"]),
            figure::text(&run["sharpe_ratio"]),
            figure::text(&run["max_drawdown_pct"]),
            figure::named(run, "n_trades"),
        ]);
    }
    if table.is_empty() {
        print::line("No runs are kept; `sandbourse backtest run STRATEGY SYMBOL` makes one.");
    } else {
        table.print();
    }
    Ok(ExitCode::SUCCESS)
}

/// Shows a run.
///
/// # Errors
/// As [`list`].
pub async fn show(remote: &Remote, id: &str, json: bool) -> Outcome {
    let answer = remote
        .get(&format!("/backtest/runs/{}", segment(id)))
        .await?;
    if json {
        print::value(&answer);
    } else {
        run::print(&answer);
    }
    Ok(ExitCode::SUCCESS)
}

/// Saves the report of a run.
///
/// # Errors
/// What the service says, or why the file cannot be written.
pub async fn report(remote: &Remote, report: &Report, json: bool) -> Outcome {
    let path = format!("/backtest/runs/{}/report", segment(&report.id));
    let page = remote.text(&path).await?;
    if report.output.as_os_str() == "-" {
        return Ok(print::text(&page));
    }
    let file = report.output.display();
    std::fs::write(&report.output, &page).map_err(|cause| {
        Complaint::new(format!("{file} cannot be written: {cause}."))
            .cure("name a file in a folder that is there with -o")
    })?;
    if json {
        print::value(&json!({ "ok": true, "file": report.output, "bytes": page.len() }));
    } else {
        print::line(&format!("{file} ({})", figure::bytes(page.len() as u64)));
    }
    Ok(ExitCode::SUCCESS)
}
