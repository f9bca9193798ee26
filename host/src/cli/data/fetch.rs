//! `sandbourse data fetch`: histories from the providers, kept for later.

use std::process::ExitCode;

use clap::Args;
use sandbourse_wit::types::{BarsQuery, Series};
use sandbourse_wit::values::Adjustment;
use serde_json::{Value, json};

use super::progress::bar;
use crate::app::App;
use crate::cli::complaint::{Complaint, Outcome};
use crate::cli::table::Table;
use crate::cli::{parts, print};
use crate::config::Config;
use crate::services::history::export::written;
use crate::services::history::is_dated;
use crate::web::dates;

/// What to fetch.
#[derive(Args)]
pub struct Arguments {
    /// Tickers, for example AAPL or ^GSPC.
    #[arg(required = true)]
    symbols: Vec<String>,
    /// Length of a bar.
    #[arg(long, default_value = "1d", value_parser = ["1m", "5m", "15m", "30m", "1h", "1d"])]
    interval: String,
    /// First date; when left out ten years ago, and a week ago for bars shorter than a day.
    #[arg(long)]
    start: Option<String>,
    /// Everything there is.
    #[arg(long, conflicts_with = "start")]
    max: bool,
}

/// Fetches what is missing of each symbol; one that cannot be had does not keep the others back.
pub async fn run(config: Config, arguments: Arguments, json: bool) -> Outcome {
    let start = dates::start(("argument", "start"), arguments.start.as_deref());
    let start = start.map_err(|problem| Complaint::new(problem.detail))?;
    let app = parts::start(config).await?;
    let bar = bar(arguments.symbols.len());
    let mut reports = Vec::new();
    for symbol in &arguments.symbols {
        bar.set_message(symbol.clone());
        let query = BarsQuery {
            symbol: symbol.clone(),
            interval: arguments.interval.clone(),
            period: arguments.max.then(|| "max".to_owned()),
            start,
            end: None,
            adjustment: Adjustment::Raw,
            lead: 0,
            factors: false,
        };
        reports.push(report(symbol, fetch(&app, query).await));
        bar.inc(1);
    }
    bar.finish_and_clear();
    let is_ok = reports.iter().all(|report| report["ok"] == true);
    show(&reports, is_ok, json);
    Ok(if is_ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn fetch(app: &App, query: BarsQuery) -> Result<Series, String> {
    let answer = app.sandbox.bars(query).await;
    answer
        .map(|answered| answered.value)
        .map_err(|cause| cause.to_string())
}

fn report(symbol: &str, outcome: Result<Series, String>) -> Value {
    match outcome {
        Ok(series) => {
            let time = &series.columns.time;
            let dated = is_dated(&series.interval);
            let date = |epoch_ms: Option<&i64>| epoch_ms.map(|&epoch_ms| written(epoch_ms, dated));
            json!({
                "symbol": series.symbol, "ok": !series.source.stale, "provider": series.source.provider,
                "bars": time.len(), "first": date(time.first()), "last": date(time.last()),
                "stale": series.source.stale, "notice": series.source.notice,
            })
        }
        Err(why) => json!({ "symbol": symbol, "ok": false, "error": why }),
    }
}

fn show(reports: &[Value], is_ok: bool, json: bool) {
    if json {
        print::value(&json!({ "ok": is_ok, "fetched": reports }));
        return;
    }
    let mut table = Table::new(["", "symbol", "from", "bars", "first", "last", ""]);
    for report in reports {
        let text = |key: &str| match &report[key] {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        let note = if report["stale"] == true {
            "older than it should be".to_owned()
        } else {
            text("error")
        };
        let is_ok = report["ok"] == true;
        table.row([
            print::mark(is_ok).to_string(),
            text("symbol"),
            text("provider"),
            text("bars"),
            text("first"),
            text("last"),
            note,
        ]);
    }
    table.print();
}
