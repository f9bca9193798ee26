//! The test of superior predictive ability beside arch and a transcription of Hansen's formulas.
//!
//! Reference numbers: arch 8.0.0 (`arch.bootstrap.SPA` with `block_size=10`, losses the
//! negative returns) and numpy 2.4.6, on [`super::sample::excess`]. arch draws by numpy's
//! generator, so its bootstrap was given the resamples of [`resample`] for the exact
//! comparison. arch compares means that are not divided by their standard error, which is
//! [`Scale::Plain`] here; the studentised numbers are Hansen's equations written in numpy.

use super::sample::{excess, persistent, slices};
use sandbourse_kernels::measure::Undefined;
use sandbourse_kernels::search::candidates::Candidates;
use sandbourse_kernels::search::spa::{
    Hypothesis, Scale, Settings, Superiority, long_run_variance, test,
};
use sandbourse_kernels::simulate::random::Draws;

/// Blocks of ten days whose starts are a formula of the resample and the block.
fn resample(number: usize, days: usize) -> Vec<u32> {
    let start = |block: usize| (number + 1) * 7919 + (block + 1) * 104_729 + (number * block) % 613;
    let day = |at: usize| (start(at / 10) % days + at % 10) % days;
    (0..days).map(|at| day(at) as u32).collect()
}

fn given(drift: f64, scale: Scale) -> Superiority {
    let columns = excess(drift);
    let columns = slices(&columns);
    let candidates = Candidates::new(&columns).unwrap();
    let mut hypothesis = Hypothesis::new(&candidates, 10.0, scale).unwrap();
    for number in 0..500 {
        hypothesis.resample(&resample(number, 250));
    }
    hypothesis.outcome().unwrap()
}

fn assert_close(found: f64, expected: f64) {
    let error = (found - expected).abs();
    assert!(error <= 1e-9 * expected.abs(), "{found} {expected}");
}

#[test]
fn long_run_variances_are_those_of_arch() {
    let expected = [
        2.359737126738879e-05,
        3.613027808321061e-05,
        8.861431696749156e-05,
        0.00010975714390382646,
        0.00010312679179154054,
        0.00012328988322763334,
    ];
    for (column, expected) in excess(0.0012).iter().zip(expected) {
        assert_close(long_run_variance(column, 10.0).unwrap(), expected);
    }
}

/// The definition lag by lag, for blocks as long as the series too.
#[test]
fn long_run_variances_are_those_of_the_definition() {
    for (n, mean_block) in [(16, 1.0_f64), (40, 3.5), (40, 20.0), (97, 97.0), (1, 1.0)] {
        let values = persistent(3, n, 0.5);
        let mean = values.iter().sum::<f64>() / n as f64;
        let covariance = |lag: usize| {
            let pairs = values.iter().zip(&values[lag..]);
            pairs.map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / n as f64
        };
        let weight = |lag: usize| -> f64 {
            let (q, late) = (1.0 - 1.0 / mean_block, lag as f64 / n as f64);
            (1.0 - late) * q.powi(lag as i32) + late * q.powi((n - lag) as i32)
        };
        let later: f64 = (1..n).map(|lag| weight(lag) * covariance(lag)).sum();
        let expected = covariance(0) + 2.0 * later;
        match long_run_variance(&values, mean_block) {
            Ok(found) => assert!((found - expected).abs() < 1e-12, "{found} {expected}"),
            Err(reason) => assert_eq!((reason, n), (Undefined::ZeroVariance, 1)),
        }
    }
}

#[test]
fn with_the_same_resamples_p_values_are_those_of_arch() {
    for (drift, statistic, p) in [
        (0.0012, 0.0220424240342333, [0.044, 0.052, 0.068]),
        (0.0, 0.009704646640391721, [0.302, 0.386, 0.462]),
    ] {
        let found = given(drift, Scale::Plain);
        assert_close(found.statistic, statistic);
        assert_eq!([found.lower, found.consistent, found.upper], p);
    }
}

