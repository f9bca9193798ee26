//! Reads Parquet files of prices as data frames are saved.

use bytes::Bytes;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use super::super::parsed::{BAR_COLUMNS, MAX_ROWS, ParsedBars};
use super::{DAY_MS, ParquetRefusal};

/// Reads `date, open, high, low, close, adj_close, volume` in any order, among other columns.
///
/// Capitals, spaces and dashes do not matter; the first column may be named `time`, `datetime`
/// or `timestamp` too. It holds dates, timestamps, or text of either kind.
///
/// # Errors
/// The first [`ParquetRefusal`].
pub fn bars(bytes: Vec<u8>) -> Result<ParsedBars, ParquetRefusal> {
    // The library panics at some damage to a file, such as a column that starts below zero.
    let outcome = std::panic::catch_unwind(|| read(bytes));
    let damaged = || Err(ParquetRefusal::Unreadable("it is damaged".to_owned()));
    outcome.unwrap_or_else(|_| damaged())
}

fn read(bytes: Vec<u8>) -> Result<ParsedBars, ParquetRefusal> {
    let file = SerializedFileReader::new(Bytes::from(bytes))?;
    let rows = file.metadata().file_metadata().num_rows();
    let rows = usize::try_from(rows).unwrap_or(usize::MAX);
    if !(1..=MAX_ROWS).contains(&rows) {
        let message = format!("the file has {rows} rows; 1 to {MAX_ROWS} are read");
        return Err(fault("date", message));
    }
    let mut columns = Vec::new();
    for name in BAR_COLUMNS {
        columns.push(column(&file, name, rows)?);
    }
    let mut bars = ParsedBars::default();
    for row in 0..rows {
        let at = |column: usize| match &columns[column] {
            Cells::Numbers(numbers) => numbers[row],
            Cells::Times(_) => f64::NAN,
        };
        let Cells::Times(times) = &columns[0] else {
            return Err(fault("date", "it does not hold dates".to_owned()));
        };
        let numbers = [at(1), at(2), at(3), at(4), at(5), at(6)];
        bars.add(times[row], numbers)
            .map_err(|flaw| ParquetRefusal::Row {
                row: row + 1,
                column: BAR_COLUMNS[flaw.column],
                message: flaw.message,
            })?;
    }
    Ok(bars)
}

enum Cells {
    /// Epoch milliseconds.
    Times(Vec<i64>),
    Numbers(Vec<f64>),
}

fn fault(column: &str, message: String) -> ParquetRefusal {
    ParquetRefusal::Column {
        column: column.to_owned(),
        message,
    }
}

/// A name as ours: `Adj Close` is `adj_close`.
fn plain(name: &str) -> String {
    let name = name.trim().to_ascii_lowercase().replace([' ', '-'], "_");
    match name.as_str() {
        "time" | "datetime" | "timestamp" => "date".to_owned(),
        "adjclose" | "adjusted_close" => "adj_close".to_owned(),
        _ => name,
    }
}

/// All cells of a column, over all parts of the file.
fn column(
    file: &SerializedFileReader<Bytes>,
    name: &'static str,
    rows: usize,
) -> Result<Cells, ParquetRefusal> {
    let schema = file.metadata().file_metadata().schema_descr();
    let mut named =
        (0..schema.num_columns()).filter(|&index| plain(schema.column(index).name()) == name);
    let index = named.next().ok_or_else(|| {
        fault(
            name,
            format!(
                "the file has no such column; it needs {}",
                BAR_COLUMNS.join(", ")
            ),
        )
    })?;
    let about = schema.column(index);
    if named.next().is_some() || about.max_rep_level() > 0 || about.path().parts().len() > 1 {
        return Err(fault(
            about.name(),
            "there must be one, of plain values".to_owned(),
        ));
    }
    let (mut times, mut numbers) = (Vec::new(), Vec::new());
    for group in 0..file.num_row_groups() {
        let cells = file.get_row_group(group)?.get_column_reader(index)?;
        if name == "date" {
            times.extend(read_times(cells, &about)?);
        } else {
            numbers.extend(read_numbers(cells, &about)?);
        }
        if times.len().max(numbers.len()) > rows {
            break;
        }
    }
    if times.len().max(numbers.len()) != rows {
        return Err(fault(about.name(), "a row has no value".to_owned()));
    }
    Ok(if name == "date" {
        Cells::Times(times)
    } else {
        Cells::Numbers(numbers)
    })
}

