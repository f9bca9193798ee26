//! What is said of what a run came to: its trades, the shape of its equity, its luck. Each
//! finding where it is due, and nowhere else.

use super::findings_about_runs::{found, prices, tells, turning, usual};
use super::series::{bars, made_up, series};
use super::worlds::request;
use crate::bindings::exports::sandbourse::platform::backtest_group::RunRequest;
use crate::bindings::sandbourse::platform::types::Series;

/// A history that passes through these closes, each reached after so many bars.
fn path(legs: &[(usize, f64)]) -> Series {
    let mut close = vec![100.0];
    for (count, to) in legs {
        let from = close[close.len() - 1];
        let step = (to / from).powf(1.0 / *count as f64);
        close.extend((1..=*count).map(|at| from * step.powi(at as i32)));
    }
    series("X", bars(&close))
}

/// Holds the symbol from the first bar to the end.
fn holding() -> RunRequest {
    turning(1_000_000.0)
}

#[test]
fn an_account_that_was_used_up() {
    let lent = RunRequest {
        margin: 0.1,
        ..request("turning", &[("hold", 1_000.0), ("size", 8.0)])
    };
    let fall = || path(&[(50, 100.0), (50, 60.0)]);
    tells("ruined", (lent.clone(), fall()), (holding(), fall()));
    let codes = found(lent, [fall()]);
    assert!(
        !codes.contains(&"deep_drawdown".to_owned()),
        "ruin says it already"
    );
}

#[test]
fn no_trade_and_few_of_them() {
    let never = request("sma-cross", &[("fast", 300.0), ("slow", 399.0)]);
    tells("no_trades", (never.clone(), prices()), (usual(), prices()));
    tells(
        "few_trades",
        (turning(40.0), prices()),
        (turning(5.0), prices()),
    );
    assert!(!found(never, [prices()]).contains(&"few_trades".to_owned()));
}

#[test]
fn one_trade_that_made_the_gain() {
    // In for 40 bars, out for 40, and so on: one leg of the three pays.
    let one = path(&[(80, 101.0), (40, 180.0), (40, 180.0), (80, 181.0)]);
    let even = path(&[(400, 400.0)]);
    tells(
        "one_trade_dominates",
        (turning(40.0), one),
        (turning(40.0), even),
    );
}

#[test]
fn one_loss_that_undid_many_wins() {
    let one = path(&[(120, 112.0), (8, 70.0), (150, 85.0)]);
    let even = path(&[(300, 150.0)]);
    tells(
        "one_loss_dominates",
        (turning(10.0), one),
        (turning(10.0), even),
    );
}

#[test]
fn one_symbol_that_made_the_gain() {
    let both = |rise: f64| {
        let mut other = path(&[(200, rise)]);
        other.symbol = "Y".into();
        let asked = RunRequest {
            symbols: vec!["X".into(), "Y".into()],
            ..turning(10.0)
        };
        found(asked, [path(&[(200, 110.0)]), other])
    };
    assert!(both(300.0).contains(&"one_symbol_dominates".to_owned()));
    assert!(!both(110.0).contains(&"one_symbol_dominates".to_owned()));
}

#[test]
fn a_position_that_is_open_at_the_end() {
    let closed = RunRequest {
        finalize: true,
        ..holding()
    };
    tells("open_at_end", (holding(), prices()), (closed, prices()));
}

#[test]
fn holding_that_does_better() {
    // Out of the market every other stretch, on a way up and on a way down.
    let (up, down) = (path(&[(300, 200.0)]), path(&[(300, 50.0)]));
    tells("behind_holding", (turning(10.0), up), (turning(10.0), down));
}

#[test]
fn a_fall_by_half() {
    let deep = path(&[(100, 130.0), (100, 60.0), (100, 130.0)]);
    let flat = path(&[(100, 130.0), (100, 70.0), (100, 130.0)]);
    tells("deep_drawdown", (holding(), deep), (holding(), flat));
}

#[test]
fn a_fall_that_lasts_for_half_of_the_span() {
    let long = path(&[(50, 130.0), (100, 100.0), (50, 120.0)]);
    let short = path(&[(90, 130.0), (20, 120.0), (90, 160.0)]);
    tells("long_drawdown", (holding(), long), (holding(), short));
}

#[test]
fn a_span_of_which_little_was_held() {
    let short = request("turning", &[("from", 10.0), ("hold", 5.0), ("until", 15.0)]);
    tells(
        "seldom_invested",
        (short, prices()),
        (turning(20.0), prices()),
    );
}

#[test]
fn a_sharpe_ratio_that_may_be_chance() {
    let noisy = path(&[(100, 130.0), (100, 90.0), (100, 102.0)]);
    let steady = made_up("X", 300);
    let mut rising: Vec<f64> = Vec::new();
    for (bar, close) in steady.columns.close.iter().enumerate() {
        rising.push((100.0 + bar as f64) * (1.0 + (close % 1.0) / 1_000.0));
    }
    let rising = series("X", bars(&rising));
    tells("sharpe_uncertain", (holding(), noisy), (holding(), rising));
}

#[test]
fn one_year_that_made_the_gain() {
    let one = path(&[(260, 101.0), (260, 200.0), (260, 202.0), (260, 204.0)]);
    let even = path(&[(1_040, 204.0)]);
    tells("one_year_dominates", (holding(), one), (holding(), even));
}

#[test]
fn a_gain_that_stopped_after_half_of_the_span() {
    let faded = path(&[(150, 150.0), (150, 140.0)]);
    let lasting = path(&[(150, 150.0), (150, 160.0)]);
    tells(
        "second_half_loses",
        (holding(), faded.clone()),
        (holding(), lasting),
    );
    // Too short a half says nothing.
    let short = path(&[(100, 150.0), (100, 140.0)]);
    tells("second_half_loses", (holding(), faded), (holding(), short));
}
