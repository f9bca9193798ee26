//! What is said of many runs together: each finding where it is due, and nowhere else.

use super::series::{bars, made_up, series};
use super::worlds::{desk, range, request, search, sweep, swept};
use crate::bindings::exports::sandbourse::platform::backtest_group::{Finding, Search};
use crate::bindings::sandbourse::platform::types::Figure;
use crate::findings::studies::{Searched, of_paths, of_sweep, of_walk};

fn figure(name: &str, value: f64) -> Figure {
    Figure {
        name: name.into(),
        value: Some(value),
        undefined: None,
    }
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

/// What says something of figures.
type Say = fn(&[Figure]) -> Vec<Finding>;

/// What is said of figures of which one has that value.
fn with(say: Say, name: &str, value: f64) -> Vec<String> {
    let found = say(&[figure(name, value)]);
    codes(&found).into_iter().map(str::to_owned).collect()
}

fn searched(trials: &[Figure]) -> Vec<Finding> {
    of_sweep(&Searched {
        combinations: 100,
        without_figure: 0,
        edges: Vec::new(),
        plateau: Some(1.0),
        trials,
    })
}

fn walked(stats: &[Figure]) -> Vec<Finding> {
    of_walk(stats, 10, 10)
}

fn drawn(figures: &[Figure]) -> Vec<Finding> {
    of_paths(figures, Some(100))
}

#[test]
fn each_figure_speaks_on_the_wrong_side_of_its_bound_alone() {
    let cases: [(Say, &str, (f64, f64), &str); 8] = [
        (
            searched,
            "deflated_sharpe",
            (0.94, 0.96),
            "deflated_sharpe_low",
        ),
        (
            searched,
            "spa_p_value",
            (0.06, 0.04),
            "not_better_than_holding",
        ),
        (searched, "pbo", (0.51, 0.5), "overfit"),
        (walked, "efficiency", (0.49, 0.5), "inefficient"),
        (walked, "in_sample_annual", (0.0, 0.01), "no_gain_in_sample"),
        (walked, "stability", (0.4, 0.5), "unstable_choice"),
        (drawn, "probability_of_loss", (0.11, 0.1), "may_lose"),
        (
            drawn,
            "max_drawdown_pct_p05",
            (-50.0, -49.0),
            "may_fall_deep",
        ),
    ];
    for (say, name, (due, not_due), code) in cases {
        assert_eq!(with(say, name, due), [code]);
        assert_eq!(with(say, name, not_due), [""; 0]);
    }
}

#[test]
fn figures_that_are_not_there_say_nothing() {
    for say in [searched, walked, drawn] {
        assert_eq!(codes(&say(&[])), [""; 0]);
    }
}

#[test]
fn a_run_that_fell_less_than_nearly_all_paths_was_lucky() {
    let lucky = |observed: f64| {
        let figures = [
            figure("observed_max_drawdown_pct", observed),
            figure("max_drawdown_pct_p95", -10.0),
        ];
        of_paths(&figures, None).len()
    };
    assert_eq!((lucky(-9.0), lucky(-10.0)), (1, 0));
}

#[test]
fn few_windows_trades_or_combinations_are_too_few() {
    assert_eq!(codes(&of_walk(&[], 4, 4)), ["few_windows"]);
    assert_eq!(codes(&of_walk(&[], 6, 5)), ["windows_without_choice"]);
    assert_eq!(codes(&of_paths(&[], Some(29))), ["few_trades"]);
    let few = Searched {
        combinations: 9,
        without_figure: 3,
        edges: vec!["fast"],
        plateau: Some(0.69),
        trials: &[],
    };
    let expected = [
        "best_stands_alone",
        "best_on_edge",
        "few_combinations",
        "without_figure",
    ];
    assert_eq!(codes(&of_sweep(&few)), expected);
}

#[test]
fn the_axes_on_whose_edge_the_best_lies_are_named() {
    // On a rise that never ends, the largest position is the best.
    let close: Vec<f64> = (0..300).map(|bar| 100.0 * 1.001_f64.powi(bar)).collect();
    let rise = series("X", bars(&close));
    let axes = [
        ("size", vec![0.2, 0.5, 0.7]),
        ("hold", vec![1_000.0, 2_000.0]),
    ];
    let report = swept(
        &mut desk([rise]),
        &sweep(request("turning", &[]), search(&axes, "")),
    );
    let edge = report
        .findings
        .iter()
        .find(|it| it.code == "best_on_edge")
        .unwrap();
    assert!(edge.detail.contains("in size;"), "{}", edge.detail);
    assert!(codes(&report.findings).contains(&"few_combinations"));
}

#[test]
fn noise_searched_long_enough_is_not_believed() {
    let axes = [("fast", range(2, 12)), ("slow", range(5, 25))];
    let noise: Vec<f64> = made_up("X", 700)
        .columns
        .close
        .windows(2)
        .map(|pair| 100.0 + (pair[1] - pair[0]))
        .collect();
    let search = Search {
        rank_by: "sharpe".into(),
        ..search(&axes, "fast < slow")
    };
    let study = sweep(request("sma-cross", &[]), search);
    let report = swept(&mut desk([series("X", bars(&noise))]), &study);
    let found = codes(&report.findings);
    for code in ["deflated_sharpe_low", "not_better_than_holding"] {
        assert!(found.contains(&code), "{found:?}");
    }
}
