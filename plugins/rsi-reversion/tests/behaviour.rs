//! What the strategy decides, beside the peer and by its own promises.
#![allow(
    clippy::unwrap_used,
    reason = "a test may say that something cannot fail"
)]

use golden_backtests::Golden;
use proptest::prelude::*;
use rsi_reversion_plugin::RsiReversion;
use sandbourse_plugin::Session;
use sandbourse_plugin::testing::Trial;

/// Rises, falls hard, and recovers; the index over two bars goes through both levels.
const SWING: [f64; 9] = [10.0, 11.0, 12.0, 11.9, 8.0, 7.0, 8.0, 11.0, 13.0];

fn trial(closes: &[f64]) -> Trial<RsiReversion> {
    Trial::over_closes(closes).with("window", 2.0)
}

#[test]
fn it_buys_through_the_low_level_and_leaves_through_the_high_one() {
    let outcome = trial(&SWING).run().unwrap();
    assert_eq!(outcome.targets(0), [(4, 1.0), (7, 0.0)]);
    let bought = outcome.all(0)[4];
    assert!((bought.stop_loss - 8.0 * 0.95).abs() < 1e-12);
    assert!((bought.take_profit - 8.0 * 1.1).abs() < 1e-12);
}

#[test]
fn leaving_has_no_bracket() {
    let left = trial(&SWING).run().unwrap().all(0)[7];
    assert!(left.stop_loss.is_nan() && left.take_profit.is_nan());
}

#[test]
fn a_low_level_that_is_not_lower_is_refused_by_name() {
    let failure = trial(&SWING).with("low", 80.0).run().unwrap_err();
    assert_eq!(
        (failure.code.as_str(), failure.field.as_deref()),
        ("invalid_setting", Some("low"))
    );
}

#[test]
fn the_warm_up_is_that_of_the_index_and_one_bar_to_cross_from() {
    assert_eq!(Session::<RsiReversion>::describe().warm_up, 15);
}

/// Where the peer is flat, it enters on the same bars with the same brackets.
#[test]
fn it_enters_where_the_peer_enters() {
    let Some(golden) = Golden::read("GOOG_Rsi_14") else {
        return;
    };
    let outcome = Trial::<RsiReversion>::over(vec![golden.frame.clone()])
        .run()
        .unwrap();
    let entries: Vec<_> = outcome
        .decided(0)
        .into_iter()
        .filter(|(at, decision)| decision.target > 0.0 && golden.is_flat_after(*at))
        .collect();
    assert_eq!(entries.len(), golden.trades.len());
    for ((at, decision), trade) in entries.iter().zip(&golden.trades) {
        assert_eq!(at + 1, trade.entry_bar);
        assert!((decision.stop_loss / trade.stop_loss.unwrap() - 1.0).abs() < 1e-9);
        assert!((decision.take_profit / trade.take_profit.unwrap() - 1.0).abs() < 1e-9);
    }
}

proptest! {
    #[test]
    fn it_keeps_the_promises_of_every_strategy(
        closes in proptest::collection::vec(
            prop_oneof![1 => Just(f64::NAN), 30 => 80.0..120.0], 0..300),
        sizes in proptest::collection::vec(1_usize..90, 1..6),
    ) {
        trial(&closes).assert_lawful(&sizes);
    }
}
