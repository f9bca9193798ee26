//! Laws that the measures obey on any series.

#![cfg(test)]

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use sandbourse_kernels::measure::Measure;
use sandbourse_kernels::{benchmark, drawdown, moments, outcomes, ratios, returns, tail};

fn series(least: usize) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-0.3..0.4_f64, least..120)
}

/// Anything that a caller could hand over, however odd.
fn odd_series() -> impl Strategy<Value = Vec<f64>> {
    let odd = prop_oneof![
        6 => -1.5..1.5_f64,
        1 => Just(0.0),
        1 => Just(-1.0),
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => Just(f64::MAX),
        1 => Just(1e-300),
    ];
    prop::collection::vec(odd, 0..40)
}

fn near(a: Measure, b: Measure) -> bool {
    match (a, b) {
        (Ok(a), Ok(b)) => (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-6),
        (a, b) => a == b,
    }
}

fn everything(xs: &[f64], ys: &[f64]) -> Vec<Measure> {
    let ascending = tail::sorted(xs);
    let falls = drawdown::of_returns(xs);
    vec![
        returns::cumulative(xs),
        returns::cagr(xs, 252.0),
        returns::stability(xs),
        moments::skew_sample(xs),
        moments::kurtosis_sample(xs),
        moments::autocorrelation(xs),
        ratios::sharpe(xs, 0.0, 252.0),
        ratios::sortino(xs, 0.0, 252.0),
        ratios::omega(xs, 0.0),
        ratios::probabilistic_sharpe(xs, 0.0),
        ratios::autocorrelation_penalty(xs),
        drawdown::deepest(&falls),
        drawdown::average_depth(&drawdown::episodes(&falls)),
        drawdown::ulcer_index(&falls, 1),
        drawdown::calmar(xs, &falls, 252.0),
        drawdown::serenity(xs, &falls, 0.0),
        tail::historical_var(&ascending, 0.95),
        tail::historical_shortfall(&ascending, 0.95),
        tail::lowest_mean(&ascending, 0.95),
        tail::tail_ratio(&ascending),
        outcomes::payoff(xs),
        outcomes::kelly(xs),
        outcomes::profit_ratio(xs),
        benchmark::alpha(xs, ys, 0.0, 252.0),
        benchmark::alpha_compounded(xs, ys, 0.0, 252.0),
        benchmark::r_squared(xs, ys),
        benchmark::up_capture(xs, ys, 252.0),
        benchmark::treynor(xs, ys, 0.0, 252.0),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_input_gives_a_number_that_is_not_finite(xs in odd_series(), ys in odd_series()) {
        let n = xs.len().min(ys.len());
        for measure in everything(&xs[..n], &ys[..n]) {
            prop_assert!(measure.is_err() || measure.is_ok_and(f64::is_finite));
        }
    }

    #[test]
    fn a_ratio_does_not_change_with_the_scale_of_its_returns(xs in series(3), power in -6..6_i32) {
        let scaled: Vec<f64> = xs.iter().map(|x| x * 2.0_f64.powi(power)).collect();
        prop_assert!(near(ratios::sharpe(&xs, 0.0, 252.0), ratios::sharpe(&scaled, 0.0, 252.0)));
        prop_assert!(near(ratios::sortino(&xs, 0.0, 252.0), ratios::sortino(&scaled, 0.0, 252.0)));
        prop_assert!(near(moments::kurtosis_sample(&xs), moments::kurtosis_sample(&scaled)));
        let wider = ratios::volatility(&scaled, 252.0).map(|v| v / 2.0_f64.powi(power));
        prop_assert!(near(ratios::volatility(&xs, 252.0), wider));
    }

    #[test]
    fn what_has_no_memory_does_not_depend_on_the_order(xs in series(4)) {
        let reversed: Vec<f64> = xs.iter().rev().copied().collect();
        prop_assert!(near(returns::cumulative(&xs), returns::cumulative(&reversed)));
        prop_assert!(near(ratios::sharpe(&xs, 0.0, 252.0), ratios::sharpe(&reversed, 0.0, 252.0)));
        prop_assert!(near(moments::skew_sample(&xs), moments::skew_sample(&reversed)));
        prop_assert_eq!(tail::sorted(&xs), tail::sorted(&reversed));
    }

    #[test]
    fn a_drawdown_lies_between_a_total_loss_and_none(xs in series(1)) {
        let falls = drawdown::of_returns(&xs);
        prop_assert!(falls.iter().all(|fall| (-1.0..=0.0).contains(fall)));
        let episodes = drawdown::episodes(&falls);
        let deepest = episodes.iter().map(|episode| episode.depth).fold(0.0, f64::min);
        prop_assert_eq!(drawdown::deepest(&falls), Ok(deepest));
        prop_assert!(episodes.windows(2).all(|pair| pair[0].end < pair[1].start && pair[0].recovered));
        prop_assert!(episodes.iter().all(|e| e.start <= e.valley && e.valley <= e.end));
    }

    #[test]
    fn quantiles_rise_and_the_shortfall_lies_below(xs in series(2), p in 0.0..1.0_f64, q in 0.0..1.0_f64) {
        let ascending = tail::sorted(&xs);
        let (low, high) = (p.min(q), p.max(q));
        prop_assert!(tail::quantile(&ascending, low) .unwrap()<= tail::quantile(&ascending, high).unwrap());
        prop_assert!(tail::historical_shortfall(&ascending, p).unwrap() <= tail::historical_var(&ascending, p).unwrap() + 1e-15);
    }

    #[test]
    fn a_series_is_its_own_perfect_benchmark(xs in series(3)) {
        prop_assert!(near(benchmark::beta(&xs, &xs), Ok(1.0)));
        prop_assert!(near(benchmark::r_squared(&xs, &xs), Ok(1.0)));
        prop_assert_eq!(benchmark::tracking_error(&xs, &xs, 252.0), Ok(0.0));
    }

    #[test]
    fn joined_days_are_days_of_both(a in prop::collection::btree_set(0..60_i64, 0..40), b in prop::collection::btree_set(0..60_i64, 0..40)) {
        let (left, right): (Vec<i64>, Vec<i64>) = (a.iter().copied().collect(), b.iter().copied().collect());
        let as_values = |keys: &[i64]| keys.iter().map(|key| *key as f64).collect::<Vec<f64>>();
        let joined = benchmark::join(&left, &as_values(&left), &right, &as_values(&right));
        let common: Vec<f64> = a.intersection(&b).map(|key| *key as f64).collect();
        prop_assert_eq!(&joined.0, &common);
        prop_assert_eq!(&joined.1, &common);
    }
}
