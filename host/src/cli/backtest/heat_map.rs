//! A figure over two parameters as blocks: coloured on a terminal, shades of characters elsewhere.

use std::io::IsTerminal as _;

use serde_json::Value;

use crate::cli::{figure, print};

/// Cells that fit on a terminal of 80 columns; more are put together by their mean.
const COLUMNS: usize = 56;
const ROWS: usize = 24;
/// From least to most; nothing at all is a blank.
const SHADES: [char; 9] = ['.', ':', '-', '=', '+', '*', '#', '%', '@'];
/// The same on a terminal: dark blue to yellow of the 256 colours, as viridis goes.
const COLOURS: [u8; 9] = [17, 18, 24, 30, 36, 71, 107, 149, 226];

/// A figure over two parameters, and where its cells lie.
struct HeatMap {
    cells: Vec<Vec<Option<f64>>>,
    x: Axis,
    y: Axis,
}

struct Axis {
    name: String,
    values: Vec<f64>,
}

/// Prints the heat map of a sweep's result, when it has one.
pub fn print(result: &Value) {
    let Some(map) = HeatMap::read(&result["heatmap"]) else {
        return;
    };
    let figure = figure::text(&result["heatmap"]["figure"]);
    print::line(&format!(
        "\n{figure} by {} (across) and {} (up)",
        map.x.name, map.y.name
    ));
    let coloured = std::io::stdout().is_terminal();
    map.lines(coloured)
        .iter()
        .for_each(|line| print::line(line));
}

impl HeatMap {
    /// None unless both axes have values and each row is as long as the x axis.
    fn read(value: &Value) -> Option<Self> {
        let axis = |name: &str, values: &str| {
            let values: Option<Vec<f64>> = value[values]
                .as_array()?
                .iter()
                .map(Value::as_f64)
                .collect();
            Some(Axis {
                name: value[name].as_str()?.to_owned(),
                values: values?,
            })
        };
        let (x, y) = (axis("x", "x_values")?, axis("y", "y_values")?);
        let rows = value["values"].as_array()?;
        let row = |row: &Value| Some(row.as_array()?.iter().map(Value::as_f64).collect());
        let cells: Vec<Vec<Option<f64>>> = rows.iter().map(row).collect::<Option<_>>()?;
        let fits =
            cells.len() == y.values.len() && cells.iter().all(|row| row.len() == x.values.len());
        (fits && !x.values.is_empty() && !y.values.is_empty()).then_some(Self { cells, x, y })
    }

    /// The largest y on top, then the x axis and the legend.
    fn lines(&self, coloured: bool) -> Vec<String> {
        let rows = ROWS.min(self.y.values.len());
        let columns = COLUMNS.min(self.x.values.len());
        let blocks: Vec<Vec<Option<f64>>> = (0..rows)
            .map(|row| {
                (0..columns)
                    .map(|column| self.block((row, rows), (column, columns)))
                    .collect()
            })
            .collect();
        let (least, most) = extent(blocks.iter().flatten().flatten());
        let label = |row: usize| self.y.values[row * self.y.values.len() / rows].to_string();
        let width = (0..rows).map(|row| label(row).len()).max().unwrap_or(0);
        let mut lines: Vec<String> = (0..rows)
            .rev()
            .map(|row| {
                let cells = blocks[row]
                    .iter()
                    .map(|cell| paint(*cell, (least, most), coloured));
                format!("{:>width$} |{}", label(row), cells.collect::<String>())
            })
            .collect();
        let (first, last) = (self.x.values[0], self.x.values[self.x.values.len() - 1]);
        let between = (columns * 2).saturating_sub(first.to_string().len());
        lines.push(format!(
            "{:>width$}  {first}{:>between$}",
            "",
            last.to_string()
        ));
        lines.push(format!(
            "{:>width$}  {}{} to {}{}",
            "",
            paint(Some(least), (least, most), coloured),
            figure::decimal(least),
            paint(Some(most), (least, most), coloured),
            figure::decimal(most),
        ));
        lines
    }

    /// The mean of the cells that one block stands for.
    fn block(&self, (row, rows): (usize, usize), (column, columns): (usize, usize)) -> Option<f64> {
        let part = |index: usize, parts: usize, length: usize| {
            index * length / parts..(index + 1) * length / parts
        };
        let across = part(column, columns, self.x.values.len());
        let up = &self.cells[part(row, rows, self.y.values.len())];
        let cells: Vec<f64> = up
            .iter()
            .flat_map(|row| &row[across.clone()])
            .flatten()
            .copied()
            .collect();
        (!cells.is_empty()).then(|| cells.iter().sum::<f64>() / cells.len() as f64)
    }
}

fn extent<'a>(values: impl Iterator<Item = &'a f64>) -> (f64, f64) {
    let start = (f64::INFINITY, f64::NEG_INFINITY);
    let (least, most) = values.fold(start, |(least, most), &value| {
        (least.min(value), most.max(value))
    });
    if least <= most {
        (least, most)
    } else {
        (0.0, 0.0)
    }
}

/// Two characters, because a character is twice as high as wide.
fn paint(cell: Option<f64>, (least, most): (f64, f64), coloured: bool) -> String {
    let Some(value) = cell else {
        return "  ".to_owned();
    };
    let share = if most > least {
        (value - least) / (most - least)
    } else {
        0.5
    };
    let level = ((share * SHADES.len() as f64) as usize).min(SHADES.len() - 1);
    if coloured {
        format!("\x1b[48;5;{}m  \x1b[0m", COLOURS[level])
    } else {
        SHADES[level].to_string().repeat(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn lines(value: &Value) -> Vec<String> {
        HeatMap::read(value).unwrap().lines(false)
    }

    #[test]
    fn the_best_is_the_darkest_the_largest_is_on_top_and_nothing_is_blank() {
        let map = json!({
            "x": "fast", "y": "slow", "x_values": [2, 3, 4], "y_values": [10, 20],
            "values": [[0.0, 1.0, 2.0], [null, 3.0, 8.0]],
        });
        let expected = [
            "20 |  ==@@",
            "10 |..::--",
            "    2    4",
            "    ..0.00 to @@8.00",
        ];
        assert_eq!(lines(&map), expected);
    }

    #[test]
    fn a_large_map_is_put_together_and_a_broken_one_is_left_out() {
        let values = vec![vec![1.0; 500]; 300];
        let (x, y): (Vec<_>, Vec<_>) = ((0..500).collect(), (0..300).collect());
        let map = json!({ "x": "a", "y": "b", "x_values": x, "y_values": y, "values": values });
        let lines = lines(&map);
        assert_eq!(lines.len(), ROWS + 2);
        assert!(
            lines
                .iter()
                .all(|line| line.chars().count() <= 8 + 2 * COLUMNS)
        );
        for broken in [
            json!(null),
            json!({ "x": "a" }),
            json!({ "x": "a", "y": "b", "x_values": [1], "y_values": [1], "values": [[1, 2]] }),
        ] {
            assert!(HeatMap::read(&broken).is_none());
        }
    }
}
