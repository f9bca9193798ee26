//! `sandbourse data list`.

use std::process::ExitCode;

use serde_json::json;

use super::failed;
use crate::cli::complaint::Outcome;
use crate::cli::print;
use crate::cli::table::Table;
use crate::services::history::History;

/// Lists symbols and macro series.
pub async fn run(history: &History, json: bool) -> Outcome {
    let symbols = history.symbols().await.map_err(failed)?;
    let series = history.macro_list().await.map_err(failed)?;
    if json {
        print::value(&json!({ "symbols": symbols, "macro": series }));
        return Ok(ExitCode::SUCCESS);
    }
    let mut bars = Table::new(["symbol", "bars", "from", "first", "last", "rows", "name"]);
    for held in symbols {
        bars.row([
            held.symbol,
            held.interval,
            held.provider,
            super::date(held.first.epoch_ms),
            super::date(held.last.epoch_ms),
            held.rows.to_string(),
            held.name,
        ]);
    }
    bars.print();
    print::line("");
    let mut macros = Table::new(["series", "frequency", "from", "title"]);
    for info in series {
        macros.row([info.id, info.frequency, info.provider, info.title]);
    }
    macros.print();
    Ok(ExitCode::SUCCESS)
}
