//! Laws that every portfolio obeys.

use super::sample::market;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use sandbourse_kernels::portfolio::allocation::{greedy, least_shortfall};
use sandbourse_kernels::portfolio::attribution::contributions::to_volatility;
use sandbourse_kernels::portfolio::estimate::{covariance, expected};
use sandbourse_kernels::portfolio::frontier::frontier;
use sandbourse_kernels::portfolio::hierarchy::linkage::Linkage;
use sandbourse_kernels::portfolio::hierarchy::{LeafOrder, herc, hrp};
use sandbourse_kernels::portfolio::mean_variance::{
    efficient_return, efficient_risk, maximum_sharpe, maximum_utility, minimum_variance,
};
use sandbourse_kernels::portfolio::problem::{Bounds, Group, Problem};
use sandbourse_kernels::portfolio::refusal::Refusal;
use sandbourse_kernels::portfolio::risk_budget::{
    inverse_volatility, maximum_diversification, risk_parity,
};
use sandbourse_kernels::portfolio::tail::{self, Scenarios};

fn problem(returns: &[Vec<f64>]) -> Problem {
    let columns: Vec<&[f64]> = returns.iter().map(Vec::as_slice).collect();
    let names = (0..returns.len()).map(|i| format!("A{i}")).collect();
    Problem::long_only(
        names,
        expected::mean_historical(&columns, 252.0).unwrap(),
        covariance::sample(&columns).unwrap().scaled(252.0),
    )
}

/// Half of the assets weigh 0.3 to 0.6, none more than 0.4 or two equal shares.
fn limited(returns: &[Vec<f64>]) -> Problem {
    let plain = problem(returns);
    let n = plain.assets();
    let upper = f64::max(0.4, 2.0 / n as f64);
    Problem {
        bounds: vec![Bounds { lower: 0.0, upper }; n],
        groups: vec![Group {
            name: "half".to_owned(),
            members: (0..n / 2).collect(),
            least: 0.3,
            most: 0.6,
        }],
        ..plain
    }
}

fn assert_allowed(problem: &Problem, weights: &[f64]) {
    let total: f64 = weights.iter().sum();
    assert!((total - 1.0).abs() < 1e-8, "{total}");
    for (w, bounds) in weights.iter().zip(&problem.bounds) {
        assert!(
            *w >= bounds.lower - 1e-9 && *w <= bounds.upper + 1e-9,
            "{w}"
        );
    }
    for group in &problem.groups {
        let sum: f64 = group.members.iter().map(|i| weights[*i]).sum();
        assert!(sum >= group.least - 1e-8 && sum <= group.most + 1e-8);
    }
}

