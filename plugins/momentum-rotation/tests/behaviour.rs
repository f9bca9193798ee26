//! What the strategy decides, and that it keeps the promises of every strategy.
#![allow(
    clippy::unwrap_used,
    reason = "a test may say that something cannot fail"
)]

use momentum_rotation_plugin::MomentumRotation;
use proptest::prelude::*;
use sandbourse_plugin::testing::{Trial, frame};

fn trial(closes: &[&[f64]]) -> Trial<MomentumRotation> {
    let frames = closes.iter().map(|closes| frame(closes)).collect();
    Trial::over(frames).with("lookback", 2.0).with("size", 1.0)
}

const UP: [f64; 6] = [10.0, 11.0, 12.0, 13.0, 14.0, 15.0];
const DOWN: [f64; 6] = [10.0, 9.0, 8.0, 7.0, 6.0, 5.0];
const LATE: [f64; 6] = [10.0, 10.0, 10.0, 10.0, 20.0, 40.0];

#[test]
fn it_holds_what_rose_most_and_leaves_the_rest() {
    let trial = trial(&[&UP, &DOWN, &LATE])
        .with("top", 1.0)
        .with("every", 2.0);
    let outcome = trial.run().unwrap();
    assert_eq!(outcome.targets(0), [(2, 1.0), (4, 0.0)]);
    assert_eq!(outcome.targets(1), [(2, 0.0), (4, 0.0)]);
    assert_eq!(outcome.targets(2), [(2, 0.0), (4, 1.0)]);
}

#[test]
fn the_best_share_the_equity_equally() {
    let trial = trial(&[&UP, &DOWN, &LATE])
        .with("every", 4.0)
        .with("positive_only", 0.0);
    let outcome = trial.run().unwrap();
    let targets = [0, 1, 2].map(|symbol| outcome.targets(symbol)[0]);
    assert_eq!(targets, [(2, 0.5), (2, 0.0), (2, 0.5)]);
}

#[test]
fn what_fell_is_not_held_however_high_it_ranks() {
    let outcome = trial(&[&DOWN, &DOWN]).with("every", 9.0).run().unwrap();
    assert_eq!(outcome.targets(0), [(2, 0.0)]);
}

#[test]
fn a_symbol_that_comes_later_is_left_alone_until_it_has_a_past() {
    let mut young = UP;
    young[..3].fill(f64::NAN);
    let outcome = trial(&[&DOWN, &young]).with("every", 1.0).run().unwrap();
    assert_eq!(outcome.targets(0).len(), 4);
    assert_eq!(outcome.targets(1), [(5, 0.5)]);
}

#[test]
fn more_to_hold_than_there_is_is_refused_by_name() {
    let failure = trial(&[&UP, &DOWN]).with("top", 3.0).run().unwrap_err();
    assert_eq!(failure.field.as_deref(), Some("top"));
    assert!(failure.detail.contains("only 2 symbols"));
}

proptest! {
    #[test]
    fn it_keeps_the_promises_and_never_orders_more_than_the_equity(
        bars in proptest::collection::vec(
            prop_oneof![1 => Just((f64::NAN, 90.0, 100.0)),
                9 => (80.0..120.0, 80.0..120.0, 80.0..120.0)], 0..100),
        sizes in proptest::collection::vec(1_usize..30, 1..4),
        every in 1_u32..7,
    ) {
        let row = |pick: fn(&(f64, f64, f64)) -> f64| bars.iter().map(pick).collect::<Vec<_>>();
        let rows = [row(|bar| bar.0), row(|bar| bar.1), row(|bar| bar.2)];
        let trial = trial(&[&rows[0], &rows[1], &rows[2]]).with("every", f64::from(every));
        trial.assert_lawful(&sizes);
        let outcome = trial.run().unwrap();
        for at in 0..bars.len() {
            let targets = [0, 1, 2].map(|symbol| outcome.all(symbol)[at].target);
            let ordered: f64 = targets.into_iter().filter(|target| !target.is_nan()).sum();
            prop_assert!(ordered <= 1.0 + 1e-12);
        }
    }
}
