//! Laws of resamples and of the paths made of them.

use super::sample::{cases, column};
use proptest::prelude::*;
use sandbourse_kernels::drawdown;
use sandbourse_kernels::measure::Undefined;
use sandbourse_kernels::ratios::sharpe;
use sandbourse_kernels::resample::blocks::{Blocks, Scheme};
use sandbourse_kernels::resample::paths::{Convention, MOST_PATHS, Paths, Plan};
use sandbourse_kernels::resample::summary::summarise;

const DAILY: Convention = Convention {
    rate: 0.0,
    periods: 252.0,
};

fn schemes() -> impl Strategy<Value = Scheme> {
    prop_oneof![
        Just(Scheme::Shuffle),
        Just(Scheme::Replacement),
        (1..20_usize).prop_map(|length| Scheme::Circular { length }),
        (1.0..20.0_f64).prop_map(|mean_length| Scheme::Stationary { mean_length }),
    ]
}

fn returns() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-0.2..0.25_f64, 20..120)
}

fn drawn(observations: usize, scheme: Scheme, seed: u64) -> Vec<u32> {
    let mut indices = Vec::new();
    let blocks = Blocks::new(observations, scheme, seed).unwrap();
    blocks.draw(seed % 9, &mut indices);
    indices
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn a_resample_is_as_long_as_the_sample_and_of_it(n in 20..300_usize, scheme in schemes(), seed in any::<u64>()) {
        let mut indices = drawn(n, scheme, seed);
        prop_assert_eq!(indices.len(), n);
        prop_assert!(indices.iter().all(|index| (*index as usize) < n));
        if scheme == Scheme::Shuffle {
            indices.sort_unstable();
            prop_assert!(indices.iter().enumerate().all(|(at, index)| at == *index as usize));
        }
    }

    #[test]
    fn circular_blocks_run_on_inside(n in 20..300_usize, length in 1..20_usize, seed in any::<u64>()) {
        let indices = drawn(n, Scheme::Circular { length }, seed);
        for (at, pair) in indices.windows(2).enumerate() {
            if (at + 1) % length != 0 {
                prop_assert_eq!(pair[1] as usize, (pair[0] as usize + 1) % n);
            }
        }
    }

    #[test]
    fn a_shuffle_keeps_the_final_value(returns in returns(), seed in any::<u64>()) {
        let plan = Plan::new(&returns, Scheme::Shuffle, seed, DAILY).unwrap();
        let growth: f64 = returns.iter().map(|r| 1.0 + r).product();
        for end in plan.paths(0..5).unwrap().finals {
            prop_assert!((end - growth).abs() < 1e-12 * growth);
        }
    }

    #[test]
    fn figures_of_a_path_are_those_of_its_returns(returns in returns(), scheme in schemes(), seed in 0..8_u64) {
        let indices = drawn(returns.len(), scheme, seed);
        let path: Vec<f64> = indices.iter().map(|index| returns[*index as usize]).collect();
        let plan = Plan::new(&returns, scheme, seed, DAILY).unwrap();
        let found = plan.paths(seed % 9..seed % 9 + 1).unwrap();
        let falls = drawdown::of_returns(&path);
        let end = drawdown::curve(&path)[path.len() - 1];
        prop_assert!((found.finals[0] - end).abs() < 1e-12 * end);
        prop_assert!((found.drawdowns[0] - drawdown::deepest(&falls).unwrap()).abs() < 1e-12);
        prop_assert_eq!(found.sharpes.first().copied(), sharpe(&path, 0.0, 252.0).ok());
        let longest = drawdown::episodes(&falls).iter().map(|e| e.end - e.start + 1).max();
        prop_assert_eq!(found.falls[0] as usize, longest.unwrap_or(0));
    }

    #[test]
    fn the_fan_begins_at_one_and_ends_at_the_final_values(returns in returns(), scheme in schemes()) {
        let plan = Plan::new(&returns, scheme, 3, DAILY).unwrap();
        let moments = plan.moments();
        let paths = plan.paths(0..7).unwrap();
        prop_assert_eq!((moments[0], moments[moments.len() - 1]), (0, returns.len()));
        prop_assert!(moments.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert_eq!(&paths.fan[0], &vec![1.0; 7]);
        prop_assert_eq!(paths.fan.last(), Some(&paths.finals));
    }

    #[test]
    fn shared_work_gives_the_same_bits(returns in returns(), scheme in schemes(), cut in 0..30_u64) {
        let plan = Plan::new(&returns, scheme, 11, DAILY).unwrap();
        let whole = plan.paths(0..30).unwrap();
        let mut parts = plan.paths(0..cut).unwrap();
        parts.join(plan.paths(cut..30).unwrap()).unwrap();
        prop_assert_eq!(bits(&parts.finals), bits(&whole.finals));
        prop_assert_eq!(&parts, &whole);
        let mut turned = plan.paths(cut..30).unwrap();
        turned.join(plan.paths(0..cut).unwrap()).unwrap();
        prop_assert_eq!(summarise(&turned, &[0.1]), summarise(&whole, &[0.1]));
    }

    #[test]
    fn no_returns_do_harm(returns in prop::collection::vec(any::<f64>(), 0..40), scheme in schemes()) {
        let Ok(plan) = Plan::new(&returns, scheme, 1, DAILY) else {
            return Ok(());
        };
        let summary = summarise(&plan.paths(0..20).unwrap(), &[0.5]).unwrap();
        let figures = summary.fan.iter().chain([&summary.finals, &summary.drawdowns]);
        prop_assert!(figures.flatten().all(|figure| figure.is_finite()));
        prop_assert!(summary.drawdowns.iter().all(|depth| (-1.0..=0.0).contains(depth)));
    }
}

/// Geometric blocks: of 200,000 steps one in 8 begins anew, give or take 0.0007.
#[test]
fn stationary_blocks_have_their_mean_length() {
    let n = 200_000;
    let indices = drawn(n, Scheme::Stationary { mean_length: 8.0 }, 5);
    let goes_on = |pair: &&[u32]| pair[1] as usize == (pair[0] as usize + 1) % n;
    let begun = n - indices.windows(2).filter(goes_on).count();
    assert!((begun as f64 / n as f64 - 0.125).abs() < 0.003);
}

#[test]
fn with_replacement_some_observations_come_twice() {
    let mut indices = drawn(100, Scheme::Replacement, 1);
    indices.sort_unstable();
    indices.dedup();
    // About 63 of 100 are expected, give or take 3.
    assert!((50..76).contains(&indices.len()));
}

#[test]
fn a_path_that_is_back_at_its_peak_falls_no_more() {
    let of = |returns: &[f64]| {
        let scheme = Scheme::Circular {
            length: returns.len(),
        };
        let plan = Plan::new(returns, scheme, 1, DAILY).unwrap();
        plan.paths(0..40).unwrap()
    };
    assert_eq!(of(&[0.0; 5]).falls, [0.0; 40]);
    // Wherever the circle is entered, one period is spent below the peak.
    assert_eq!(of(&[-0.5, 1.0, 0.0]).falls, [1.0; 40]);
}

/// Every observation is drawn as often as any other: 2,000 times, give or take 45.
#[test]
fn every_observation_is_as_likely() {
    for scheme in [
        Scheme::Replacement,
        Scheme::Circular { length: 4 },
        Scheme::Stationary { mean_length: 4.0 },
    ] {
        let blocks = Blocks::new(10, scheme, 1).unwrap();
        let (mut counts, mut indices) = ([0_u32; 10], Vec::new());
        for number in 0..2_000 {
            blocks.draw(number, &mut indices);
            indices
                .iter()
                .for_each(|index| counts[*index as usize] += 1);
        }
        assert!(
            counts.iter().all(|count| (1_750..2_250).contains(count)),
            "{counts:?}"
        );
    }
}

#[test]
fn shares_and_quantiles_are_those_of_the_paths() {
    let paths = Paths {
        finals: vec![0.5, 1.5, 1.0, 2.0, 0.9],
        drawdowns: vec![-0.6, -0.1, -0.2, 0.0, -0.3],
        falls: vec![9.0, 3.0, 4.0, 0.0, 5.0],
        sharpes: vec![],
        fan: vec![vec![1.0; 5]],
    };
    let found = summarise(&paths, &[0.2, -0.25]).unwrap();
    assert_eq!((found.loss, found.deeper), (0.4, vec![0.4, 0.4]));
    assert_eq!(found.finals[1..4], [0.9, 1.0, 1.5]);
    assert_eq!(found.drawdowns[2], -0.2);
    assert_eq!(found.sharpes, Err(Undefined::InsufficientData));
    assert_eq!(
        summarise(&Paths::default(), &[]),
        Err(Undefined::InsufficientData)
    );
}

#[test]
fn what_cannot_be_resampled_is_refused() {
    let returns = column(1, 50);
    let plan = |scheme| Plan::new(&returns, scheme, 1, DAILY).err();
    for scheme in [
        Scheme::Circular { length: 0 },
        Scheme::Circular { length: 51 },
        Scheme::Stationary { mean_length: 0.9 },
        Scheme::Stationary {
            mean_length: f64::NAN,
        },
    ] {
        assert_eq!(plan(scheme), Some(Undefined::OutsideDomain));
    }
    let plan = Plan::new(&returns, Scheme::Shuffle, 1, DAILY).unwrap();
    assert!(plan.paths(MOST_PATHS - 1..MOST_PATHS).is_ok());
    assert!(plan.paths(0..MOST_PATHS + 1).is_err());
}
