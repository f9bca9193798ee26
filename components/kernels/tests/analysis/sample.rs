//! Series that any language can build again: whole numbers, two divisions, one recursion.

use proptest::test_runner::{Config, RngSeed};

/// Values in (-1, 1) without memory; column `k` of `n`.
pub fn column(k: i64, n: usize) -> Vec<f64> {
    let value = |i: i64| {
        let a = ((i * 7919 + k * 104_729) * (i + 31 * k + 17)) % 1009;
        let b = ((i * 104_723 + k * 7907) * (i + 13 * k + 5)) % 997;
        a as f64 / 1009.0 + b as f64 / 997.0 - 1.0
    };
    (0..n as i64).map(value).collect()
}

/// `x[t] = memory * x[t - 1] + column[t]`.
pub fn persistent(k: i64, n: usize, memory: f64) -> Vec<f64> {
    let mut last = 0.0;
    let step = |(t, value): (usize, f64)| {
        last = if t > 0 { memory * last + value } else { value };
        last
    };
    column(k, n).into_iter().enumerate().map(step).collect()
}

/// Six strategies less their benchmark over 250 days; `drift` is the first one's.
pub fn excess(drift: f64) -> Vec<Vec<f64>> {
    let drifts = [drift, 0.0004, -0.0002, 0.0, -0.004, -0.0001];
    let series = |(k, drift): (usize, &f64)| {
        let size = 1.0 + 0.3 * k as f64;
        let moves = persistent(k as i64, 250, 0.3);
        moves.iter().map(|x| 0.01 * x * size + drift).collect()
    };
    drifts.iter().enumerate().map(series).collect()
}

pub fn slices(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}

/// The same cases in every run.
pub fn cases(cases: u32) -> Config {
    Config {
        cases,
        rng_seed: RngSeed::Fixed(7),
        failure_persistence: None,
        ..Config::default()
    }
}