/// Every optimiser that obeys bounds and groups.
fn optima(problem: &Problem, returns: &[Vec<f64>]) -> Vec<Result<Vec<f64>, Refusal>> {
    let columns: Vec<&[f64]> = returns.iter().map(Vec::as_slice).collect();
    let scenarios = Scenarios {
        columns: &columns,
        confidence: 0.9,
        target: None,
    };
    vec![
        minimum_variance(problem),
        maximum_utility(problem, 3.0),
        maximum_diversification(problem),
        tail::minimum_cvar(problem, &scenarios),
        tail::minimum_cdar(problem, &scenarios),
        tail::minimum_semivariance(problem, &scenarios, 0.0),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn weights_add_up_and_keep_their_limits(seed in 0_u32..1_000_000, n in 4_usize..12) {
        let returns = market(&seed.to_string(), n, 120);
        let problem = limited(&returns);
        for weights in optima(&problem, &returns) {
            match weights {
                Ok(weights) => assert_allowed(&problem, &weights),
                // About one linear program in ten thousand ends before its tolerance, and says so.
                Err(refusal) => prop_assert_eq!(refusal.code(), "not_converged"),
            }
        }
        match maximum_sharpe(&problem) {
            Ok(weights) => assert_allowed(&problem, &weights),
            Err(refusal) => prop_assert_eq!(refusal.code(), "no_excess_return"),
        }
    }

    #[test]
    fn the_frontier_rises(seed in 0_u32..1_000_000, n in 2_usize..15) {
        let problem = limited(&market(&seed.to_string(), n, 90));
        let points = frontier(&problem, 12).unwrap();
        for pair in points.windows(2) {
            prop_assert!(pair[1].volatility >= pair[0].volatility * (1.0 - 1e-9));
            prop_assert!(pair[1].expected_return >= pair[0].expected_return - 1e-9);
            assert_allowed(&problem, &pair[1].weights);
        }
        let middle = &points[6];
        let found = efficient_risk(&problem, middle.volatility).unwrap();
        let earned: f64 = found.iter().zip(&problem.mu).map(|(w, m)| w * m).sum();
        prop_assert!((earned - middle.expected_return).abs() < 1e-7);
    }

    #[test]
    fn another_order_of_assets_gives_the_same_portfolio(seed in 0_u32..1_000_000, n in 3_usize..12) {
        let returns = market(&seed.to_string(), n, 150);
        let turned: Vec<Vec<f64>> = returns.iter().rev().cloned().collect();
        let (one, other) = (problem(&returns), problem(&turned));
        let same = |a: Vec<f64>, mut b: Vec<f64>| {
            b.reverse();
            a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-8)
        };
        prop_assert!(same(minimum_variance(&one).unwrap(), minimum_variance(&other).unwrap()));
        let (a, b) = (risk_parity(&one.covariance), risk_parity(&other.covariance));
        prop_assert!(same(a.unwrap(), b.unwrap()));
        let (a, b) = (inverse_volatility(&one.covariance), inverse_volatility(&other.covariance));
        prop_assert!(same(a.unwrap(), b.unwrap()));
        let (a, b) = (herc(&one.covariance, Linkage::Ward), herc(&other.covariance, Linkage::Ward));
        prop_assert!(same(a.unwrap(), b.unwrap()));
    }

    #[test]
    fn the_unit_of_the_covariance_does_not_matter(seed in 0_u32..1_000_000, factor in 1e-6..1e6_f64) {
        let one = problem(&market(&seed.to_string(), 8, 150));
        let other = Problem { covariance: one.covariance.scaled(factor), ..one.clone() };
        let same = |a: Vec<f64>, b: Vec<f64>| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-9);
        prop_assert!(same(minimum_variance(&one).unwrap(), minimum_variance(&other).unwrap()));
        let (s, t) = (&one.covariance, &other.covariance);
        prop_assert!(same(risk_parity(s).unwrap(), risk_parity(t).unwrap()));
        for order in [LeafOrder::AsMerged, LeafOrder::Optimal] {
            let (a, b) = (hrp(s, Linkage::Ward, order), hrp(t, Linkage::Ward, order));
            prop_assert!(same(a.unwrap(), b.unwrap()));
        }
    }

    #[test]
    fn nothing_allowed_is_safer_than_the_safest(seed in 0_u32..1_000_000, n in 4_usize..10) {
        let problem = limited(&market(&seed.to_string(), n, 100));
        let least = problem.covariance.form(&minimum_variance(&problem).unwrap());
        let bold = Problem {
            mu: (0..n).map(|i| f64::from(u8::try_from((i * 7 + 3) % 11).unwrap())).collect(),
            ..problem.clone()
        };
        for aversion in [0.5, 5.0, 500.0] {
            let other = maximum_utility(&bold, aversion).unwrap();
            assert_allowed(&problem, &other);
            prop_assert!(problem.covariance.form(&other) >= least * (1.0 - 1e-12));
        }
    }

    #[test]
    fn hierarchies_and_parity_hold_every_asset(seed in 0_u32..1_000_000, n in 2_usize..20) {
        let covariance = problem(&market(&seed.to_string(), n, 100)).covariance;
        let linkages = [Linkage::Single, Linkage::Complete, Linkage::Average, Linkage::Ward];
        for linkage in linkages {
            for weights in [
                hrp(&covariance, linkage, LeafOrder::AsMerged).unwrap(),
                hrp(&covariance, linkage, LeafOrder::Optimal).unwrap(),
                herc(&covariance, linkage).unwrap(),
            ] {
                prop_assert!(weights.iter().all(|w| *w > 0.0));
                prop_assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            }
        }
        let parity = risk_parity(&covariance).unwrap();
        for share in to_volatility(&parity, &covariance).unwrap().share {
            prop_assert!((share * n as f64 - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn an_allocation_never_spends_more_than_the_cash(
        pairs in prop::collection::vec((0.0..1.0_f64, 0.01..900.0_f64), 1..20),
        cash in 1.0..100_000.0_f64,
    ) {
        let (weights, prices): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        for found in [greedy(&weights, &prices, cash), least_shortfall(&weights, &prices, cash)] {
            let Ok(found) = found else {
                prop_assert!(weights.iter().sum::<f64>() == 0.0);
                continue;
            };
            let spent: f64 = found.units.iter().zip(&prices).map(|(u, p)| *u as f64 * p).sum();
            prop_assert!(spent <= cash * (1.0 + 1e-12));
            prop_assert!((spent + found.leftover - cash).abs() < 1e-6);
        }
    }

    #[test]
    fn odd_columns_give_weights_or_a_reason(
        columns in prop::collection::vec(prop::collection::vec(odd(), 6), 1..6),
    ) {
        let views: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let Ok(covariance) = covariance::sample(&views) else {
            return Ok(());
        };
        let is_measured = columns.iter().flatten().all(|r| r.abs() < 1e6);
        let names = (0..columns.len()).map(|i| i.to_string()).collect();
        let mu = columns.iter().map(|c| c[0]).collect();
        let problem = Problem::long_only(names, mu, covariance.clone());
        let mut found = optima(&problem, &columns);
        found.push(maximum_sharpe(&problem));
        found.push(efficient_return(&problem, 0.01));
        found.push(efficient_risk(&problem, 0.2));
        found.push(risk_parity(&covariance));
        found.push(inverse_volatility(&covariance));
        found.push(hrp(&covariance, Linkage::Ward, LeafOrder::Optimal));
        found.push(herc(&covariance, Linkage::Single));
        for weights in found.into_iter().flatten() {
            prop_assert!(weights.iter().all(|w| w.is_finite()));
            // Beyond all measure there need be no sum either, but never a number that is none.
            if is_measured {
                prop_assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-6);
            }
        }
    }
}

fn odd() -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => -0.2..0.2_f64,
        2 => Just(0.0),
        1 => Just(-1.0),
        1 => Just(1e-300),
        1 => Just(1e150),
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
    ]
}

