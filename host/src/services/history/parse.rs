//! CSV files of prices and macro series; what is refused is named by its line and column.

use std::io::Read;

use csv::StringRecord;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::parsed::{BAR_COLUMNS, MAX_ROWS, ParsedBars};

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column `{column}`: {message}")]
pub struct ParseError {
    /// Line in the file, from 1.
    pub line: u64,
    /// Name of the column.
    pub column: String,
    /// What is wrong and what would be right.
    pub message: String,
}

/// Reads `date,open,high,low,close,adj_close,volume`.
///
/// # Errors
/// The first [`ParseError`].
pub fn bars(input: impl Read) -> Result<ParsedBars, ParseError> {
    let mut reader = csv::ReaderBuilder::new().from_reader(input);
    let header = reader
        .headers()
        .map_err(|cause| unreadable(&cause))?
        .clone();
    expect_header(&header, &BAR_COLUMNS)?;
    let mut bars = ParsedBars::default();
    for record in reader.records() {
        let record = record.map_err(|cause| unreadable(&cause))?;
        let row = Row {
            record: &record,
            columns: &BAR_COLUMNS,
        };
        let numbers = [1, 2, 3, 4, 5, 6].map(|column| row.number(column));
        let [open, high, low, close, adj_close, volume] = numbers;
        let numbers = [open?, high?, low?, close?, adj_close?, volume?];
        bars.add(row.time()?, numbers)
            .map_err(|flaw| row.fault(flaw.column, flaw.message))?;
    }
    if bars.time.is_empty() {
        return Err(ParseError {
            line: 2,
            column: "date".into(),
            message: "the file has no rows".into(),
        });
    }
    Ok(bars)
}

/// Reads `date,value`; rows without a value are left out.
///
/// # Errors
/// The first [`ParseError`].
pub fn macro_series(input: impl Read) -> Result<(Vec<i64>, Vec<f64>), ParseError> {
    let columns = ["date", "value"];
    let mut reader = csv::ReaderBuilder::new().from_reader(input);
    let header = reader
        .headers()
        .map_err(|cause| unreadable(&cause))?
        .clone();
    expect_header(&header, &columns)?;
    let (mut time, mut value) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.map_err(|cause| unreadable(&cause))?;
        let row = Row {
            record: &record,
            columns: &columns,
        };
        row.check_order(&time)?;
        // FRED writes a full stop where it has no value.
        if matches!(row.text(1), "" | ".") {
            continue;
        }
        value.push(row.number(1)?);
        time.push(row.time()?);
    }
    Ok((time, value))
}

struct Row<'a> {
    record: &'a StringRecord,
    columns: &'a [&'a str],
}

impl Row<'_> {
    fn text(&self, column: usize) -> &str {
        self.record.get(column).unwrap_or_default().trim()
    }

    fn fault(&self, column: usize, message: String) -> ParseError {
        let line = self.record.position().map_or(0, csv::Position::line);
        ParseError {
            line,
            column: self.columns[column].to_owned(),
            message,
        }
    }

    fn number(&self, column: usize) -> Result<f64, ParseError> {
        let text = self.text(column);
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        number.ok_or_else(|| self.fault(column, format!("`{text}` is not a number")))
    }

    fn time(&self) -> Result<i64, ParseError> {
        let text = self.text(0);
        let date = || text.parse::<Date>().ok().filter(|_| text.len() == 10);
        let midnight =
            || date().and_then(|date| TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok());
        let moment = midnight().or_else(|| text.parse::<jiff::Timestamp>().ok());
        moment.map(jiff::Timestamp::as_millisecond).ok_or_else(|| {
            self.fault(
                0,
                format!("`{text}` is not a date such as 2018-12-31 or an RFC 3339 time"),
            )
        })
    }

    fn check_order(&self, before: &[i64]) -> Result<(), ParseError> {
        if before.len() >= MAX_ROWS {
            return Err(self.fault(0, format!("the file has more than {MAX_ROWS} rows")));
        }
        let time = self.time()?;
        if before.last().is_some_and(|&last| last >= time) {
            return Err(self.fault(
                0,
                format!("`{}` does not come after the row before it", self.text(0)),
            ));
        }
        Ok(())
    }
}

fn expect_header(header: &StringRecord, columns: &[&str]) -> Result<(), ParseError> {
    let found: Vec<&str> = header
        .iter()
        .map(|name| name.trim().trim_start_matches('\u{feff}'))
        .collect();
    if found == columns {
        return Ok(());
    }
    let shown: String = found.join(",").chars().take(200).collect();
    let message = format!("the header is `{shown}`, expected `{}`", columns.join(","));
    Err(ParseError {
        line: 1,
        column: columns[0].to_owned(),
        message,
    })
}

fn unreadable(cause: &csv::Error) -> ParseError {
    let line = cause.position().map_or(1, csv::Position::line);
    ParseError {
        line,
        column: "date".to_owned(),
        message: format!("the row is not readable: {cause}"),
    }
}
