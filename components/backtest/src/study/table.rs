//! Columns of a part, filled row by row.

use crate::bindings::exports::sandbourse::platform::backtest_group::{NamedColumn, StudyPart};

/// A part in the making.
pub struct Table {
    columns: Vec<NamedColumn>,
    failed: u32,
    failure: Option<String>,
}

impl Table {
    /// A table of these columns.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let column = |name: &str| NamedColumn {
            name: name.to_owned(),
            values: Vec::new(),
        };
        Self {
            columns: names.into_iter().map(column).collect(),
            failed: 0,
            failure: None,
        }
    }

    /// Adds a row; what it lacks at its end is NaN.
    pub fn push(&mut self, row: impl IntoIterator<Item = f64>) {
        let mut row = row.into_iter();
        for column in &mut self.columns {
            column.values.push(row.next().unwrap_or(f64::NAN));
        }
    }

    /// Counts a run that failed.
    pub fn fail(&mut self, why: String) {
        self.failed += 1;
        self.failure = Some(why);
    }

    /// The part.
    pub fn part(self, data_digest: String) -> StudyPart {
        StudyPart {
            columns: self.columns,
            failed: self.failed,
            failure: self.failure,
            data_digest,
        }
    }
}

/// The values of the column of that name.
pub fn column<'a>(columns: &'a [NamedColumn], name: &str) -> &'a [f64] {
    let mut columns = columns.iter();
    columns
        .find(|column| column.name == name)
        .map_or(&[], |column| &column.values)
}
