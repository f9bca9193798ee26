//! One self-contained page about a run.

use serde_json::Value;

use crate::services::backtest_runs::RunRecord;

/// The page.
pub fn page(record: &RunRecord, answer: &Value) -> String {
    format!(
        "<!doctype html><title>{}</title>{}",
        record.id, answer["stats"]
    )
}
