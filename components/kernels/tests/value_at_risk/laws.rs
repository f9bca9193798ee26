//! Laws that every estimate and every test obeys on any series.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use sandbourse_kernels::value_at_risk::backtest::{Rolling, Transitions, backtests, coverage};
use sandbourse_kernels::value_at_risk::{Caution, LONGEST, Method, Sample, estimates};

fn series() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-0.08..0.08_f64, 60..300)
}

/// Anything that a caller could hand over, however odd.
fn odd_series() -> impl Strategy<Value = Vec<f64>> {
    let odd = prop_oneof![
        12 => -0.5..0.5_f64,
        1 => Just(0.0),
        1 => Just(-1.0),
        1 => Just(1e-300),
        1 => Just(1e9),
        1 => Just(f64::MAX),
    ];
    let gaps = prop_oneof![4 => Just(0.01), 1 => Just(f64::NAN), 1 => Just(f64::INFINITY)];
    prop_oneof![
        4 => prop::collection::vec(odd, 0..80),
        1 => prop::collection::vec(gaps, 0..60),
        1 => (0..90_usize).prop_map(|n| vec![0.001; n]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_no_number_is_not_finite(xs in odd_series(), horizon in 0..300_usize) {
        let Ok(sample) = Sample::new(&xs) else { return Ok(()) };
        for method in Method::ALL {
            let Ok(found) = estimates(&sample, method, horizon, &[0.95, 0.99]) else { continue };
            prop_assert!((1..=LONGEST).contains(&horizon));
            prop_assert!(found.iter().all(|e| e.value_at_risk.is_finite() && e.shortfall.is_finite()));
        }
        for method in Rolling::ALL {
            let _ = backtests(&xs, method, 20, &[0.9, 0.99]);
        }
    }

    #[test]
    fn the_shortfall_lies_below_the_value_at_risk_and_both_fall_with_confidence(xs in series(), horizon in 1..12_usize) {
        let sample = Sample::new(&xs).unwrap();
        for method in Method::ALL {
            let found = estimates(&sample, method, horizon, &[0.6, 0.9, 0.95, 0.99, 0.999]).unwrap();
            if found[0].caution == Some(Caution::OutsideDomain) {
                continue;
            }
            for estimate in &found {
                prop_assert!(estimate.shortfall <= estimate.value_at_risk + 1e-12, "{method:?} {estimate:?}");
            }
            for pair in found.windows(2) {
                prop_assert!(pair[1].value_at_risk <= pair[0].value_at_risk + 1e-12, "{method:?} {pair:?}");
                prop_assert!(pair[1].shortfall <= pair[0].shortfall + 1e-12, "{method:?} {pair:?}");
            }
        }
    }

    #[test]
    fn twice_the_returns_are_twice_the_risk_of_a_day(xs in series()) {
        let doubled: Vec<f64> = xs.iter().map(|x| 2.0 * x).collect();
        let (one, two) = (Sample::new(&xs).unwrap(), Sample::new(&doubled).unwrap());
        for method in Method::ALL {
            let of = |sample| estimates(sample, method, 1, &[0.95]).unwrap()[0];
            let (one, two) = (of(&one), of(&two));
            prop_assert!((two.value_at_risk - 2.0 * one.value_at_risk).abs() < 1e-9, "{method:?}");
            prop_assert!((two.shortfall - 2.0 * one.shortfall).abs() < 1e-9, "{method:?}");
        }
    }

    #[test]
    fn an_estimate_is_the_same_bits_each_time_and_for_each_company(xs in series()) {
        let (alone, together) = (Sample::new(&xs).unwrap(), Sample::new(&xs).unwrap());
        for method in Method::ALL {
            let one = estimates(&alone, method, 5, &[0.99]).unwrap();
            let both = estimates(&together, method, 5, &[0.9, 0.99]).unwrap();
            prop_assert_eq!(one[0], both[1]);
        }
    }

    #[test]
    fn transitions_count_every_pair_of_days(days in prop::collection::vec(any::<bool>(), 2..200), confidence in 0.01..0.99_f64) {
        let t = Transitions::of(&days);
        prop_assert_eq!(t.n00 + t.n01 + t.n10 + t.n11, days.len() - 1);
        let found = coverage(&days, confidence).unwrap();
        for test in [found.proportion, found.independence, found.conditional] {
            prop_assert!(test.ratio >= 0.0 && test.ratio.is_finite());
            prop_assert!((0.0..=1.0).contains(&test.p_value));
        }
        prop_assert!(found.conditional.ratio >= found.proportion.ratio);
    }

    #[test]
    fn the_simulation_stays_above_a_total_loss(xs in series(), horizon in 1..40_usize) {
        let sample = Sample::new(&xs).unwrap();
        let found = estimates(&sample, Method::MonteCarlo, horizon, &[0.9999]).unwrap()[0];
        prop_assert!(found.shortfall >= -1.0 && found.value_at_risk >= -1.0);
    }
}
