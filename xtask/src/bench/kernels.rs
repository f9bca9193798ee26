//! The kernels by themselves, native, beside the libraries that do the same in C and Python.

use super::peers::{self, Times};
use super::table::Row;
use crate::process;
use crate::workspace::{Profile, Workspace};

/// What is compared with a library: our name, the library's, what the row says, and the
/// library's time in milliseconds where it is not installed, as it was once measured.
type Case = (&'static str, &'static str, &'static str, f64);

const TALIB: [Case; 7] = [
    ("sma", "sma", "SMA, 1,000,000 bars", 1.05),
    ("ema", "ema", "EMA", 1.8),
    ("rsi", "rsi", "RSI", 2.6),
    ("macd", "macd", "MACD", 4.9),
    ("bollinger", "bollinger", "Bollinger bands", 6.7),
    ("atr", "atr", "ATR", 1.2),
    ("adx", "adx", "ADX", 9.4),
];
const ARCH: [Case; 1] = [(
    "garch_5030",
    "garch_5030",
    "GARCH(1,1) fit, 5,030 returns",
    11.7,
)];
/// Our name, what the row says, and the budget in milliseconds.
const PORTFOLIO: [(&str, &str, f64); 3] = [
    (
        "frontier_50_of_20",
        "frontier, 50 points of 20 assets",
        40.0,
    ),
    ("minimum_variance_20", "minimum variance, 20 assets", 2.0),
    ("hrp_20", "HRP, 20 assets", 2.0),
];

/// Times of all kernels that have a budget.
///
/// # Errors
/// When an example does not build or run. A library that is not installed is no error: its
/// time is then the one once measured, and the row says so.
pub fn measure(workspace: &Workspace, profile: Profile, python: &str) -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    for (example, script, cases) in [
        ("indicators", "talib_bench.py", &TALIB[..]),
        ("garch", "arch_bench.py", &ARCH[..]),
    ] {
        let own = ours(workspace, profile, example)?;
        let peer = peers::measure(workspace, python, script, None);
        rows.extend(cases.iter().flat_map(|case| compared(case, &own, &peer)));
    }
    rows.extend(sweep(workspace, profile)?);
    let own = ours(workspace, profile, "portfolio")?;
    let row = |(name, about, budget): &(&str, &str, f64)| {
        let found = own.get(*name).copied().unwrap_or(f64::NAN);
        Row::at_most(about, found, *budget, "ms")
    };
    rows.extend(PORTFOLIO.iter().map(row));
    Ok(rows)
}

/// The same sweep by the kernels alone, in this machine's own code.
fn sweep(workspace: &Workspace, profile: Profile) -> Result<Vec<Row>, String> {
    let reference = super::strategies::reference(workspace);
    let files: Vec<_> = reference.iter().map(|file| file.as_os_str()).collect();
    let found = with_files(workspace, profile, ("sweep", &files))?;
    let part = |name: &str| found.get(name).copied().unwrap_or(f64::NAN);
    let (strategy, engine, summary) = (part("strategy"), part("engine"), part("summary"));
    Ok(vec![
        Row::plain(
            "same sweep native, one core",
            strategy + engine + summary,
            "ms",
        ),
        Row::plain("  of which fills and equity", engine, "ms"),
        Row::plain("  of which figures", summary, "ms"),
    ])
}

fn compared((name, theirs, about, once): &Case, own: &Times, peer: &Times) -> [Row; 2] {
    let found = own.get(*name).copied().unwrap_or(f64::NAN);
    let (limit, which) = match peer.get(*theirs) {
        Some(limit) => (*limit, "  over the library, same run"),
        None => (*once, "  over the library, once measured"),
    };
    [
        Row::at_most(about, found, limit, "ms"),
        Row::plain(which, found / limit, "x"),
    ]
}

fn ours(workspace: &Workspace, profile: Profile, example: &str) -> Result<Times, String> {
    with_files(workspace, profile, (example, &[]))
}

fn with_files(
    workspace: &Workspace,
    profile: Profile,
    (example, files): (&str, &[&std::ffi::OsStr]),
) -> Result<Times, String> {
    let arguments = [
        "run",
        "--quiet",
        "--locked",
        "--package",
        "sandbourse-kernels",
        "--profile",
        profile.name(),
        "--example",
        example,
    ];
    eprintln!("kernels: {example} ...");
    let mut command = workspace.cargo(&arguments);
    if !files.is_empty() {
        command.arg("--").args(files);
    }
    process::read(&mut command).map(|lines| peers::times(&lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_the_library_its_time_of_once_is_the_limit() {
        let own = Times::from([("ema".to_owned(), 0.9)]);
        let [row, _] = compared(&TALIB[1], &own, &Times::new());
        assert!(row.is_within());
        let faster = Times::from([("ema".to_owned(), 0.5)]);
        assert!(!compared(&TALIB[1], &own, &faster)[0].is_within());
    }
}
