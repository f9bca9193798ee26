//! Real series and reference numbers for tests.

use std::path::PathBuf;

use sandbourse_kernels::returns::simple;
use serde_json::Value;

const SPX: &str = include_str!("../../../data/sample/bars/SPX.csv");
const SPX_VOLATILITY: &str = include_str!("../golden/volatility/SPX.json");

const SPX_RISK: &str = include_str!("../golden/risk/SPX.json");

/// Columns of bars, oldest first.
pub struct Bars {
    pub dates: Vec<String>,
    pub open: Vec<f64>,
    pub high: Vec<f64>,
    pub low: Vec<f64>,
    pub close: Vec<f64>,
    pub adjusted: Vec<f64>,
}

/// A text from the reference folder beside the repository; says so when it is not there.
pub fn shared(path: &str) -> Option<String> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared")
        .join(path);
    let found = std::fs::read_to_string(&file).ok();
    if found.is_none() {
        println!("skipped: {} is not there", file.display());
    }
    found
}

/// A file of bars: the index from the project, others from the reference folder.
pub fn bars(symbol: &str) -> Option<Bars> {
    match symbol {
        "SPX" => Some(parse(SPX)),
        _ => shared(&format!("data/bars/{symbol}.csv")).map(|text| parse(&text)),
    }
}

/// The returns that a reference file was made from, with the file itself.
pub fn volatility_golden(name: &str) -> Option<(Vec<f64>, Value)> {
    let text = match name {
        "SPX" => SPX_VOLATILITY.to_owned(),
        _ => shared(&format!("golden/volatility/{name}.json"))?,
    };
    let golden: Value = serde_json::from_str(&text).unwrap();
    let bars = bars(name.split('_').next().unwrap())?;
    let first = golden["input"]["series"]["start"].as_str();
    let from = first.map_or(0, |date| bars.dates.iter().position(|d| d == date).unwrap());
    Some((simple(&bars.adjusted[from..]), golden))
}

/// The reference file of a symbol's risk figures.
pub fn risk_golden(symbol: &str) -> Option<Value> {
    let text = match symbol {
        "SPX" => SPX_RISK.to_owned(),
        _ => shared(&format!("golden/risk/{symbol}.json"))?,
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// Whether two numbers agree to a share of the expected one.
#[track_caller]
pub fn near(found: f64, expected: f64, share: f64, what: &str) {
    let distance = (found - expected).abs();
    assert!(
        distance <= share * expected.abs(),
        "{what}: {found} instead of {expected}"
    );
}

fn parse(text: &str) -> Bars {
    let rows: Vec<Vec<&str>> = text
        .lines()
        .skip(1)
        .map(|l| l.split(',').collect())
        .collect();
    let column = |at: usize| rows.iter().map(|row| row[at].parse().unwrap()).collect();
    Bars {
        dates: rows.iter().map(|row| row[0].to_owned()).collect(),
        open: column(1),
        high: column(2),
        low: column(3),
        close: column(4),
        adjusted: column(5),
    }
}
