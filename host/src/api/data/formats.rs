//! Bars in forms for scripts, spreadsheets and data frames.

use std::fmt::Write as _;

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use hyper::header::{self, HeaderValue};
use sandbourse_wit::types::Series;
use sandbourse_wit::values::Adjustment;
use serde::Serialize;
use utoipa::ToSchema;

use crate::services::history::{Sheet, is_dated};
use crate::web::Problem;

const PARQUET: &str = "application/vnd.apache.parquet";

/// The form of an answer with bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Columns with their origin.
    Json,
    /// Rows of comma-separated values.
    Csv,
    /// An object a line.
    Ndjson,
    /// A file for data frames.
    Parquet,
}

impl Format {
    /// Reads the word of a query.
    ///
    /// # Errors
    /// A problem that names the words that would be right.
    pub fn read(word: &str) -> Result<Self, Problem> {
        match word {
            "json" => Ok(Self::Json),
            "csv" => Ok(Self::Csv),
            "ndjson" => Ok(Self::Ndjson),
            "parquet" => Ok(Self::Parquet),
            other => Err(Problem::invalid(
                "query",
                "format",
                "unknown_format",
                format!("`{other}` is not one of json, csv, ndjson, parquet"),
            )),
        }
    }
}

/// Rows of comma-separated values below their names.
pub fn csv(series: &Series) -> Response {
    let columns = columns(series);
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let mut out = format!("time,{}\n", names.join(","));
    for (row, time) in times(series).enumerate() {
        out.push_str(&time);
        for (_, values) in &columns {
            let _ = write!(out, ",{}", values[row]);
        }
        out.push('\n');
    }
    answer("text/csv; charset=utf-8", out)
}

/// A JSON object a line.
pub fn ndjson(series: &Series) -> Response {
    let columns = columns(series);
    let mut out = String::new();
    for (row, time) in times(series).enumerate() {
        let mut object = serde_json::Map::from_iter([("time".to_owned(), time.into())]);
        object.extend(
            columns
                .iter()
                .map(|(name, values)| ((*name).to_owned(), values[row].into())),
        );
        let _ = writeln!(out, "{}", serde_json::Value::Object(object));
    }
    answer("application/x-ndjson", out)
}

/// A Parquet file, as a download. It has the adjusted close, so `data import` reads it.
///
/// # Errors
/// When the bars could not be written.
pub fn parquet(series: &Series) -> Result<Response, Problem> {
    let adj_close = adj_close(series);
    let mut numbers = columns(series);
    numbers.insert(4, ("adj_close", &adj_close));
    let time = &series.columns.time;
    let sheet = Sheet {
        dates: is_dated(&series.interval),
        time,
        numbers,
    };
    let bytes = sheet.parquet().map_err(|cause| {
        tracing::error!(%cause, "Bars could not be written as Parquet");
        Problem::internal()
    })?;
    let mut response = answer(PARQUET, bytes);
    let name = format!("attachment; filename=\"{}\"", file_name(series));
    let name = HeaderValue::from_str(&name).map_err(|_| Problem::internal())?;
    response
        .headers_mut()
        .insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

fn answer(kind: &'static str, body: impl Into<Body>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, body.into()).into_response()
}

fn times(series: &Series) -> impl Iterator<Item = String> {
    let moment = |&epoch_ms: &i64| jiff::Timestamp::from_millisecond(epoch_ms).unwrap_or_default();
    let times = series.columns.time.iter();
    times.map(move |epoch_ms| moment(epoch_ms).to_string())
}

/// Columns by name, with the factors when they were asked for.
fn columns(series: &Series) -> Vec<(&'static str, &[f64])> {
    let bars = &series.columns;
    let mut columns: Vec<(&'static str, &[f64])> = vec![
        ("open", &bars.open),
        ("high", &bars.high),
        ("low", &bars.low),
        ("close", &bars.close),
        ("volume", &bars.volume),
    ];
    if !series.split_factor.is_empty() {
        columns.push(("split_factor", &series.split_factor));
        columns.push(("adjustment_factor", &series.adjustment_factor));
    }
    columns
}

/// Closes adjusted for everything, from closes under any adjustment.
fn adj_close(series: &Series) -> Vec<f64> {
    let factors = series.split_factor.iter().zip(&series.adjustment_factor);
    let rest = factors.map(|(split, all)| match series.adjustment {
        Adjustment::Raw => *all,
        Adjustment::Split => all / split,
        Adjustment::All => 1.0,
    });
    let closes = series.columns.close.iter().zip(rest);
    closes.map(|(close, factor)| close * factor).collect()
}

/// `AAPL.parquet`, or `AAPL_1wk.parquet` of longer bars; what means something in a header or a
/// path becomes a dash.
fn file_name(series: &Series) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || ".=^-".contains(letter);
    let symbol = series.symbol.chars();
    let symbol: String = symbol
        .map(|letter| if plain(letter) { letter } else { '-' })
        .collect();
    match series.interval.as_str() {
        "1d" => format!("{symbol}.parquet"),
        interval => format!("{symbol}_{interval}.parquet"),
    }
}
