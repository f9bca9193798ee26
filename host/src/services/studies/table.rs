//! What parts come to: named columns of numbers, one row for each unit of work.

use serde::{Deserialize, Serialize};

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// snake_case.
    pub name: String,
    /// One value for each row; none where there is no number.
    pub values: Vec<Option<f64>>,
}

/// Columns of equal length.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The columns, in the order in which they were given.
    pub columns: Vec<Column>,
}

/// A part that was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its first unit of work.
    pub first: u64,
    /// How many units it has.
    pub units: u32,
    /// Units that failed.
    pub failed: u32,
    /// A row for each unit.
    pub table: Table,
}

impl Table {
    /// A table of columns in which NaN stands for nothing.
    pub fn new(columns: impl IntoIterator<Item = (String, Vec<f64>)>) -> Self {
        let known = |value: f64| value.is_finite().then_some(value);
        let column = |(name, values): (String, Vec<f64>)| Column {
            name,
            values: values.into_iter().map(known).collect(),
        };
        Self {
            columns: columns.into_iter().map(column).collect(),
        }
    }

    /// Rows of the longest column.
    pub fn rows(&self) -> usize {
        let lengths = self.columns.iter().map(|column| column.values.len());
        lengths.max().unwrap_or(0)
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Puts the rows of another table below these; columns that are missing on either side
    /// are empty there.
    pub fn append(&mut self, other: Self) {
        let (before, added) = (self.rows(), other.rows());
        for column in other.columns {
            match self.columns.iter_mut().find(|own| own.name == column.name) {
                Some(own) => own.values.extend(column.values),
                None => {
                    let mut values = vec![None; before];
                    values.extend(column.values);
                    self.columns.push(Column {
                        name: column.name,
                        values,
                    });
                }
            }
        }
        for column in &mut self.columns {
            column.values.resize(before + added, None);
        }
    }

    /// One line of CSV for the names, then one for each row.
    ///
    /// # Errors
    /// Never in memory; the writer's error otherwise.
    pub fn write_csv(&self, with_names: WithNames, into: &mut Vec<u8>) -> std::io::Result<()> {
        let mut writer = csv::Writer::from_writer(into);
        if with_names == WithNames::Yes {
            writer.write_record(self.columns.iter().map(|column| &column.name))?;
        }
        for row in 0..self.rows() {
            let cell = |column: &Column| {
                let value = column.values.get(row).copied().flatten();
                value.map(|value| value.to_string()).unwrap_or_default()
            };
            writer.write_record(self.columns.iter().map(cell))?;
        }
        writer.flush()
    }
}

/// Whether a CSV text begins with the names of its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithNames {
    /// The first part of a text.
    Yes,
    /// Parts that follow.
    No,
}
