//! How far a study is, and its best rows so far, in constant memory.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{Part, State, Table};

/// Rows that are kept as the best unless the request says otherwise.
pub const TOP: usize = 20;

/// One row with its figures by name.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Row {
    /// What was chosen.
    pub settings: BTreeMap<String, Option<f64>>,
    /// What it came to.
    pub figures: BTreeMap<String, Option<f64>>,
}

/// How far a study is.
#[derive(Clone, Debug, Serialize)]
pub struct Progress {
    /// Whether it runs.
    pub state: State,
    /// Units of work that were done.
    pub done: u64,
    /// Units of work altogether.
    pub total: u64,
    /// Units that failed.
    pub failed: u64,
    /// Units a second since the start of this process's part of the work.
    pub rate_per_second: Option<f64>,
    /// The best rows so far.
    pub best: Vec<Row>,
}

/// The best rows of parts that come in any order.
#[derive(Clone, Debug)]
pub struct Top {
    rank_by: String,
    settings: Vec<String>,
    most: usize,
    /// Rank, unit of work, row; the best first.
    rows: Vec<(f64, u64, Row)>,
}

impl Top {
    /// The `most` rows that are the highest in the column `rank_by`.
    pub const fn new(rank_by: String, settings: Vec<String>, most: usize) -> Self {
        Self {
            rank_by,
            settings,
            most,
            rows: Vec::new(),
        }
    }

    /// Looks at the rows of a part. Of equals the one of the earlier unit comes first, so
    /// that the order of arrival does not matter.
    pub fn take(&mut self, part: &Part) {
        let Some(ranks) = part.table.column(&self.rank_by) else {
            return;
        };
        for (row, rank) in ranks.values.iter().enumerate() {
            let Some(rank) = *rank else { continue };
            let unit = part.first + row as u64;
            let place = self
                .rows
                .partition_point(|(other, at, _)| *other > rank || (*other == rank && *at < unit));
            if place < self.most {
                let found = self.row(&part.table, row);
                self.rows.insert(place, (rank, unit, found));
                self.rows.truncate(self.most);
            }
        }
    }

    /// The best rows, the best first.
    pub fn rows(&self) -> Vec<Row> {
        self.rows.iter().map(|(_, _, row)| row.clone()).collect()
    }

    fn row(&self, table: &Table, at: usize) -> Row {
        let mut row = Row {
            settings: BTreeMap::new(),
            figures: BTreeMap::new(),
        };
        for column in &table.columns {
            let value = column.values.get(at).copied().flatten();
            let side = if self.settings.contains(&column.name) {
                &mut row.settings
            } else {
                &mut row.figures
            };
            side.insert(column.name.clone(), value);
        }
        row
    }
}
