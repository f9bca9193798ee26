//! `sandbourse data verify`.

use std::process::ExitCode;

use sandbourse_wit::history::HeldSymbol;
use serde::Serialize;
use serde_json::json;

use super::{date, failed, progress};
use crate::cli::complaint::{Complaint, Outcome};
use crate::cli::print;
use crate::cli::table::Table;
use crate::clock::Clock;
use crate::services::history::{Finding, History, findings};

/// What to look at.
#[derive(clap::Args)]
pub struct Arguments {
    /// Symbols; all that are held when left out.
    symbols: Vec<String>,
}

#[derive(Serialize)]
struct Report {
    symbol: String,
    interval: String,
    provider: String,
    rows: u64,
    /// `sound`, `doubtful` or `broken`.
    state: &'static str,
    findings: Vec<Shown>,
}

#[derive(Serialize)]
struct Shown {
    /// First day or moment.
    first: String,
    #[serde(flatten)]
    finding: Finding,
}

/// Reports on each history; fails when one is broken.
pub async fn run(history: &History, arguments: &Arguments, json: bool) -> Outcome {
    let chosen = chosen(history, &arguments.symbols).await?;
    let bar = progress::bar(chosen.len());
    let mut reports = Vec::new();
    for held in chosen {
        bar.set_message(held.symbol.clone());
        reports.extend(report(history, held).await?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    let count = |state: &str| {
        reports
            .iter()
            .filter(|report| report.state == state)
            .count()
    };
    let broken = count("broken");
    if json {
        print::value(&json!({ "ok": broken == 0, "series": reports }));
    } else {
        table(&reports).print();
        let (sound, doubtful) = (count("sound"), count("doubtful"));
        print::line(&format!(
            "\n{} histories: {sound} sound, {doubtful} doubtful, {broken} broken",
            reports.len()
        ));
    }
    Ok(if broken == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What is held of the symbols named, or everything.
async fn chosen(history: &History, symbols: &[String]) -> Result<Vec<HeldSymbol>, Complaint> {
    let held = history.symbols().await.map_err(failed)?;
    if symbols.is_empty() {
        return Ok(held);
    }
    let mut chosen = Vec::new();
    for symbol in symbols {
        let symbol = symbol.to_ascii_uppercase();
        let of_symbol = held.iter().filter(|held| held.symbol == symbol);
        let before = chosen.len();
        chosen.extend(of_symbol.cloned());
        if chosen.len() == before {
            return Err(super::not_held(&symbol, "daily or other"));
        }
    }
    Ok(chosen)
}

async fn report(history: &History, held: HeldSymbol) -> Result<Option<Report>, Complaint> {
    let (symbol, interval) = (&held.symbol, &held.interval);
    let series = history.series(symbol, interval).await.map_err(failed)?;
    let reach = history.reach(symbol, interval).await.map_err(failed)?;
    let Some(series) = series else {
        return Ok(None);
    };
    let zone = reach.map(|reach| reach.zone);
    let findings = findings(&series, zone.as_deref(), Clock::System.now_ms());
    let state = match findings.iter().map(|finding| finding.broken).max() {
        None => "sound",
        Some(false) => "doubtful",
        Some(true) => "broken",
    };
    let shown = findings.into_iter().map(|finding| Shown {
        first: date(finding.first_ms),
        finding,
    });
    Ok(Some(Report {
        symbol: held.symbol,
        interval: held.interval,
        provider: held.provider,
        rows: held.rows,
        state,
        findings: shown.collect(),
    }))
}

fn table(reports: &[Report]) -> Table {
    let heads = [
        "symbol", "bars", "from", "rows", "state", "what", "count", "first", "detail",
    ];
    let mut table = Table::new(heads);
    for report in reports {
        let about = [
            report.symbol.clone(),
            report.interval.clone(),
            report.provider.clone(),
            report.rows.to_string(),
        ];
        if report.findings.is_empty() {
            table.row(about.into_iter().chain([report.state.to_owned()]));
            continue;
        }
        for Shown { first, finding } in &report.findings {
            let state = if finding.broken { "broken" } else { "doubtful" };
            let found = [
                state.to_owned(),
                finding.code.to_owned(),
                finding.count.to_string(),
                first.clone(),
                finding.detail.clone(),
            ];
            table.row(about.clone().into_iter().chain(found));
        }
    }
    table
}
