//! Times a sweep of 4,851 pairs of moving averages, part by part, in nanoseconds a bar.
//!
//! `cargo run --release --example sweep -- path/to/GOOG.csv`; without a file the prices are a
//! random walk of 2,148 bars. One line of JSON for each part: the strategy (two averages and
//! their crossings, as a plugin computes them), the engine with its fills, the summary.

use std::hint::black_box;
use std::time::Duration;

use sandbourse_kernels::backtest::costs::Costs;
use sandbourse_kernels::backtest::decisions::Decisions;
use sandbourse_kernels::backtest::engine::Engine;
use sandbourse_kernels::backtest::market::{Bars, Gaps, Market};
use sandbourse_kernels::backtest::rules::{FillAt, Rules, Shorting, Units};
use sandbourse_kernels::backtest::summary::{self, OpenTrades, Terms};
use sandbourse_kernels::indicators::batch::line;
use sandbourse_kernels::indicators::cross::{Cross, Crossing};
use sandbourse_kernels::indicators::trend::sma::Sma;

/// Windows of the averages, every pair of which is run.
const WINDOWS: std::ops::RangeInclusive<usize> = 2..=100;

/// Runs of each pair, of which the quickest counts.
const RUNS: usize = 7;

fn main() -> Result<(), String> {
    let file = std::env::args().nth(1);
    let close = match file {
        Some(path) => closes(&std::fs::read_to_string(path).map_err(|e| e.to_string())?)?,
        None => walk(2_148),
    };
    let bars = Bars {
        close: &close,
        ..Bars::default()
    };
    let market = Market::new(&[bars], Gaps::Wait).map_err(|fault| format!("{fault:?}"))?;
    let rules = Rules {
        costs: Costs {
            relative: 0.001,
            ..Costs::default()
        },
        fill: FillAt::AtOnce,
        units: Units::Fractional,
        shorting: Shorting::Forbidden,
        ..Rules::default()
    };
    let engine = Engine::new(&market, &rules).map_err(|fault| format!("{fault:?}"))?;
    let averages: Vec<Vec<f64>> = WINDOWS.map(|window| average(&close, window)).collect();
    let mut sweep = Sweep {
        target: vec![f64::NAN; close.len()],
        engine,
        best_return: 0.0,
    };
    let mut total = [Duration::ZERO; 3];
    let mut pairs = 0;
    for (at, fast) in averages.iter().enumerate() {
        for slow in &averages[at + 1..] {
            let runs = (0..RUNS).map(|_| sweep.run(fast, slow));
            let best = runs.reduce(quicker).unwrap_or_default();
            for (total, part) in total.iter_mut().zip(best) {
                *total += part;
            }
            pairs += 1;
        }
    }
    report(total, pairs * close.len());
    let best_return = sweep.best_return;
    println!(
        r#"{{"pairs":{pairs},"bars":{},"best_return":{best_return:.6}}}"#,
        close.len()
    );
    Ok(())
}

struct Sweep<'m> {
    target: Vec<f64>,
    engine: Engine<'m>,
    /// Shown at the end, so that nothing is left out as unused.
    best_return: f64,
}

impl Sweep<'_> {
    /// Times of strategy, engine and summary.
    fn run(&mut self, fast: &[f64], slow: &[f64]) -> [Duration; 3] {
        let terms = Terms {
            year: 365.0,
            open_trades: OpenTrades::Counted,
        };
        let strategy = timed(|| decide(black_box(fast), black_box(slow), &mut self.target));
        let decisions = [Decisions {
            target: &self.target,
            ..Decisions::default()
        }];
        let engine = timed(|| self.engine.play(black_box(&decisions)).unwrap_or(()));
        let mut total = 0.0;
        let summary = timed(|| {
            let found = summary::of(&self.engine.record(), &terms);
            total = black_box(found).total_return.unwrap_or(-1.0);
        });
        self.best_return = self.best_return.max(total);
        [strategy, engine, summary]
    }
}

fn average(close: &[f64], window: usize) -> Vec<f64> {
    let line = line(Sma::new(window), close);
    (0..close.len())
        .map(|bar| line.get(bar).unwrap_or(f64::NAN))
        .collect()
}

fn decide(fast: &[f64], slow: &[f64], target: &mut [f64]) {
    let mut cross = Cross::default();
    let known = |value: f64| (!value.is_nan()).then_some(value);
    for ((fast, slow), target) in fast.iter().zip(slow).zip(target) {
        *target = match cross.update(known(*fast), known(*slow)) {
            Some(Crossing::Above) => 1.0,
            Some(Crossing::Below) => 0.0,
            None => f64::NAN,
        };
    }
}

/// Each part at its quickest: what else runs on the machine does not count.
fn quicker(a: [Duration; 3], b: [Duration; 3]) -> [Duration; 3] {
    std::array::from_fn(|part| a[part].min(b[part]))
}

fn report(parts: [Duration; 3], bars: usize) {
    for (name, time) in ["strategy", "engine", "summary"].iter().zip(parts) {
        let ns = time.as_secs_f64() * 1e9 / bars as f64;
        let ms = time.as_secs_f64() * 1e3;
        println!(r#"{{"name":"{name}","ns_per_bar":{ns:.3},"ms":{ms:.1}}}"#);
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn timed(work: impl FnOnce()) -> Duration {
    let start = std::time::Instant::now();
    work();
    start.elapsed()
}

/// The fifth column of a file of bars.
fn closes(text: &str) -> Result<Vec<f64>, String> {
    let close = |row: &str| row.split(',').nth(4).and_then(|field| field.parse().ok());
    let rows = text.lines().skip(1);
    rows.map(|row| close(row).ok_or_else(|| format!("no close in {row:?}")))
        .collect()
}

/// A random walk in whole cents (Knuth's MMIX generator, of which the upper bits count).
fn walk(bars: usize) -> Vec<f64> {
    let (mut state, mut price) = (42_u64, 10_000_i64);
    let step = |_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        price = (price + ((state >> 33) % 401).cast_signed() - 200).max(1_000);
        price as f64 / 100.0
    };
    (0..bars).map(step).collect()
}
