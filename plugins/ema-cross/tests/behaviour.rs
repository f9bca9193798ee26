//! What the strategy decides, and that it keeps the promises of every strategy.
#![allow(
    clippy::unwrap_used,
    reason = "a test may say that something cannot fail"
)]

use ema_cross_plugin::EmaCross;
use proptest::prelude::*;
use sandbourse_plugin::Session;
use sandbourse_plugin::testing::Trial;

/// Falls, rises over the average of three, and falls below it.
const TURNS: [f64; 9] = [5.0, 4.0, 3.0, 4.0, 6.0, 7.0, 5.0, 3.0, 2.0];

fn trial(closes: &[f64]) -> Trial<EmaCross> {
    Trial::over_closes(closes)
        .with("fast", 1.0)
        .with("slow", 3.0)
}

/// The slow average by hand: 4, 4 (a tie), 5, 6, 5.5, 4.25, 3.125.
#[test]
fn it_turns_where_the_averages_cross_and_not_where_they_touch() {
    let outcome = trial(&TURNS).run().unwrap();
    assert_eq!(outcome.targets(0), [(4, 1.0), (6, -1.0)]);
}

#[test]
fn long_only_leaves_instead_of_going_short() {
    let outcome = trial(&TURNS).with("long_only", 1.0).run().unwrap();
    assert_eq!(outcome.targets(0), [(4, 1.0), (6, 0.0)]);
}

#[test]
fn brackets_follow_the_side_of_the_entry() {
    let trial = trial(&TURNS)
        .with("stop_loss", 0.5)
        .with("take_profit", 0.25);
    let outcome = trial.run().unwrap();
    let short = outcome.all(0)[6];
    assert_eq!((short.stop_loss, short.take_profit), (7.5, 3.75));
}

#[test]
fn a_fast_average_that_is_not_faster_is_refused_by_name() {
    let trial = Trial::<EmaCross>::over_closes(&TURNS).with("slow", 12.0);
    assert_eq!(trial.run().unwrap_err().field.as_deref(), Some("fast"));
}

#[test]
fn the_warm_up_is_that_of_the_slow_average_and_one_bar_to_cross_from() {
    assert_eq!(Session::<EmaCross>::describe().warm_up, 26);
}

proptest! {
    #[test]
    fn it_keeps_the_promises_of_every_strategy(
        closes in proptest::collection::vec(
            prop_oneof![1 => Just(f64::NAN), 30 => 80.0..120.0], 0..300),
        sizes in proptest::collection::vec(1_usize..90, 1..6),
        more in 1_u32..9,
    ) {
        Trial::<EmaCross>::over_closes(&closes)
            .with("fast", 3.0)
            .with("slow", f64::from(3 + more))
            .assert_lawful(&sizes);
    }
}
