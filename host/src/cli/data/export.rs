//! `sandbourse data export`.

use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use serde_json::json;

use super::{failed, not_held, progress};
use crate::cli::complaint::{Complaint, Outcome};
use crate::cli::print;
use crate::services::history::{History, Series, export};

/// What to write, and where.
#[derive(clap::Args)]
pub struct Arguments {
    /// Symbols.
    #[arg(required = true)]
    symbols: Vec<String>,
    /// Length of the bars.
    #[arg(long, default_value = "1d")]
    interval: String,
    /// Form of the files.
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// A folder, which is made when it is not there; `-` is standard output, for one symbol.
    #[arg(long, default_value = "-")]
    output: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Rows of comma-separated values.
    Csv,
    /// Columns for data frames.
    Parquet,
    /// One object with columns, splits and dividends.
    Json,
    /// An object a line.
    Ndjson,
}

impl Format {
    const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
        }
    }

    fn write(self, series: &Series) -> Result<Vec<u8>, Complaint> {
        match self {
            Self::Csv => Ok(export::csv(series).into_bytes()),
            Self::Parquet => export::parquet(series).map_err(failed),
            Self::Json => Ok(export::json(series).to_string().into_bytes()),
            Self::Ndjson => Ok(export::ndjson(series).into_bytes()),
        }
    }
}

/// Writes each symbol as traded, with its adjusted close.
pub async fn run(history: &History, arguments: Arguments, json: bool) -> Outcome {
    let Arguments {
        symbols,
        interval,
        format,
        output,
    } = arguments;
    let mut held = Vec::new();
    for symbol in symbols {
        let symbol = symbol.to_ascii_uppercase();
        let series = history.series(&symbol, &interval).await.map_err(failed)?;
        held.push(series.ok_or_else(|| not_held(&symbol, &interval))?);
    }
    if output == Path::new("-") {
        return match held.as_slice() {
            [series] => to_stdout(format, series),
            _ => Err(Complaint::new("Several symbols need a folder.").cure("--output FOLDER")),
        };
    }
    std::fs::create_dir_all(&output).map_err(|cause| at(&output, &cause))?;
    let bar = progress::bar(held.len());
    let mut written = Vec::new();
    for series in held {
        bar.set_message(series.held.symbol.clone());
        let file = output.join(file_name(&series, format));
        std::fs::write(&file, format.write(&series)?).map_err(|cause| at(&file, &cause))?;
        let rows = series.columns.time.len();
        written.push(json!({ "name": series.held.symbol, "rows": rows, "file": file }));
        bar.inc(1);
    }
    bar.finish_and_clear();
    if json {
        print::value(&json!({ "ok": true, "exported": written }));
    } else {
        for report in &written {
            let file = report["file"].as_str().unwrap_or_default();
            print::line(&format!("exported {file}  {} rows", report["rows"]));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn at(path: &Path, cause: &std::io::Error) -> Complaint {
    Complaint::new(format!("{}: {cause}", path.display()))
}

/// A name from which `import` reads symbol and interval again.
fn file_name(series: &Series, format: Format) -> String {
    // A ticker may be another market's, with letters that mean something in a path.
    let symbol = series.held.symbol.replace(['/', '\\', ':'], "-");
    match (series.held.interval.as_str(), format.extension()) {
        ("1d", extension) => format!("{symbol}.{extension}"),
        (interval, extension) => format!("{symbol}_{interval}.{extension}"),
    }
}

fn to_stdout(format: Format, series: &Series) -> Outcome {
    let mut out = std::io::stdout().lock();
    if matches!(format, Format::Parquet) && out.is_terminal() {
        let complaint = Complaint::new("Parquet files are not for reading on a terminal.");
        return Err(complaint.cure("--output FOLDER"));
    }
    let bytes = format.write(series)?;
    match out.write_all(&bytes).and_then(|()| out.flush()) {
        // Whoever reads has seen enough, as `head` does.
        Err(cause) if cause.kind() == ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        outcome => outcome.map(|()| ExitCode::SUCCESS).map_err(failed),
    }
}
