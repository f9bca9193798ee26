//! Daily bars from before a run's first live bar, that warm its strategy up.

use std::collections::BTreeMap;

use sandbourse_wit::types::{BarsQuery, Columns};
use sandbourse_wit::values::{Adjustment, Instant};

use crate::sandbox::{CallError, LiveBar, Sandbox};

/// Bars that warm a run up at most.
const MOST: usize = 2_000;

/// The bars of all symbols before a moment, on the days that every symbol has.
///
/// # Errors
/// When the prices of a symbol cannot be had.
pub async fn before(
    sandbox: &Sandbox,
    symbols: &[String],
    before_ms: i64,
) -> Result<Vec<LiveBar>, CallError> {
    let mut days: BTreeMap<i64, Vec<[Option<f64>; 5]>> = BTreeMap::new();
    for symbol in symbols {
        let query = BarsQuery {
            lead: 0,
            factors: false,
            symbol: symbol.clone(),
            interval: "1d".to_owned(),
            period: Some("max".to_owned()),
            start: None,
            end: Some(Instant {
                epoch_ms: before_ms - 1,
            }),
            adjustment: Adjustment::Raw,
        };
        let columns = sandbox.bars(query).await?.value.columns;
        for bar in columns.time.len().saturating_sub(MOST)..columns.time.len() {
            let day = days.entry(columns.time[bar]).or_default();
            day.push(row(&columns, bar));
        }
    }
    let complete = days
        .into_iter()
        .filter(|(time, rows)| rows.len() == symbols.len() && *time < before_ms);
    Ok(complete
        .map(|(time, rows)| LiveBar { time, rows })
        .collect())
}

fn row(columns: &Columns, bar: usize) -> [Option<f64>; 5] {
    [
        &columns.open,
        &columns.high,
        &columns.low,
        &columns.close,
        &columns.volume,
    ]
    .map(|column| {
        let value = column.get(bar).copied();
        value.filter(|value| value.is_finite())
    })
}
