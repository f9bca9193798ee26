//! Price histories: of the reference folder where it is there, and made up.

use std::path::PathBuf;

use serde_json::Value;

use crate::bindings::sandbourse::platform::types::{Columns, Series, Source};
use crate::bindings::sandbourse::platform::values::{Adjustment, Instant};

pub const DAY: i64 = 86_400_000;

/// A series of these columns.
pub fn series(symbol: &str, columns: Columns) -> Series {
    Series {
        symbol: symbol.into(),
        interval: "1d".into(),
        adjustment: Adjustment::Raw,
        columns,
        lead: 0,
        split_factor: vec![],
        adjustment_factor: vec![],
        source: Source {
            provider: "sample".into(),
            delay: "historical".into(),
            currency: "USD".into(),
            as_of: Instant { epoch_ms: 0 },
            stale: false,
            notice: None,
        },
    }
}

/// Bars on weekdays from Thursday 1970-01-01 on, each opening at the close before.
pub fn bars(close: &[f64]) -> Columns {
    let open: Vec<f64> = close.first().into_iter().chain(close).copied().collect();
    let pairs = || open.iter().zip(close);
    let weekdays = (0..).filter(|day| !matches!(day % 7, 2 | 3));
    Columns {
        time: weekdays
            .take(close.len())
            .map(|day: i64| day * DAY)
            .collect(),
        high: pairs()
            .map(|(open, close)| open.max(*close) * 1.005)
            .collect(),
        low: pairs()
            .map(|(open, close)| open.min(*close) * 0.995)
            .collect(),
        open: open[..close.len()].to_vec(),
        close: close.to_vec(),
        volume: vec![1e6; close.len()],
    }
}

/// Closes that swing around a rise, with noise from a fixed stream.
pub fn swinging(count: u32) -> Vec<f64> {
    let mut state = 7_u64;
    let noise = |state: &mut u64| {
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (*state >> 40) as f64 / f64::from(1 << 24) - 0.5
    };
    (0..count)
        .map(|bar| {
            let at = f64::from(bar);
            let swing = 12.0 * (at * 0.11).sin() + 6.0 * (at * 0.037).cos();
            100.0 + at * 0.03 + swing + 3.0 * noise(&mut state)
        })
        .collect()
}

/// The made-up history of that name.
pub fn made_up(symbol: &str, count: u32) -> Series {
    series(symbol, bars(&swinging(count)))
}

/// A text of the reference folder beside the repository; says so when it is not there.
fn shared(path: &str) -> Option<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let found = std::fs::read_to_string(folder.join(path)).ok();
    if found.is_none() {
        println!("skipped: {path} is not beside the repository");
    }
    found
}

/// A reference file and the series that it was made from.
pub fn golden(path: &str) -> Option<(Value, Series)> {
    let golden: Value = serde_json::from_str(&shared(&format!("golden/{path}.json"))?).unwrap();
    let input = &golden["input"]["series"];
    let text = shared(&format!("data/{}", input["file"].as_str().unwrap()))?;
    // The sweep says by the column whether it is adjusted, the runs in a field of its own.
    let is_adjusted = match path.starts_with("sweep") {
        true => input["column"] == "adj_close",
        false => input["adjusted"] == true,
    };
    let mut columns = bars(&[]);
    for row in text.lines().skip(1) {
        add(&mut columns, row, is_adjusted);
    }
    Some((golden, series("X", columns)))
}

fn add(columns: &mut Columns, row: &str, is_adjusted: bool) {
    let fields: Vec<&str> = row.split(',').collect();
    let number = |index: usize| fields[index].parse::<f64>().unwrap();
    let factor = if is_adjusted {
        number(5) / number(4)
    } else {
        1.0
    };
    columns.time.push(epoch_ms(fields[0]));
    columns.open.push(number(1) * factor);
    columns.high.push(number(2) * factor);
    columns.low.push(number(3) * factor);
    columns.close.push(number(if is_adjusted { 5 } else { 4 }));
    columns.volume.push(number(6));
}

/// Milliseconds since 1970 of `2004-08-19` or `2017-04-19T09:00:00Z`.
fn epoch_ms(date: &str) -> i64 {
    use sandbourse_kernels::calendar::civil::Date;
    let part = |range: std::ops::Range<usize>| date[range].parse::<i64>().unwrap();
    let day = Date::new(part(0..4), part(5..7), part(8..10)).day_number();
    let hour = if date.len() > 10 { part(11..13) } else { 0 };
    day * DAY + hour * 3_600_000
}

/// Whether two numbers differ by no more than a sum in another order explains.
pub fn near(found: f64, expected: f64, what: &str) {
    let distance = (found - expected).abs();
    assert!(
        distance <= 1e-9 * expected.abs().max(1.0),
        "{what}: {found} instead of {expected}"
    );
}
