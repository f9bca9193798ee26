//! Strategies that look ahead or remember are told apart from those that do neither.

use super::series::made_up;
use super::worlds::{desk, request, run, search, studied, sweep, swept};
use crate::bindings::exports::sandbourse::platform::backtest_group::{
    Finding, MonteCarloRequest, Resampling, Study, StudyReport, Trade, WalkForwardRequest,
};

const SUSPECT: [&str; 2] = ["look_ahead", "hidden_state"];

/// Which of the grave findings are there.
fn suspicions(findings: &[Finding]) -> Vec<&str> {
    let codes = findings.iter().map(|finding| finding.code.as_str());
    codes.filter(|code| SUSPECT.contains(code)).collect()
}

fn of_run(strategy: &str, given: &[(&str, f64)], bars: u32) -> Vec<String> {
    let report = run(&mut desk([made_up("X", bars)]), request(strategy, given)).unwrap();
    suspicions(&report.findings)
        .into_iter()
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_strategy_that_decides_by_a_later_bar_looks_ahead_even_on_few_bars() {
    for bars in [8, 60, 97, 300] {
        assert_eq!(of_run("peeking", &[], bars), ["look_ahead"]);
    }
}

#[test]
fn a_strategy_that_keeps_something_between_runs_is_told_from_one_that_looks_ahead() {
    assert_eq!(of_run("remembering", &[], 300), ["hidden_state"]);
}

#[test]
fn the_shelf_is_not_suspected() {
    for strategy in [
        "sma-cross",
        "rsi-reversion",
        "bollinger",
        "donchian",
        "turning",
    ] {
        assert_eq!(of_run(strategy, &[], 400), [""; 0]);
    }
}

#[test]
fn a_strategy_that_asks_for_the_account_decides_as_it_does_without() {
    let given = [("fast", 3.0), ("slow", 9.0), ("stop_loss", 0.03)];
    let mut desk = desk([made_up("X", 400)]);
    let alone = run(&mut desk, request("sma-cross", &given)).unwrap();
    let with = run(&mut desk, request("sma-cross-with-account", &given)).unwrap();
    assert!(alone.trades.len() > 10);
    assert_eq!(alone.equity_value, with.equity_value);
    let prices = |trades: &[Trade]| {
        let of = trades
            .iter()
            .map(|trade| (trade.entry_price.to_bits(), trade.exit_price.to_bits()));
        of.collect::<Vec<_>>()
    };
    assert_eq!(prices(&alone.trades), prices(&with.trades));
}

#[test]
fn a_search_over_it_finds_it_too() {
    let axes = [("every", vec![2.0, 3.0, 5.0, 9.0])];
    let study = sweep(request("remembering", &[]), search(&axes, ""));
    let report = swept(&mut desk([made_up("X", 300)]), &study);
    assert_eq!(suspicions(&report.findings), ["hidden_state"]);
    let fragile = sweep(request("fragile", &[]), search(&axes, ""));
    let report = swept(&mut desk([made_up("X", 300)]), &fragile);
    assert_eq!(suspicions(&report.findings), [""; 0]);
}

#[test]
fn a_walk_forward_and_a_simulation_find_it_too() {
    let walk = |strategy: &str| {
        Study::WalkForward(WalkForwardRequest {
            run: request(strategy, &[]),
            search: search(&[("every", vec![2.0, 3.0, 5.0])], ""),
            in_sample: 100,
            out_of_sample: 40,
            step: None,
            anchored: false,
            embargo: 0,
        })
    };
    let simulation = Study::MonteCarlo(MonteCarloRequest {
        run: request("peeking", &[]),
        method: Resampling::BlockBootstrap,
        paths: 100,
        block: None,
        seed: 1,
    });
    let cases = [
        (walk("remembering"), vec!["hidden_state"]),
        (walk("fragile"), vec![]),
        (simulation, vec!["look_ahead"]),
    ];
    for (study, expected) in cases {
        let report = studied(&mut desk([made_up("X", 300)]), &study).unwrap();
        let findings = match report {
            StudyReport::WalkForward(report) => report.findings,
            StudyReport::MonteCarlo(report) => report.findings,
            StudyReport::Sweep(report) => report.findings,
        };
        assert_eq!(suspicions(&findings), expected);
    }
}
