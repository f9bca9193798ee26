//! What the strategy decides, beside the peer and by its own promises.
#![allow(
    clippy::unwrap_used,
    reason = "a test may say that something cannot fail"
)]

use bollinger_plugin::BollingerReversion;
use golden_backtests::{Golden, Trade};
use proptest::prelude::*;
use sandbourse_plugin::testing::{Trial, account};
use sandbourse_plugin::{Decision, Session};

/// Stands, falls out of the bands, stands, and rises out of them.
const SPIKES: [f64; 9] = [10.0, 10.2, 10.0, 10.2, 7.0, 10.2, 10.0, 10.2, 14.0];

/// Which of these bars lead to an order when so much is held all the time.
fn decided(held: f64, settings: &[(&str, f64)]) -> Vec<(usize, f64)> {
    let trial = Trial::<BollingerReversion>::over_closes(&SPIKES)
        .with("window", 4.0)
        .with("deviations", 1.5);
    let trial = settings
        .iter()
        .fold(trial, |trial, (name, value)| trial.with(name, *value));
    trial
        .run_with_account(|_, _| account(&[held]))
        .unwrap()
        .targets(0)
}

#[test]
fn it_buys_below_the_lower_band_when_nothing_is_held() {
    assert_eq!(decided(0.0, &[]), [(4, 1.0)]);
}

#[test]
fn both_also_sells_short_above_the_upper_band() {
    assert_eq!(decided(0.0, &[("both", 1.0)]), [(4, 1.0), (8, -1.0)]);
}

#[test]
fn a_long_position_is_left_above_the_middle_and_not_added_to_below_the_band() {
    let left: Vec<usize> = decided(5.0, &[]).iter().map(|(at, _)| *at).collect();
    assert_eq!(left, [3, 5, 6, 7, 8]);
    assert!(decided(5.0, &[]).iter().all(|(_, target)| *target == 0.0));
}

#[test]
fn a_short_position_is_left_below_the_middle() {
    assert_eq!(decided(-5.0, &[("both", 1.0)]), [(4, 0.0)]);
}

#[test]
fn the_warm_up_is_that_of_the_bands() {
    assert_eq!(Session::<BollingerReversion>::describe().warm_up, 19);
}

/// With the account of the peer, it enters on the same bars with the same stop-loss.
fn same_entries(name: &str, settings: &[(&str, f64)]) {
    let Some(golden) = Golden::read(name) else {
        return;
    };
    let trial = Trial::<BollingerReversion>::over(vec![golden.frame.clone()]);
    let trial = settings
        .iter()
        .fold(trial, |trial, (name, value)| trial.with(name, *value));
    let run = trial.run_with_account(|at, _| golden.account_after(at));
    let last = golden.frame.close.len() - 1;
    let entries: Vec<(usize, Decision)> = run
        .unwrap()
        .decided(0)
        .into_iter()
        .filter(|(at, decision)| decision.target != 0.0 && *at < last)
        .collect();
    let found: Vec<(usize, f64)> = entries.iter().map(|(at, it)| (at + 1, it.target)).collect();
    let side = |trade: &Trade| (trade.entry_bar, trade.size.signum());
    assert_eq!(found, golden.trades.iter().map(side).collect::<Vec<_>>());
    for ((_, decision), trade) in entries.iter().zip(&golden.trades) {
        assert!((decision.stop_loss / trade.stop_loss.unwrap() - 1.0).abs() < 1e-9);
    }
}

#[test]
fn it_enters_where_the_peer_enters() {
    same_entries("GOOG_Bollinger_20", &[]);
}

#[test]
fn on_both_sides_it_enters_where_the_peer_enters() {
    same_entries(
        "AAPL_Bollinger_20_both",
        &[("both", 1.0), ("stop_loss", 0.08)],
    );
}

proptest! {
    #[test]
    fn it_keeps_the_promises_of_every_strategy(
        closes in proptest::collection::vec(
            prop_oneof![1 => Just(f64::NAN), 30 => 80.0..120.0], 0..200),
        window in 2_u32..20,
    ) {
        Trial::<BollingerReversion>::over_closes(&closes)
            .with("window", f64::from(window))
            .with("deviations", 1.0)
            .with("both", 1.0)
            .assert_lawful(&[3]);
    }
}
