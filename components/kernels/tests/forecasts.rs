//! Forecasts beside statsforecast 2.1.1: `StatsForecast(models=[Naive(), RandomWalkWithDrift()],
//! freq=1).forecast(df, h=10, level=[90])` on the logarithm of the last 1,500 closes of SPX.

#![cfg(test)]

use sandbourse_kernels::forecast::evaluation::evaluate;
use sandbourse_kernels::forecast::models::Model;
use sandbourse_kernels::returns::simple;
use sandbourse_kernels::volatility::ewma::{DECAY, ewma_variance};

const SPX: &str = include_str!("../../data/sample/bars/SPX.csv");

/// Mean, lower and upper end of the 90 % interval, as logarithms of the price.
struct Expected {
    horizon: usize,
    drift: (f64, f64, f64),
    naive: (f64, f64, f64),
}

const EXPECTED: [Expected; 3] = [
    Expected {
        horizon: 1,
        drift: (7.827137190985879, 7.813752498960905, 7.840521883010854),
        naive: (7.826782302992058, 7.813389345952103, 7.840175260032012),
    },
    Expected {
        horizon: 5,
        drift: (7.828556742961166, 7.798587782862005, 7.8585257030603275),
        naive: (7.826782302992058, 7.796834740630985, 7.856729865353131),
    },
    Expected {
        horizon: 10,
        drift: (7.830331182930275, 7.787878281911966, 7.872784083948583),
        naive: (7.826782302992058, 7.784430054141015, 7.869134551843101),
    },
];

fn log_prices(last: usize) -> Vec<f64> {
    let closes = SPX
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(4).unwrap().parse::<f64>().unwrap());
    let all: Vec<f64> = closes.map(f64::ln).collect();
    all[all.len() - last..].to_vec()
}

fn same(model: Model, horizon: usize, expected: (f64, f64, f64)) {
    let prices = log_prices(1_500);
    let found = model.forecasts(&prices, horizon, &[1_499])[0].unwrap();
    let last = prices[1_499];
    let (low, high) = found.interval(0.9);
    for (found, expected) in [
        (found.centre, expected.0),
        (low, expected.1),
        (high, expected.2),
    ] {
        assert!(
            (last + found - expected).abs() < 1e-9 * expected.abs(),
            "{model:?} over {horizon}"
        );
    }
}

#[test]
fn drift_and_random_walk_equal_the_peer() {
    for expected in EXPECTED {
        same(Model::Drift, expected.horizon, expected.drift);
        same(Model::RandomWalk, expected.horizon, expected.naive);
    }
}

#[test]
fn on_the_index_no_model_beats_the_random_walk_by_much_on_the_next_day() {
    for model in Model::ALL {
        let found = evaluate(model, &log_prices(5_031), 1).unwrap();
        assert!(found.mae_skill < 0.02, "{model:?} {found:?}");
        assert!(
            (0.8..0.97).contains(&found.coverage_90),
            "{model:?} {found:?}"
        );
    }
}

/// RiskMetrics' recursion written out in numpy 2.4.6, decay 0.94, started with the square of
/// the first return, over all simple returns of SPX.
#[test]
fn the_variance_of_the_next_day_equals_the_open_formula() {
    let prices: Vec<f64> = log_prices(5_031).iter().map(|price| price.exp()).collect();
    let found = ewma_variance(&simple(&prices), DECAY);
    let expected = 0.0003138323511621693;
    assert!((found[found.len() - 1] - expected).abs() < 1e-9 * expected);
}
