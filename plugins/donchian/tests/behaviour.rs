//! What the strategy decides, beside the peer and by its own promises.
#![allow(
    clippy::unwrap_used,
    reason = "a test may say that something cannot fail"
)]

use donchian_plugin::DonchianBreakout;
use golden_backtests::{Golden, Trade};
use proptest::prelude::*;
use sandbourse_plugin::testing::{Trial, frame};
use sandbourse_plugin::{Decision, Session};

#[test]
fn it_orders_a_buy_stop_at_the_highest_high_with_a_stop_below() {
    let trial = Trial::<DonchianBreakout>::over_closes(&[10.0, 12.0, 11.0, 11.0])
        .with("channel", 3.0)
        .with("range", 1.0)
        .with("multiple", 2.0);
    let outcome = trial.run().unwrap();
    assert_eq!(outcome.targets(0), [(2, 1.0), (3, 1.0)]);
    let decision = outcome.all(0)[2];
    let range = 12.0 * 1.01 - 11.0 * 0.99;
    assert!((decision.stop - 12.12).abs() < 1e-12);
    assert!((decision.stop_loss - (12.12 - 2.0 * range)).abs() < 1e-12);
    assert!((decision.trail - (11.0 - 2.0 * range)).abs() < 1e-12);
}

#[test]
fn a_close_at_the_highest_high_withdraws_the_order() {
    let mut bars = frame(&[10.0, 11.0, 12.0, 13.0]);
    bars.high = bars.close.clone();
    let trial = Trial::<DonchianBreakout>::over(vec![bars]);
    let outcome = trial.with("channel", 2.0).with("range", 1.0).run().unwrap();
    assert_eq!(outcome.all(0)[3].stop, f64::INFINITY);
    assert!(outcome.all(0)[3].trail.is_finite());
}

#[test]
fn the_warm_up_is_the_longer_of_the_two() {
    assert_eq!(Session::<DonchianBreakout>::describe().warm_up, 19);
    let long = [("range", 40.0)];
    let settings = long.map(|(name, value)| sandbourse_plugin::Setting {
        name: name.into(),
        value,
    });
    let session = Session::<DonchianBreakout>::start(&["A".into()], &settings).unwrap();
    assert_eq!(session.warm_up(), 40);
}

/// A flat bar's buy stop fills on the next bar exactly when its high reaches the stop, at the
/// stop or a higher open; and the stop-loss at the end is the closest that was asked for.
#[test]
fn it_enters_and_trails_where_the_peer_does() {
    let Some(golden) = Golden::read("SPX_Donchian_20") else {
        return;
    };
    let outcome = Trial::<DonchianBreakout>::over(vec![golden.frame.clone()])
        .run()
        .unwrap();
    let decisions = outcome.all(0);
    let filled: Vec<usize> = (1..decisions.len())
        .filter(|at| {
            golden.is_flat_after(at - 1) && golden.frame.high[*at] >= decisions[at - 1].stop
        })
        .collect();
    let entries: Vec<usize> = golden.trades.iter().map(|trade| trade.entry_bar).collect();
    assert_eq!(filled, entries);
    for trade in &golden.trades {
        same_trade(decisions, trade, &golden.frame.open);
    }
}

fn same_trade(decisions: &[Decision], trade: &Trade, open: &[f64]) {
    let entry = decisions[trade.entry_bar - 1];
    assert_eq!(entry.stop.max(open[trade.entry_bar]), trade.entry_price);
    let trails = decisions[trade.entry_bar..trade.exit_bar]
        .iter()
        .map(|it| it.trail);
    let stop_loss = trails.fold(entry.stop_loss, f64::max);
    assert!(
        (stop_loss / trade.stop_loss.unwrap() - 1.0).abs() < 1e-9,
        "{trade:?}"
    );
}

proptest! {
    #[test]
    fn it_keeps_the_promises_of_every_strategy(
        closes in proptest::collection::vec(
            prop_oneof![1 => Just(f64::NAN), 30 => 80.0..120.0], 0..200),
        sizes in proptest::collection::vec(1_usize..90, 1..6),
        channel in 1_u32..9,
        range in 1_u32..9,
    ) {
        Trial::<DonchianBreakout>::over_closes(&closes)
            .with("channel", f64::from(channel))
            .with("range", f64::from(range))
            .assert_lawful(&sizes);
    }

    #[test]
    fn a_trail_lies_below_the_close_and_a_stop_above_it(
        closes in proptest::collection::vec(80.0..120.0, 30..100),
    ) {
        let outcome = Trial::<DonchianBreakout>::over_closes(&closes).run().unwrap();
        for (at, decision) in outcome.decided(0) {
            prop_assert!(decision.trail < closes[at] && decision.stop > closes[at]);
        }
    }
}
