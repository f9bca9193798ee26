//! Real series and reference numbers, where they are.

use std::path::PathBuf;

use sandbourse_kernels::backtest::market::{Bars, Gaps, Market};
use serde_json::Value;

/// Columns of bars, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Series {
    pub time: Vec<i64>,
    pub open: Vec<f64>,
    pub high: Vec<f64>,
    pub low: Vec<f64>,
    pub close: Vec<f64>,
    pub volume: Vec<f64>,
}

impl Series {
    pub fn market(&self) -> Market {
        let bars = Bars {
            open: &self.open,
            high: &self.high,
            low: &self.low,
            close: &self.close,
            volume: &self.volume,
        };
        Market::new(&[bars], Gaps::Wait).unwrap()
    }
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

/// A reference file and the series that it was made from.
pub fn golden(path: &str) -> Option<(Value, Series)> {
    let golden: Value = serde_json::from_str(&shared(&format!("golden/{path}.json"))?).unwrap();
    let input = &golden["input"]["series"];
    let text = shared(&format!("data/{}", input["file"].as_str().unwrap()))?;
    let rows = text.lines().skip(1);
    let from = input["start"].as_str().unwrap_or("");
    let adjusted = input["adjusted"].as_bool().unwrap_or(false);
    let only_close = input["column"] == "adj_close" && path.starts_with("sweep");
    let mut series = Series::default();
    for row in rows.filter(|row| &row[..row.len().min(10)] >= from) {
        add(&mut series, row, adjusted || only_close);
    }
    Some((golden, series))
}

fn add(series: &mut Series, row: &str, adjusted: bool) {
    let fields: Vec<&str> = row.split(',').collect();
    let number = |index: usize| fields[index].parse::<f64>().unwrap();
    let factor = if adjusted { number(5) / number(4) } else { 1.0 };
    series.time.push(epoch_ms(fields[0]));
    series.open.push(number(1) * factor);
    series.high.push(number(2) * factor);
    series.low.push(number(3) * factor);
    series.close.push(number(if adjusted { 5 } else { 4 }));
    series.volume.push(number(6));
}

/// Milliseconds since 1970 of `2004-08-19` or `2017-04-19T09:00:00Z`, by days from the civil
/// calendar (Hinnant 2013).
fn epoch_ms(date: &str) -> i64 {
    let part = |range: std::ops::Range<usize>| date[range].parse::<i64>().unwrap();
    let (y, m, d) = (part(0..4), part(5..7), part(8..10));
    let y = if m <= 2 { y - 1 } else { y };
    let (era, shifted) = (y.div_euclid(400), if m > 2 { m - 3 } else { m + 9 });
    let (of_era, of_year) = (y.rem_euclid(400), (153 * shifted + 2) / 5 + d - 1);
    let day = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    let hour = if date.len() > 10 { part(11..13) } else { 0 };
    ((era * 146_097 + day - 719_468) * 24 + hour) * 3_600_000
}

/// Whether two numbers differ by no more than a sum in another order explains.
pub fn near(found: f64, expected: f64, what: &str) {
    let distance = (found - expected).abs();
    assert!(
        distance <= 1e-9 * expected.abs().max(1.0),
        "{what}: {found} instead of {expected}"
    );
}