#[test]
fn equal_assets_weigh_the_same() {
    let mut returns = market("twins", 3, 200);
    returns.push(returns[0].clone());
    let problem = problem(&returns);
    let weights = minimum_variance(&problem).unwrap();
    assert!((weights[0] - weights[3]).abs() < 1e-6);
    let parity = risk_parity(&problem.covariance).unwrap();
    assert!((parity[0] - parity[3]).abs() < 1e-12);
}

#[test]
fn fewer_days_than_assets_still_give_a_portfolio() {
    let returns = market("short", 30, 12);
    let problem = problem(&returns);
    for weights in optima(&problem, &returns) {
        assert_allowed(&problem, &weights.unwrap());
    }
    assert_eq!(frontier(&problem, 20).unwrap().len(), 20);
}

#[test]
fn a_limit_that_cannot_hold_is_named() {
    let plain = limited(&market("limits", 5, 60));
    let said = |problem: &Problem| minimum_variance(problem).unwrap_err().to_string();
    let narrow = vec![
        Bounds {
            lower: 0.0,
            upper: 0.16
        };
        5
    ];
    let capped = Problem {
        bounds: narrow,
        ..plain.clone()
    };
    assert_eq!(said(&capped), "the upper bounds add up to 0.8, below 1");
    let mut heavy = plain.clone();
    heavy.groups[0].least = 0.9;
    heavy.groups[0].most = 1.0;
    let expected = "group half: at least 0.9 wanted but its members' upper bounds add up to 0.8";
    assert_eq!(said(&heavy), expected);
    let mut torn = plain.clone();
    torn.groups.push(Group {
        name: "rest".to_owned(),
        members: vec![2, 3, 4],
        least: 0.0,
        most: 0.3,
    });
    let expected = "these limits cannot hold together: the weights add up to 1; \
        group half at most 0.6; group rest at most 0.3";
    assert_eq!(said(&torn), expected);
    let target = efficient_return(&plain, 9.0).unwrap_err();
    assert_eq!(target.code(), "target_return_out_of_reach");
    let still = efficient_risk(&plain, 1e-4).unwrap_err();
    assert_eq!(still.code(), "target_volatility_out_of_reach");
    let dear = Problem {
        risk_free: 9.0,
        ..plain
    };
    assert_eq!(
        maximum_sharpe(&dear).unwrap_err().code(),
        "no_excess_return"
    );
}