#[test]
fn studentised_p_values_are_those_of_hansens_equations() {
    for (drift, best, statistic, p) in [
        (0.0012, 0, 4.537613904586801, [0.004, 0.006, 0.008]),
        (0.0, 5, 0.8740092040157826, [0.48, 0.544, 0.598]),
    ] {
        let found = given(drift, Scale::Studentised);
        assert_eq!(found.best, best);
        assert_close(found.statistic, statistic);
        assert_eq!([found.lower, found.consistent, found.upper], p);
    }
}

/// arch with 10,000 resamples of its own and seeds 0, 1, 2 gives 0.372 to 0.380, 0.453 to
/// 0.461 and 0.545 to 0.554; 2,000 resamples have a standard error of 0.011.
#[test]
fn with_resamples_of_its_own_p_values_are_near_those_of_arch() {
    let columns = excess(0.0);
    let columns = slices(&columns);
    let candidates = Candidates::new(&columns).unwrap();
    let settings = Settings {
        resamples: 2_000,
        mean_block: 10.0,
        seed: 1,
        scale: Scale::Plain,
    };
    let found = test(&candidates, &settings).unwrap();
    for (found, expected) in [
        (found.lower, 0.377),
        (found.consistent, 0.458),
        (found.upper, 0.549),
    ] {
        assert!((found - expected).abs() < 0.04, "{found} {expected}");
    }
    assert_eq!(test(&candidates, &settings), Ok(found));
}

fn noise(market: u64, drift: f64) -> Vec<Vec<f64>> {
    let draws = Draws::named(&format!("noise {market}"));
    let series = |k: u64| {
        let drift = if k == 0 { drift } else { 0.0 };
        let value = move |t| drift + draws.normal(k, t);
        (0..100).map(value).collect()
    };
    (0..5).map(series).collect()
}

fn consistent(market: u64, drift: f64) -> f64 {
    let columns = noise(market, drift);
    let columns = slices(&columns);
    let settings = Settings {
        resamples: 200,
        mean_block: 2.0,
        seed: market,
        scale: Scale::Studentised,
    };
    let candidates = Candidates::new(&columns).unwrap();
    test(&candidates, &settings).unwrap().consistent
}

/// Each share of 500 has a standard error of at most 0.023.
#[test]
fn p_values_of_noise_are_about_uniform() {
    let found: Vec<f64> = (0..500).map(|market| consistent(market, 0.0)).collect();
    for level in [0.1, 0.25, 0.5, 0.75, 0.9] {
        let share = found.iter().filter(|p| **p <= level).count() as f64 / 500.0;
        assert!((share - level).abs() < 0.07, "{share} at {level}");
    }
}

#[test]
fn a_strategy_that_earns_is_found_among_noise() {
    let found = (0..50).filter(|market| consistent(*market, 0.5) < 0.05);
    assert!(found.count() >= 48);
}

fn of(columns: &[&[f64]], settings: &Settings) -> Result<Superiority, Undefined> {
    test(&Candidates::new(columns)?, settings)
}

#[test]
fn losers_and_constants_prove_nothing() {
    let losers: Vec<Vec<f64>> = noise(1, 0.0)
        .iter()
        .map(|series| series.iter().map(|x| x - 3.0).collect())
        .collect();
    let settings = Settings {
        resamples: 50,
        mean_block: 5.0,
        seed: 1,
        scale: Scale::Studentised,
    };
    let found = of(&slices(&losers), &settings).unwrap();
    assert_eq!((found.statistic, found.lower, found.upper), (0.0, 1.0, 1.0));
    assert_eq!(of(&[&[0.01; 50]], &settings), Err(Undefined::ZeroVariance));
    assert_eq!(of(&[], &settings), Err(Undefined::InsufficientData));
    let mut odd = losers.clone();
    odd[2][7] = f64::NAN;
    assert_eq!(of(&slices(&odd), &settings), Err(Undefined::NotFinite));
    odd[2].truncate(50);
    assert_eq!(of(&slices(&odd), &settings), Err(Undefined::OutsideDomain));
    for (resamples, mean_block) in [(0, 5.0), (50, 0.5), (50, f64::NAN), (50, 101.0)] {
        let settings = Settings {
            resamples,
            mean_block,
            ..settings
        };
        let refused = of(&slices(&losers), &settings);
        assert_eq!(refused, Err(Undefined::OutsideDomain));
    }
}
