//! Value at risk and its backtests beside open formulas in numpy 2.4.6 and scipy 1.17.1.

use sandbourse_kernels::returns::simple;
use sandbourse_kernels::value_at_risk::backtest::{Coverage, Rolling, Test, backtests};
use sandbourse_kernels::value_at_risk::{Caution, Estimate, Method, Sample, estimates};
use serde_json::Value;

use crate::series::{bars, near, risk_golden};

const SERIES: [&str; 3] = ["SPX", "AAPL", "MSFT"];
const CONFIDENCES: [f64; 4] = [0.9, 0.95, 0.975, 0.99];

fn each_series(check: impl Fn(&[f64], &Value)) {
    for symbol in SERIES {
        if let (Some(golden), Some(bars)) = (risk_golden(symbol), bars(symbol)) {
            check(&simple(&bars.adjusted), &golden["open_formulas"]["values"]);
        }
    }
}

fn number(value: &Value, name: &str) -> f64 {
    value[name].as_f64().unwrap()
}

fn at(confidence: f64, found: &[Estimate]) -> Estimate {
    *found
        .iter()
        .find(|estimate| estimate.confidence == confidence)
        .unwrap()
}

#[test]
fn four_confidences_of_three_methods_equal_the_open_formulas() {
    each_series(|returns, golden| {
        let sample = Sample::new(returns).unwrap();
        let of = |method, horizon| estimates(&sample, method, horizon, &CONFIDENCES).unwrap();
        let (historical, normal) = (of(Method::Historical, 1), of(Method::Normal, 1));
        let (ten_days, corrected) = (of(Method::Normal, 10), of(Method::CornishFisher, 1));
        for confidence in CONFIDENCES {
            let expected = &golden["var"][confidence.to_string()];
            let same = |found: f64, name: &str| near(found, number(expected, name), 1e-9, name);
            same(at(confidence, &historical).value_at_risk, "historical_var");
            same(at(confidence, &historical).shortfall, "historical_cvar");
            same(at(confidence, &normal).value_at_risk, "normal_var");
            same(at(confidence, &normal).shortfall, "normal_cvar");
            same(
                at(confidence, &ten_days).value_at_risk,
                "normal_var_10d_sqrt_time",
            );
            same(
                at(confidence, &corrected).value_at_risk,
                "cornish_fisher_var",
            );
        }
    });
}

/// Excess kurtosis of 8, 34 and 11: none of the series lies in the domain.
#[test]
fn fat_tails_are_said_to_be_outside_the_domain_of_the_expansion() {
    each_series(|returns, _| {
        let sample = Sample::new(returns).unwrap();
        let day = estimates(&sample, Method::CornishFisher, 1, &[0.95]).unwrap();
        assert_eq!(day[0].caution, Some(Caution::OutsideDomain));
        let month = estimates(&sample, Method::CornishFisher, 21, &[0.95]).unwrap();
        assert_eq!(month[0].caution, None);
    });
}

#[test]
fn the_next_day_of_the_weighted_variance_equals_the_open_formula() {
    each_series(|returns, golden| {
        let sample = Sample::new(returns).unwrap();
        let found = estimates(&sample, Method::Ewma, 1, &CONFIDENCES).unwrap();
        for (confidence, name) in [(0.95, "var95_next_day"), (0.99, "var99_next_day")] {
            let expected = number(&golden["ewma"], name);
            near(at(confidence, &found).value_at_risk, expected, 1e-9, name);
        }
    });
}

fn same_coverage(found: &Coverage, golden: &Value) {
    let count = |name: &str| golden[name].as_u64().unwrap() as usize;
    assert_eq!(found.days, count("days"));
    assert_eq!(found.exceptions, count("exceptions"));
    let (seen, t) = (found.transitions, ["n00", "n01", "n10", "n11"].map(count));
    assert_eq!([seen.n00, seen.n01, seen.n10, seen.n11], t);
    let same = |test: Test, ratio: &str, p: &str| {
        near(test.ratio, number(golden, ratio), 1e-9, ratio);
        near(test.p_value, number(golden, p), 1e-9, p);
    };
    same(found.proportion, "kupiec_lr", "kupiec_p");
    same(
        found.independence,
        "christoffersen_ind_lr",
        "christoffersen_ind_p",
    );
    same(
        found.conditional,
        "conditional_coverage_lr",
        "conditional_coverage_p",
    );
}

#[test]
fn tests_of_rolling_historical_forecasts_equal_the_open_formulas() {
    each_series(|returns, golden| {
        let found = backtests(returns, Rolling::Historical, 250, &[0.95, 0.99]).unwrap();
        for backtest in found {
            let name = backtest.confidence.to_string();
            let expected = &golden["var_backtest_rolling_historical"][name];
            same_coverage(&backtest.coverage, expected);
            assert_eq!(backtest.exceptions.len(), backtest.coverage.exceptions);
            assert_eq!(backtest.zone.is_some(), backtest.confidence == 0.99);
        }
    });
}

/// Over a day the simulation is the history of residuals under today's volatility, whose
/// quantile can be had without it.
#[test]
fn a_day_of_the_simulation_is_the_history_under_todays_volatility() {
    let returns = simple(&bars("SPX").unwrap().adjusted);
    let sample = Sample::new(&returns).unwrap();
    let found = estimates(&sample, Method::MonteCarlo, 1, &[0.95, 0.99]).unwrap();
    let fit = &sample.garch().unwrap().evaluation;
    let scale = fit.next_variance.sqrt();
    let outcome = |z: &f64| (fit.parameters.mu + scale * z) / 100.0;
    let outcomes: Vec<f64> = fit.residuals.iter().map(outcome).collect();
    let exact = Sample::new(&outcomes).unwrap();
    let exact = estimates(&exact, Method::Historical, 1, &[0.95, 0.99]).unwrap();
    for (found, exact) in found.iter().zip(&exact) {
        near(found.value_at_risk, exact.value_at_risk, 5e-3, "quantile");
        near(found.shortfall, exact.shortfall, 5e-3, "shortfall");
    }
}
