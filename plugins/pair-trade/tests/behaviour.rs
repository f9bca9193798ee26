//! What the strategy decides, and that it keeps the promises of every strategy.
#![allow(
    clippy::unwrap_used,
    reason = "a test may say that something cannot fail"
)]

use pair_trade_plugin::PairTrade;
use proptest::prelude::*;
use sandbourse_plugin::testing::{Trial, frame};

/// Prices of the first symbol beside a second one that stands at 100.
fn trial(first: &[f64]) -> Trial<PairTrade> {
    let second: Vec<f64> = first.iter().map(|_| 100.0).collect();
    Trial::over(vec![frame(first), frame(&second)]).with("window", 6.0)
}

/// Calm, dear, and back.
const DEAR: [f64; 9] = [
    100.0, 101.0, 100.0, 101.0, 100.0, 101.0, 120.0, 109.0, 100.0,
];

#[test]
fn it_sells_the_dearer_and_buys_the_cheaper_until_they_are_back() {
    let outcome = trial(&DEAR).run().unwrap();
    assert_eq!(outcome.targets(0), [(6, -0.5), (8, 0.0)]);
    assert_eq!(outcome.targets(1), [(6, 0.5), (8, 0.0)]);
    assert_eq!((outcome.all(0)[6].tag, outcome.all(1)[8].tag), (1, 2));
}

#[test]
fn cheap_is_bought() {
    let cheap = DEAR.map(|price| 10_000.0 / price);
    let outcome = trial(&cheap).run().unwrap();
    assert_eq!(outcome.targets(0), [(6, 0.5), (8, 0.0)]);
}

#[test]
fn beyond_the_stop_it_leaves_and_waits_until_the_prices_are_back() {
    let runaway = [
        100.0, 101.0, 100.0, 101.0, 100.0, 101.0, 102.0, 130.0, 190.0, 300.0,
    ];
    let trial = trial(&runaway).with("entry", 1.5).with("stop", 2.1);
    let outcome = trial.run().unwrap();
    let targets = outcome.targets(0);
    assert_eq!(targets, [(6, -0.5), (7, 0.0)], "{outcome}");
    assert_eq!(outcome.all(0)[7].tag, 3);
}

#[test]
fn a_bar_that_one_symbol_lacks_is_skipped() {
    let mut gap = DEAR.to_vec();
    gap.insert(3, f64::NAN);
    let outcome = trial(&gap).run().unwrap();
    assert_eq!(outcome.targets(0), [(7, -0.5), (9, 0.0)]);
}

#[test]
fn distances_in_the_wrong_order_are_refused_by_name() {
    let refused = |name: &str, value: f64| trial(&DEAR).with(name, value).run().unwrap_err().field;
    assert_eq!(refused("exit", 2.0).as_deref(), Some("exit"));
    assert_eq!(refused("stop", 1.0).as_deref(), Some("stop"));
    let one = Trial::<PairTrade>::over_closes(&DEAR).run().unwrap_err();
    assert_eq!(one.code, "symbol_count");
}

proptest! {
    #[test]
    fn it_keeps_the_promises_and_its_legs_cancel(
        bars in proptest::collection::vec(
            prop_oneof![1 => Just((f64::NAN, 90.0)), 1 => Just((0.0, 90.0)),
                30 => (80.0..120.0, 80.0..120.0)], 0..200),
        sizes in proptest::collection::vec(1_usize..60, 1..4),
    ) {
        let (one, other): (Vec<f64>, Vec<f64>) = bars.into_iter().unzip();
        let trial = Trial::<PairTrade>::over(vec![frame(&one), frame(&other)])
            .with("window", 8.0)
            .with("entry", 1.2);
        trial.assert_lawful(&sizes);
        let outcome = trial.run().unwrap();
        for (first, second) in outcome.all(0).iter().zip(outcome.all(1)) {
            prop_assert!(first.target.is_nan() && second.target.is_nan()
                || first.target == -second.target);
        }
    }
}