/// The values of a column that are there.
fn values<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    about: &ColumnDescriptor,
) -> Result<Vec<T::T>, ParquetRefusal> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    loop {
        let levels = (about.max_def_level() > 0).then_some(&mut levels);
        let (records, _, _) = reader.read_records(MAX_ROWS, levels, None, &mut values)?;
        if records == 0 || values.len() > MAX_ROWS {
            return Ok(values);
        }
    }
}

fn read_numbers(cells: ColumnReader, about: &ColumnDescriptor) -> Result<Vec<f64>, ParquetRefusal> {
    // Decimals, times and flags are stored as whole numbers too, but are none.
    let is_plain = matches!(
        about.logical_type_ref(),
        None | Some(LogicalType::Integer(_))
    ) && matches!(
        about.converted_type(),
        ConvertedType::NONE | ConvertedType::INT_32 | ConvertedType::INT_64
    );
    let numbers = match cells {
        ColumnReader::DoubleColumnReader(cells) if is_plain => values(cells, about)?,
        ColumnReader::FloatColumnReader(cells) if is_plain => {
            values(cells, about)?.into_iter().map(f64::from).collect()
        }
        ColumnReader::Int32ColumnReader(cells) if is_plain => {
            values(cells, about)?.into_iter().map(f64::from).collect()
        }
        ColumnReader::Int64ColumnReader(cells) if is_plain => values(cells, about)?
            .into_iter()
            .map(|whole| whole as f64)
            .collect(),
        _ => return Err(fault(about.name(), "it does not hold numbers".to_owned())),
    };
    Ok(numbers)
}

fn read_times(cells: ColumnReader, about: &ColumnDescriptor) -> Result<Vec<i64>, ParquetRefusal> {
    let odd = || {
        fault(
            about.name(),
            "it does not hold dates or timestamps".to_owned(),
        )
    };
    match cells {
        ColumnReader::Int32ColumnReader(cells) if about.converted_type() == ConvertedType::DATE => {
            let days = values(cells, about)?;
            Ok(days
                .into_iter()
                .map(|day| i64::from(day) * DAY_MS)
                .collect())
        }
        ColumnReader::Int64ColumnReader(cells) => {
            let per_ms = ticks_per_ms(about).ok_or_else(odd)?;
            let ticks = values(cells, about)?;
            Ok(ticks
                .into_iter()
                .map(|tick| tick.div_euclid(per_ms))
                .collect())
        }
        ColumnReader::ByteArrayColumnReader(cells) => {
            let texts = values(cells, about)?;
            let time = |text: &ByteArray| text.as_utf8().ok().and_then(read_time);
            texts
                .iter()
                .map(|text| time(text).ok_or_else(odd))
                .collect()
        }
        _ => Err(odd()),
    }
}

/// How fine the times of a column are, in UTC or in a zone that the file does not name.
fn ticks_per_ms(about: &ColumnDescriptor) -> Option<i64> {
    if let Some(LogicalType::Timestamp(kind)) = about.logical_type_ref() {
        return Some(match kind.unit {
            TimeUnit::MILLIS => 1,
            TimeUnit::MICROS => 1_000,
            TimeUnit::NANOS => 1_000_000,
        });
    }
    match about.converted_type() {
        ConvertedType::TIMESTAMP_MILLIS => Some(1),
        ConvertedType::TIMESTAMP_MICROS => Some(1_000),
        _ => None,
    }
}

/// A date such as 2018-12-31, or an RFC 3339 time.
fn read_time(text: &str) -> Option<i64> {
    let date = text.parse::<Date>().ok().filter(|_| text.len() == 10);
    let midnight = date.and_then(|date| TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok());
    let moment = midnight.or_else(|| text.parse::<jiff::Timestamp>().ok());
    moment.map(jiff::Timestamp::as_millisecond)
}
