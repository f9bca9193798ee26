//! What the strategy decides, and that it keeps the promises of every strategy.
#![allow(
    clippy::unwrap_used,
    reason = "a test may say that something cannot fail"
)]

use buy_and_hold_plugin::BuyAndHold;
use proptest::prelude::*;
use sandbourse_plugin::testing::{Trial, frame};

#[test]
fn it_buys_once() {
    let outcome = Trial::<BuyAndHold>::over_closes(&[1.0, 2.0, 3.0])
        .run()
        .unwrap();
    assert_eq!(outcome.targets(0), [(0, 0.99)]);
}

#[test]
fn each_symbol_has_an_equal_share_from_its_first_bar_on() {
    let frames = vec![frame(&[1.0, 2.0, 3.0]), frame(&[f64::NAN, f64::NAN, 5.0])];
    let outcome = Trial::<BuyAndHold>::over(frames)
        .with("size", 0.5)
        .run()
        .unwrap();
    assert_eq!(outcome.targets(0), [(0, 0.25)]);
    assert_eq!(outcome.targets(1), [(2, 0.25)]);
}

#[test]
fn no_symbol_at_all_is_refused() {
    let failure = Trial::<BuyAndHold>::over(Vec::new()).run().unwrap_err();
    assert_eq!(failure.code, "symbol_count");
}

proptest! {
    #[test]
    fn it_keeps_the_promises_of_every_strategy(
        bars in proptest::collection::vec(
            prop_oneof![1 => Just((f64::NAN, 1.0)), 2 => (80.0..120.0, 80.0..120.0)], 0..60),
        sizes in proptest::collection::vec(1_usize..20, 1..4),
    ) {
        let (one, other): (Vec<f64>, Vec<f64>) = bars.into_iter().unzip();
        Trial::<BuyAndHold>::over(vec![frame(&one), frame(&other)]).assert_lawful(&sizes);
    }
}
