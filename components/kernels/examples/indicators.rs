//! Times indicators over a million bars: `{"name","ns_per_bar","ms","best_ms"}`, a line each.
//!
//! `xtask/peers/talib_bench.py` prints the same for TA-Lib over the same bars. Give a number
//! of bars to time another length, and `all` to time the whole catalogue.

use std::hint::black_box;
use std::time::Duration;

use sandbourse_kernels::indicators::catalogue::{ENTRIES, start};
use sandbourse_kernels::indicators::input::Columns;
use sandbourse_kernels::indicators::study::Study;

/// Runs whose middle one counts, after two that do not.
const RUNS: usize = 21;

/// What TA-Lib was measured with.
const COMPARED: &[(&str, &[(&str, f64)])] = &[
    ("sma", &[("window", 20.0)]),
    ("ema", &[("window", 20.0)]),
    ("rsi", &[("window", 14.0)]),
    ("macd", &[]),
    ("bollinger", &[("window", 20.0)]),
    ("atr", &[("window", 14.0)]),
    ("adx", &[("window", 14.0)]),
];

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = arguments.iter().find_map(|word| word.parse().ok());
    let bars = walk(number.unwrap_or(1_000_000));
    keep_freed_memory();
    let only = arguments.iter().find_map(|word| word.strip_prefix("only="));
    for (name, given) in COMPARED
        .iter()
        .filter(|(name, _)| only.is_none_or(|only| only == *name))
    {
        let study = start(name, given).map_err(|problem| problem.to_string())?;
        report(name, study.as_ref(), &bars);
    }
    if arguments.iter().any(|word| word == "all") {
        for entry in ENTRIES {
            let study = entry.start(&[]).map_err(|problem| problem.to_string())?;
            report(entry.name, study.as_ref(), &bars);
        }
    }
    Ok(())
}

fn report(name: &str, study: &dyn Study, bars: &[Vec<f64>; 5]) {
    let [open, high, low, close, volume] = bars;
    let columns = Columns {
        open,
        high,
        low,
        close,
        volume,
    };
    let mut times: Vec<Duration> = (0..RUNS + 2)
        .map(|_| timed(|| drop(black_box(study.batch(black_box(columns))))))
        .skip(2)
        .collect();
    times.sort_unstable();
    let seconds = times[times.len() / 2].as_secs_f64();
    let (ms, ns) = (seconds * 1e3, seconds * 1e9 / close.len() as f64);
    let best = times[0].as_secs_f64() * 1e3;
    println!(r#"{{"name":"{name}","ns_per_bar":{ns:.3},"ms":{ms:.3},"best_ms":{best:.3}}}"#);
}

/// Freeing a large block teaches the allocator of glibc to keep later ones of its size, so
/// that results are written into memory that is there, as they are in numpy.
fn keep_freed_memory() {
    drop(black_box(vec![1_u8; 31 << 20]));
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn timed(work: impl FnOnce()) -> Duration {
    let start = std::time::Instant::now();
    work();
    start.elapsed()
}

/// Open, high, low, close and volume of a random walk from 100, in steps of whole
/// thousandths, from a generator that the script has too: a multiplication and an addition
/// modulo 2^64 (Knuth's MMIX), of which the upper bits count.
fn walk(bars: usize) -> [Vec<f64>; 5] {
    let mut state = 42_u64;
    let mut draw = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut columns: [Vec<f64>; 5] = std::array::from_fn(|_| Vec::with_capacity(bars));
    let mut price = 100_000_i64;
    for _ in 0..bars {
        let open = price;
        price = (price + draw(1_001).cast_signed() - 500).max(10_000);
        let high = open.max(price) + draw(300).cast_signed();
        let low = open.min(price) - draw(300).cast_signed();
        for (column, level) in columns.iter_mut().zip([open, high, low, price]) {
            column.push(level as f64 / 1e3);
        }
        columns[4].push((draw(1_000_000) + 1) as f64);
    }
    columns
}
