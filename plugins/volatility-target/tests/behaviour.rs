//! What the strategy decides, and that it keeps the promises of every strategy.
#![allow(
    clippy::unwrap_used,
    reason = "a test may say that something cannot fail"
)]

use proptest::prelude::*;
use sandbourse_plugin::Session;
use sandbourse_plugin::testing::Trial;
use volatility_target_plugin::VolatilityTarget;

/// Closes whose log returns are `size` up and down in turn.
fn zigzag(size: f64, bars: usize) -> Vec<f64> {
    (0..bars)
        .map(|at| 100.0 * (size * (at % 2) as f64).exp())
        .collect()
}

fn trial(closes: &[f64]) -> Trial<VolatilityTarget> {
    Trial::over_closes(closes)
        .with("window", 4.0)
        .with("bars_a_year", 100.0)
}

/// A return of 3 % a bar is a volatility of 30 % over 100 bars: half of it is 15 %.
#[test]
fn it_holds_the_target_divided_by_the_volatility() {
    for exponential in [0.0, 1.0] {
        let trial = trial(&zigzag(0.03, 9)).with("exponential", exponential);
        let targets = trial.run().unwrap().targets(0);
        let [(4, share)] = targets[..] else {
            panic!("{targets:?}");
        };
        assert!((share - 0.5).abs() < 1e-9);
    }
}

#[test]
fn it_never_holds_more_than_the_leverage_allows() {
    let trial = trial(&zigzag(0.001, 9)).with("max_leverage", 2.0);
    assert_eq!(trial.run().unwrap().targets(0), [(4, 2.0)]);
}

#[test]
fn a_change_within_the_band_is_no_order() {
    let mut closes = zigzag(0.03, 9);
    closes.extend(zigzag(0.06, 9));
    let orders = |band: f64| {
        trial(&closes)
            .with("band", band)
            .run()
            .unwrap()
            .targets(0)
            .len()
    };
    assert!(orders(0.0) > orders(0.1));
    assert!(orders(0.1) > 1);
    assert_eq!(orders(1.0), 1);
}

#[test]
fn a_price_that_stands_still_leads_to_no_order() {
    assert_eq!(trial(&[5.0; 20]).run().unwrap().targets(0), []);
}

#[test]
fn a_missing_bar_is_skipped() {
    let mut closes = zigzag(0.03, 9);
    closes.insert(3, f64::NAN);
    let targets = trial(&closes).run().unwrap().targets(0);
    assert_eq!(targets.first().map(|(at, _)| *at), Some(5));
}

#[test]
fn the_warm_up_is_a_return_for_each_bar_of_the_window() {
    assert_eq!(Session::<VolatilityTarget>::describe().warm_up, 32);
}

#[test]
fn no_leverage_at_all_is_refused() {
    let failure = trial(&[]).with("max_leverage", 0.0).run().unwrap_err();
    assert_eq!(failure.code, "setting_out_of_range");
}

proptest! {
    #[test]
    fn it_keeps_the_promises_of_every_strategy(
        closes in proptest::collection::vec(
            prop_oneof![1 => Just(f64::NAN), 1 => Just(0.0), 30 => 80.0..120.0], 0..200),
        sizes in proptest::collection::vec(1_usize..60, 1..5),
        exponential in 0_u32..2,
    ) {
        trial(&closes).with("exponential", f64::from(exponential)).assert_lawful(&sizes);
    }
}
