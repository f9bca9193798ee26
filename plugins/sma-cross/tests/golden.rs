//! The decisions of backtesting.py 0.6.6 with the same rule.
#![allow(
    clippy::unwrap_used,
    reason = "a test may say that something cannot fail"
)]

use golden_backtests::{Golden, Trade};
use sandbourse_plugin::Decision;
use sandbourse_plugin::testing::Trial;
use sma_cross_plugin::SmaCross;

/// Every entry of the reference run and nothing else that enters; fills follow a bar later.
fn same_entries(name: &str, settings: &[(&str, f64)]) {
    let Some(golden) = Golden::read(name) else {
        return;
    };
    let trial = Trial::<SmaCross>::over(vec![golden.frame.clone()]);
    let trial = settings
        .iter()
        .fold(trial, |trial, (name, value)| trial.with(name, *value));
    let decided = trial.run().unwrap().decided(0);
    // The last bar decides what no bar is left to fill.
    let last = golden.frame.close.len() - 1;
    let entries = decided
        .iter()
        .filter(|(at, it)| it.target != 0.0 && *at < last);
    let mut trades = golden.trades.clone();
    trades.sort_by_key(|trade| trade.entry_bar);
    assert_eq!(entries.clone().count(), trades.len());
    for ((at, decision), trade) in entries.zip(&trades) {
        assert_eq!(at + 1, trade.entry_bar);
        same_entry(decision, trade);
    }
}

fn same_entry(decision: &Decision, trade: &Trade) {
    assert_eq!(decision.target.signum(), trade.size.signum());
    for (level, expected) in [
        (decision.stop_loss, trade.stop_loss),
        (decision.take_profit, trade.take_profit),
    ] {
        let expected = expected.unwrap_or(f64::NAN);
        let same = level.is_nan() && expected.is_nan() || (level / expected - 1.0).abs() < 1e-9;
        assert!(same, "{decision:?} {trade:?}");
    }
}

#[test]
fn a_plain_cross_enters_where_the_peer_enters() {
    same_entries(
        "GOOG_SmaCross_10_20_finalized",
        &[("fast", 10.0), ("slow", 20.0)],
    );
}

#[test]
fn a_share_of_the_buying_power_on_hourly_bars_enters_where_the_peer_enters() {
    let settings = [("fast", 20.0), ("slow", 60.0), ("size", 0.3)];
    same_entries("EURUSD_1h_SmaCross_margin", &settings);
}

#[test]
fn brackets_lie_where_the_peer_puts_them() {
    let settings = [
        ("fast", 5.0),
        ("slow", 30.0),
        ("stop_loss", 0.04),
        ("take_profit", 0.09),
    ];
    same_entries("GOOG_SmaCross_brackets", &settings);
}
