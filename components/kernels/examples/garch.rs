//! Times of the volatility fits, one line of JSON each; `xtask/peers/arch_bench.py` prints the peer's.

use std::hint::black_box;

use sandbourse_kernels::returns::simple;
use sandbourse_kernels::tail::sorted;
use sandbourse_kernels::value_at_risk::backtest::{Rolling, backtests};
use sandbourse_kernels::value_at_risk::{Method, Sample, estimates};
use sandbourse_kernels::volatility::garch::{Fit, Model, Process, fit};

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
    around_a_fit(&returns, recent);
}

/// What the risk metrics ask for beside the fit itself.
fn around_a_fit(returns: &[f64], recent: &[f64]) {
    let robust = |found: &Fit| found.evaluation.robust_errors().is_ok();
    report("garch_robust_errors_5030", || {
        fit(returns, Model::GARCH).is_ok_and(|f| robust(&f))
    });
    let ascending = sorted(recent);
    let sample = Sample::with_sorted(recent, &ascending);
    let Ok(sample) = sample else { return };
    let answers = |method, horizon| estimates(&sample, method, horizon, &[0.95, 0.99]).is_ok();
    // The first call fits; the runs measure what comes after it.
    report("monte_carlo_1_day", || answers(Method::MonteCarlo, 1));
    report("monte_carlo_10_days", || answers(Method::MonteCarlo, 10));
    report("historical_10_days", || answers(Method::Historical, 10));
    report("all_methods_2500", || {
        let fresh = Sample::with_sorted(recent, &ascending);
        fresh.is_ok_and(|s| {
            Method::ALL
                .iter()
                .all(|m| estimates(&s, *m, 1, &[0.95, 0.99]).is_ok())
        })
    });
    for method in Rolling::ALL {
        let name = format!("backtest_{}_2500", method.name());
        report(&name, || {
            backtests(recent, method, 250, &[0.95, 0.99]).is_ok()
        });
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
