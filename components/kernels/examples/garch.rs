//! Times of the volatility fits, one line of JSON each; `xtask/peers/arch_bench.py` prints the peer's.

use std::hint::black_box;

use sandbourse_kernels::returns::simple;
use sandbourse_kernels::volatility::garch::{Model, Process, fit};

const SPX: &str = include_str!("../../data/sample/bars/SPX.csv");

/// Runs of which the median is taken.
const RUNS: usize = 41;

fn main() {
    let returns = returns();
    let recent = &returns[returns.len() - 2_500..];
    report("garch_5030", || fit(&returns, Model::GARCH).is_ok());
    report("garch_2500", || fit(recent, Model::GARCH).is_ok());
    for (name, model) in [
        ("garch_t_5030", Model::GARCH.with_student_t()),
        ("gjr_5030", Model::of(Process::Gjr)),
        ("gjr_t_5030", Model::of(Process::Gjr).with_student_t()),
        ("egarch_5030", Model::of(Process::Egarch)),
        ("arch_5030", Model::of(Process::Arch)),
    ] {
        report(name, || fit(&returns, model).is_ok());
    }
}

fn returns() -> Vec<f64> {
    let close = |line: &str| line.split(',').nth(5).and_then(|text| text.parse().ok());
    simple(&SPX.lines().skip(1).filter_map(close).collect::<Vec<f64>>())
}

#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark measures the time of the machine"
)]
fn report(name: &str, mut work: impl FnMut() -> bool) {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = std::time::Instant::now();
            assert!(black_box(work()), "{name} failed");
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_unstable_by(f64::total_cmp);
    println!("{{\"name\":\"{name}\",\"ms\":{:.4}}}", times[RUNS / 2]);
}
