//! `sandbourse data import`.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::{Value, json};

use super::progress;
use crate::cli::complaint::{Complaint, Outcome};
use crate::cli::print;
use crate::services::history::{
    BarsImport, History, INTERVALS, MacroImport, ParsedBars, is_dated, is_parquet, parse_bars,
    parse_macro, parse_parquet,
};
use crate::services::signing::sha256_hex;

/// A larger file is not a price history.
const MAX_FILE_BYTES: u64 = 512 * 1024 * 1024;

/// What the files do not say.
pub struct Labels {
    /// Currency of the prices.
    pub currency: String,
    /// What the symbols are.
    pub kind: String,
}

/// Imports what is readable, and complains about the rest.
pub async fn run(history: &History, paths: &[PathBuf], labels: &Labels, json: bool) -> Outcome {
    let files = files(paths)?;
    let bar = progress::bar(files.len());
    let (mut reports, mut failures) = (Vec::new(), Vec::new());
    for file in &files {
        let shown = file.file_name().unwrap_or_default();
        bar.set_message(shown.to_string_lossy().into_owned());
        match import_file(history, file, labels).await {
            Ok(report) => reports.push(report),
            Err(message) => failures.push(format!("{}: {message}", file.display())),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let ok = failures.is_empty();
    if json {
        print::value(&json!({ "ok": ok, "imported": reports, "failures": failures }));
        return Ok(if ok {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        });
    }
    reports.iter().for_each(show);
    if ok {
        return Ok(ExitCode::SUCCESS);
    }
    let complaint = Complaint::new("Some files were not imported; the others were");
    Err(failures.into_iter().fold(complaint, Complaint::detail))
}

fn show(report: &Value) {
    let verb = if report["changed"] == true {
        "imported"
    } else {
        "unchanged"
    };
    print::line(&format!(
        "{verb:9} {:16} {} rows",
        report["name"].as_str().unwrap_or_default(),
        report["rows"]
    ));
}

fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Complaint> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = std::fs::read_dir(path)
            .map_err(|cause| Complaint::new(format!("{}: {cause}", path.display())))?;
        let found = entries.filter_map(|entry| Some(entry.ok()?.path()));
        files.extend(found.filter(|file| {
            file.extension().is_some_and(|extension| {
                extension.eq_ignore_ascii_case("csv") || extension.eq_ignore_ascii_case("parquet")
            })
        }));
    }
    files.sort();
    if files.is_empty() {
        Err(Complaint::new("There is no .csv or .parquet file there."))
    } else {
        Ok(files)
    }
}

async fn import_file(history: &History, path: &Path, labels: &Labels) -> Result<Value, String> {
    let bytes = read(path)?;
    let digest = sha256_hex(&bytes);
    let stem = path
        .file_stem()
        .and_then(|stem| stem.to_str())
        .ok_or("the file's name is not text")?;
    if bytes.starts_with(b"date,value") {
        return import_macro(history, stem, digest, &bytes).await;
    }
    let (symbol, interval) = name(stem)?;
    let bars = bars(bytes, &interval)?;
    let rows = bars.time.len();
    let (shown, length) = (symbol.clone(), interval.clone());
    let import = BarsImport {
        name: symbol.clone(),
        symbol,
        interval,
        kind: labels.kind.clone(),
        currency: labels.currency.clone(),
        digest,
        bars,
    };
    let changed = history
        .import_bars(import)
        .await
        .map_err(|error| error.to_string())?;
    Ok(json!({ "name": shown, "interval": length, "rows": rows, "changed": changed }))
}

fn bars(bytes: Vec<u8>, interval: &str) -> Result<ParsedBars, String> {
    if !is_parquet(&bytes) {
        return parse_bars(&*bytes).map_err(|error| error.to_string());
    }
    let bars = parse_parquet(bytes).map_err(|error| error.to_string())?;
    if is_dated(interval) {
        // Data frames hold sessions as midnight in the exchange's zone.
        return bars.at_midnight().map_err(|flaw| flaw.message);
    }
    Ok(bars)
}

async fn import_macro(
    history: &History,
    stem: &str,
    digest: String,
    bytes: &[u8],
) -> Result<Value, String> {
    let (time, value) = parse_macro(bytes).map_err(|error| error.to_string())?;
    let rows = time.len();
    let import = MacroImport {
        id: stem.to_ascii_uppercase(),
        title: stem.to_owned(),
        unit: "as imported".to_owned(),
        frequency: frequency(&time).to_owned(),
        digest,
        time,
        value,
    };
    let changed = history
        .import_macro(&import)
        .await
        .map_err(|error| error.to_string())?;
    Ok(
        json!({ "name": import.id, "frequency": import.frequency, "rows": rows, "changed": changed }),
    )
}

/// The usual distance between observations, as a word.
fn frequency(time: &[i64]) -> &'static str {
    const DAY: i64 = 86_400_000;
    let mut gaps: Vec<i64> = time.windows(2).map(|pair| pair[1] - pair[0]).collect();
    gaps.sort_unstable();
    match gaps.get(gaps.len() / 2) {
        Some(gap) if *gap > 60 * DAY => "quarterly",
        Some(gap) if *gap > 20 * DAY => "monthly",
        _ => "daily",
    }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let file = File::open(path).map_err(|cause| cause.to_string())?;
    let size = file.metadata().map_err(|cause| cause.to_string())?.len();
    if size > MAX_FILE_BYTES {
        return Err(format!(
            "the file has {size} bytes, more than {MAX_FILE_BYTES}"
        ));
    }
    let mut bytes = Vec::new();
    BufReader::new(file)
        .read_to_end(&mut bytes)
        .map_err(|cause| cause.to_string())?;
    Ok(bytes)
}

/// Ticker and interval of a file name: `AAPL`, `EURUSD_1h`, `BTCUSD_1mo`.
fn name(stem: &str) -> Result<(String, String), String> {
    let (ticker, interval) = match stem.rsplit_once('_') {
        Some((ticker, interval)) if INTERVALS.contains(&interval) => (ticker, interval),
        _ => (stem, "1d"),
    };
    let symbol = ticker.to_ascii_uppercase();
    let proper = !symbol.is_empty()
        && symbol.len() <= 20
        && symbol
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b".^=-".contains(&b));
    if proper {
        Ok((symbol, interval.to_owned()))
    } else {
        Err(format!(
            "`{ticker}` is not a ticker; name the file after one, such as AAPL.csv"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_its_symbol_and_interval() {
        assert_eq!(name("aapl").unwrap(), ("AAPL".into(), "1d".into()));
        assert_eq!(name("EURUSD_1h").unwrap(), ("EURUSD".into(), "1h".into()));
        assert!(name("my prices").is_err());
        assert!(name("").is_err());
    }
}
