//! The edges: what has no value says why, and nothing is ever NaN.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::bindings::exports::sandbourse::platform::risk_group::MetricsReport;
use crate::conventions::Convention;
use crate::fixtures::{daily, figure, report, series};
use crate::history::Prices;

fn reason(report: &MetricsReport, name: &str) -> String {
    figure(report, name).undefined.clone().unwrap_or_default()
}

fn every_figure_is_a_number_or_has_a_reason(report: &MetricsReport) {
    for figure in &report.figures {
        assert_ne!(
            figure.value.is_some(),
            figure.undefined.is_some(),
            "{}",
            figure.name
        );
        assert!(figure.value.is_none_or(f64::is_finite), "{}", figure.name);
    }
}

#[test]
fn a_single_price_has_insufficient_data() {
    let found = report(daily(&[100.0]), None, Convention::Sandbourse, 0.0);
    for name in [
        "sharpe",
        "cumulative_return",
        "volatility",
        "var_95",
        "max_drawdown",
    ] {
        assert_eq!(reason(&found, name), "insufficient_data", "{name}");
    }
    assert_eq!(found.period.n, 0);
}

#[test]
fn a_price_that_stands_still_has_no_variance() {
    let found = report(daily(&[100.0; 50]), None, Convention::Sandbourse, 0.0);
    assert_eq!(reason(&found, "sharpe"), "zero_variance");
    assert_eq!(reason(&found, "sortino"), "no_losses");
    assert_eq!(figure(&found, "volatility").value, Some(0.0));
}

#[test]
fn a_price_that_only_rises_has_no_losses() {
    let rising: Vec<f64> = (1..60).map(|day| 100.0 + f64::from(day * day)).collect();
    let found = report(daily(&rising), None, Convention::Sandbourse, 0.0);
    for name in [
        "sortino",
        "omega",
        "profit_factor",
        "payoff",
        "gain_to_pain",
    ] {
        assert_eq!(reason(&found, name), "no_losses", "{name}");
    }
    assert_eq!(reason(&found, "calmar"), "no_drawdown");
    assert_eq!(reason(&found, "beta"), "no_benchmark");
}

#[test]
fn days_without_a_price_are_left_out_and_never_filled() {
    let gaps = [100.0, f64::NAN, 110.0, 0.0, 99.0];
    let found = report(daily(&gaps), None, Convention::Sandbourse, 0.0);
    assert_eq!(found.period.n, 2);
    assert!((figure(&found, "cumulative_return").value.unwrap() + 0.01).abs() < 1e-12);
}

#[test]
fn a_benchmark_without_common_days_is_insufficient() {
    let asset = daily(&[100.0, 101.0, 99.0, 102.0]);
    let other = series("B", vec![1, 2, 3], vec![1.0, 2.0, 3.0]);
    let found = report(asset, Some(&other), Convention::Sandbourse, 0.0);
    assert_eq!(reason(&found, "beta"), "insufficient_data");
}

#[test]
fn a_history_without_a_price_is_refused_with_its_field() {
    let refused = Prices::of(daily(&[f64::NAN, -1.0])).unwrap_err();
    assert_eq!(
        (refused.code.as_str(), refused.field.as_deref()),
        ("no_prices", Some("period"))
    );
}

#[test]
fn every_figure_has_its_definition() {
    for convention in Convention::ALL {
        let found = report(daily(&[1.0, 2.0, 1.5]), None, convention, 0.0);
        let figures: Vec<_> = found.figures.iter().map(|figure| &figure.name).collect();
        let defined: Vec<_> = found
            .definitions
            .iter()
            .map(|definition| &definition.name)
            .collect();
        assert_eq!(figures, defined);
        assert!(
            found
                .definitions
                .iter()
                .all(|definition| !definition.formula.is_empty())
        );
        assert!(
            found
                .conventions
                .iter()
                .any(|stated| stated.name == "year_length" && stated.value.contains("252"))
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_series_whatsoever_gives_a_nan(
        prices in prop::collection::vec(prop_oneof![
            5 => 1e-6..1e9_f64,
            1 => Just(f64::NAN),
            1 => Just(0.0),
            1 => Just(100.0),
            1 => Just(f64::MAX),
            1 => Just(f64::MIN_POSITIVE),
        ], 1..40),
        rate in -0.5..1.0_f64,
        which in 0..5_usize,
    ) {
        let asset = daily(&prices);
        let shifted: Vec<f64> = prices.iter().rev().copied().collect();
        let benchmark = daily(&shifted);
        let convention = Convention::ALL[which];
        if Prices::of(asset.clone()).is_ok() && Prices::of(benchmark.clone()).is_ok() {
            every_figure_is_a_number_or_has_a_reason(&report(asset, Some(&benchmark), convention, rate));
        }
    }

    #[test]
    fn figures_do_not_depend_on_the_unit_of_the_price(
        prices in prop::collection::vec(1.0..1_000.0_f64, 5..60),
        unit in 1..20_i32,
    ) {
        // A power of two changes no digit, so nothing may change at all.
        let scaled: Vec<f64> = prices.iter().map(|price| price * 2.0_f64.powi(unit)).collect();
        let one = report(daily(&prices), None, Convention::Sandbourse, 0.0);
        let other = report(daily(&scaled), None, Convention::Sandbourse, 0.0);
        for (a, b) in one.figures.iter().zip(&other.figures) {
            prop_assert_eq!(a.value, b.value, "{}", &a.name);
        }
    }

    #[test]
    fn the_order_of_the_days_does_not_matter_to_what_has_none(
        returns in prop::collection::vec(-0.2..0.25_f64, 4..40),
        turn in 0..40_usize,
    ) {
        let curve = |returns: &[f64]| {
            let mut value = 100.0;
            let grown = returns.iter().map(|r| { value *= 1.0 + r; value });
            [100.0].into_iter().chain(grown).collect::<Vec<f64>>()
        };
        let mut turned = returns.clone();
        turned.rotate_left(turn % returns.len());
        turned.reverse();
        let one = report(daily(&curve(&returns)), None, Convention::Sandbourse, 0.02);
        let other = report(daily(&curve(&turned)), None, Convention::Sandbourse, 0.02);
        for name in [
            "cumulative_return", "volatility", "sharpe", "sortino", "omega", "skew", "kurtosis",
            "var_95", "cvar_95", "var_99_normal", "var_95_cornish_fisher", "win_rate", "payoff",
            "profit_factor", "kelly", "tail_ratio", "best_day", "worst_day",
        ] {
            match (figure(&one, name).value, figure(&other, name).value) {
                (Some(a), Some(b)) => prop_assert!((a - b).abs() <= 1e-8 * a.abs().max(1.0), "{name}: {a} {b}"),
                (a, b) => prop_assert_eq!(a.is_some(), b.is_some(), "{}", name),
            }
        }
    }

    #[test]
    fn losses_stay_within_their_bounds(prices in prop::collection::vec(1.0..1_000.0_f64, 5..60)) {
        let found = report(daily(&prices), None, Convention::Sandbourse, 0.0);
        let of = |name: &str| figure(&found, name).value.unwrap();
        prop_assert!((-1.0..=0.0).contains(&of("max_drawdown")));
        let average = figure(&found, "avg_drawdown").value.unwrap_or(0.0);
        prop_assert!(of("max_drawdown") <= average);
        prop_assert!(of("cvar_95") <= of("var_95") && of("cvar_99") <= of("cvar_95"));
        prop_assert!(of("worst_day") <= of("cvar_99") && of("var_95") <= of("best_day"));
    }
}
