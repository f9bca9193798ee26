//! `sandbourse data`: bring your own prices and series.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::{block_on, print, settings};
use crate::clock::Clock;
use crate::services::history::{BarsImport, History, MacroImport, parse_bars, parse_macro};
use crate::services::signing::sha256_hex;
use crate::services::store::Store;

/// A larger file is not a price history.
const MAX_FILE_BYTES: u64 = 512 * 1024 * 1024;

/// What to do with history.
#[derive(Subcommand)]
pub enum Command {
    /// Import CSV files: `date,open,high,low,close,adj_close,volume` is a price
    /// history named by its file (`AAPL.csv`, `EURUSD_1h.csv`), `date,value` a macro series.
    Import {
        /// Files, or folders whose .csv files are meant.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Currency of the prices.
        #[arg(long, default_value = "USD")]
        currency: String,
        /// What the symbols are: equity, etf, index, currency or crypto.
        #[arg(long, default_value = "equity", value_parser = ["equity", "etf", "index", "currency", "crypto"])]
        kind: String,
    },
    /// List what is held.
    List,
}

/// Runs a `data` command.
pub fn run(command: Command, json: bool) -> ExitCode {
    let mut config = match settings(json) {
        Ok(config) => config,
        Err(code) => return code,
    };
    if let Err(cause) = config.prepare() {
        return print::error(&format!(
            "The data directory {} cannot be used: {cause}",
            config.data_dir.display()
        ));
    }
    block_on(async move {
        let history = match Store::open(&config.data_dir).await {
            Ok(store) => History::new(store, Clock::System),
            Err(cause) => return print::error(&cause.to_string()),
        };
        match command {
            Command::Import {
                paths,
                currency,
                kind,
            } => import(&history, &paths, &Labels { currency, kind }, json).await,
            Command::List => list(&history, json).await,
        }
    })
}

struct Labels {
    currency: String,
    kind: String,
}

async fn import(history: &History, paths: &[PathBuf], labels: &Labels, json: bool) -> ExitCode {
    let files = match files(paths) {
        Ok(files) => files,
        Err(message) => return print::error(&message),
    };
    // indicatif hides the bar by itself when nobody looks.
    let bar = ProgressBar::new(files.len() as u64);
    bar.set_style(
        ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let (mut reports, mut failures) = (Vec::new(), Vec::new());
    for file in &files {
        bar.set_message(
            file.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
        );
        match import_file(history, file, labels).await {
            Ok(report) => reports.push(report),
            Err(message) => failures.push(format!("{}: {message}", file.display())),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    if json {
        print::value(
            &json!({ "ok": failures.is_empty(), "imported": reports, "failures": failures }),
        );
    } else {
        for report in &reports {
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
    }
    if failures.is_empty() {
        ExitCode::SUCCESS
    } else if json {
        ExitCode::FAILURE
    } else {
        print::failures(
            "Some files were not imported; the others were",
            &failures,
            false,
        )
    }
}

fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries =
            std::fs::read_dir(path).map_err(|cause| format!("{}: {cause}", path.display()))?;
        let found = entries.filter_map(|entry| Some(entry.ok()?.path()));
        files.extend(found.filter(|file| {
            file.extension()
                .is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
        }));
    }
    files.sort();
    if files.is_empty() {
        Err("There is no .csv file there.".to_owned())
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
    let bars = parse_bars(&*bytes).map_err(|error| error.to_string())?;
    let rows = bars.time.len();
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
        .import_bars(&import)
        .await
        .map_err(|error| error.to_string())?;
    Ok(
        json!({ "name": import.symbol, "interval": import.interval, "rows": rows, "changed": changed }),
    )
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
        Some((ticker, interval))
            if ["1m", "5m", "15m", "30m", "1h", "1d", "1wk", "1mo"].contains(&interval) =>
        {
            (ticker, interval)
        }
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

async fn list(history: &History, json: bool) -> ExitCode {
    let (symbols, series) = match (history.symbols().await, history.macro_list().await) {
        (Ok(symbols), Ok(series)) => (symbols, series),
        (Err(cause), _) | (_, Err(cause)) => return print::error(&cause.to_string()),
    };
    if json {
        print::value(&json!({ "symbols": symbols, "macro": series }));
        return ExitCode::SUCCESS;
    }
    for held in &symbols {
        print::line(&format!(
            "{:12} {:4} {:8} {:>7} rows  {}",
            held.symbol, held.interval, held.provider, held.rows, held.name
        ));
    }
    for info in &series {
        print::line(&format!(
            "{:12} {:9} {:8} {}",
            info.id, info.frequency, info.provider, info.title
        ));
    }
    ExitCode::SUCCESS
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
