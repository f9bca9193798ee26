//! What the strategy decides, and that it keeps the promises of every strategy.
#![allow(
    clippy::unwrap_used,
    reason = "a test may say that something cannot fail"
)]

use proptest::prelude::*;
use sandbourse_plugin::Session;
use sandbourse_plugin::testing::Trial;
use sma_cross_plugin::SmaCross;

/// Falls, rises over the average of three, and falls below it.
const TURNS: [f64; 9] = [5.0, 4.0, 3.0, 4.0, 6.0, 7.0, 5.0, 3.0, 2.0];

fn trial(closes: &[f64]) -> Trial<SmaCross> {
    Trial::over_closes(closes)
        .with("fast", 1.0)
        .with("slow", 3.0)
}

#[test]
fn it_goes_long_when_the_fast_average_crosses_above_and_short_when_it_crosses_below() {
    let outcome = trial(&TURNS).run().unwrap();
    assert_eq!(outcome.targets(0), [(3, 1.0), (6, -1.0)]);
    assert_eq!(outcome.all(0)[3].tag, 1);
    assert_eq!(outcome.all(0)[6].tag, 2);
}

#[test]
fn long_only_leaves_instead_of_going_short() {
    let outcome = trial(&TURNS).with("long_only", 1.0).run().unwrap();
    assert_eq!(outcome.targets(0), [(3, 1.0), (6, 0.0)]);
}

#[test]
fn brackets_lie_on_the_side_of_the_entry_at_fractions_of_the_close() {
    let trial = trial(&TURNS)
        .with("stop_loss", 0.25)
        .with("take_profit", 0.5);
    let outcome = trial.with("size", 0.3).run().unwrap();
    let [(_, long), (_, short)] = outcome.decided(0)[..] else {
        panic!("{outcome}");
    };
    assert_eq!(
        (long.target, long.stop_loss, long.take_profit),
        (0.3, 3.0, 6.0)
    );
    assert_eq!(
        (short.target, short.stop_loss, short.take_profit),
        (-0.3, 6.25, 2.5)
    );
}

#[test]
fn averages_that_differ_by_rounding_have_not_crossed() {
    let tenth = 0.1 + 0.2;
    let closes = [0.3, 0.3, 0.3, tenth, 0.3, tenth, tenth, 0.3];
    assert_eq!(trial(&closes).run().unwrap().targets(0), []);
}

#[test]
fn a_missing_bar_makes_it_start_over() {
    let gap = [5.0, 4.0, 3.0, f64::NAN, 6.0, 7.0, 8.0, 3.0, 2.0];
    assert_eq!(trial(&gap).run().unwrap().targets(0), [(7, -1.0)]);
}

#[test]
fn a_fast_average_that_is_not_faster_is_refused_by_name() {
    let failure = trial(&TURNS).with("fast", 3.0).run();
    assert_eq!(failure.unwrap_err().code, "repeated_setting");
    let trial = Trial::<SmaCross>::over_closes(&TURNS).with("fast", 20.0);
    let failure = trial.run().unwrap_err();
    assert_eq!(failure.field.as_deref(), Some("fast"));
    assert!(failure.detail.contains("below slow, which is 20"));
}

#[test]
fn the_warm_up_is_that_of_the_slow_average_and_one_bar_to_cross_from() {
    assert_eq!(Session::<SmaCross>::describe().warm_up, 20);
}

proptest! {
    #[test]
    fn it_keeps_the_promises_of_every_strategy(
        closes in proptest::collection::vec(
            prop_oneof![1 => Just(f64::NAN), 40 => 90.0..110.0, 1 => Just(1e200)], 0..400),
        sizes in proptest::collection::vec(1_usize..200, 1..6),
        fast in 1_u32..6,
        more in 1_u32..10,
    ) {
        Trial::<SmaCross>::over_closes(&closes)
            .with("fast", f64::from(fast))
            .with("slow", f64::from(fast + more))
            .with("stop_loss", 0.05)
            .assert_lawful(&sizes);
    }
}
