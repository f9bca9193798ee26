//! Tables of text: columns as wide as their widest cell, numbers to the right.

use super::print;

/// A table that grows row by row.
#[derive(Debug)]
pub struct Table {
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub fn new<S: Into<String>>(heads: impl IntoIterator<Item = S>) -> Self {
        Self {
            heads: heads.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row; cells that are missing are empty.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The lines of the table, without spaces at their ends.
    pub fn lines(&self) -> Vec<String> {
        let columns: Vec<Column> = (0..self.heads.len())
            .map(|index| Column::measure(&self.heads[index], &self.rows, index))
            .collect();
        let line = |cells: &[String]| {
            let padded = columns.iter().enumerate().map(|(index, column)| {
                column.pad(cells.get(index).map(String::as_str).unwrap_or_default())
            });
            padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        std::iter::once(&self.heads)
            .chain(&self.rows)
            .map(|cells| line(cells))
            .collect()
    }

    /// Prints it.
    pub fn print(&self) {
        self.lines().iter().for_each(|line| print::line(line));
    }
}

struct Column {
    width: usize,
    numeric: bool,
}

impl Column {
    fn measure(head: &str, rows: &[Vec<String>], index: usize) -> Self {
        let cells = || rows.iter().filter_map(|row| row.get(index));
        let widths = cells().map(|cell| cell.chars().count());
        let numeric = |cell: &String| {
            cell.is_empty()
                || cell == "-"
                || cell.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+')
        };
        Self {
            width: widths.chain([head.chars().count()]).max().unwrap_or(0),
            numeric: !rows.is_empty() && cells().all(numeric),
        }
    }

    fn pad(&self, cell: &str) -> String {
        let gap = " ".repeat(self.width.saturating_sub(cell.chars().count()));
        if self.numeric {
            format!("{gap}{cell}")
        } else {
            format!("{cell}{gap}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_to_the_right_and_words_to_the_left() {
        let mut table = Table::new(["name", "bars"]);
        table.row(["a".to_owned(), "5".to_owned()]);
        table.row(["longer".to_owned(), "-12.5".to_owned()]);
        table.row(["short row".to_owned()]);
        let lines = [
            "name        bars",
            "a              5",
            "longer     -12.5",
            "short row",
        ];
        assert_eq!(table.lines(), lines);
    }
}
