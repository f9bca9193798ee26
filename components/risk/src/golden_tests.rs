//! Every figure beside quantstats 0.0.86 and empyrical-reloaded 0.7.1, to 1e-9.
//!
//! The call of the peers is `<name>(returns[, benchmark], rf, 252)` on simple returns of the
//! adjusted close, the benchmark SPX. The numbers of SPX are copied; those of series that
//! may not be copied are read from the reference folder when it is there.

use serde_json::Value;

use crate::conventions::Convention;
use crate::fixtures::{figure, from_csv, report, shared, spx};

const SPX: &str = include_str!("../testdata/SPX.json");
const CLOSE: f64 = 1e-9;

/// The peer's batting average is a table; here its three cells have names of their own.
const BATTING: [(&str, &str); 3] = [
    ("batting average", "batting_average"),
    ("up market", "batting_average_up_market"),
    ("down market", "batting_average_down_market"),
];

fn near(found: f64, expected: f64, what: &str) {
    let distance = (found - expected).abs();
    assert!(
        distance <= CLOSE * expected.abs().max(1e-3),
        "{what}: {found} instead of {expected}"
    );
}

fn same_figures(symbol: &str, golden: &Value, convention: Convention) {
    let (peer, series, benchmark) = match convention {
        Convention::Quantstats => ("quantstats", load(symbol), spx()),
        _ => ("empyrical", load(symbol), spx()),
    };
    let Some(series) = series else { return };
    let benchmark = (symbol != "SPX").then_some(&benchmark);
    for (key, rate) in [("rf_0", 0.0), ("rf_annual", 0.02)] {
        let found = report(series.clone(), benchmark, convention, rate);
        for (name, value) in golden[peer][key].as_object().unwrap() {
            if let Some(cells) = value.as_object() {
                for (theirs, ours) in BATTING {
                    near(
                        figure(&found, ours).value.unwrap(),
                        cells[theirs].as_f64().unwrap(),
                        ours,
                    );
                }
                continue;
            }
            let value = value.as_f64().unwrap();
            near(
                figure(&found, name).value.unwrap(),
                value,
                &format!("{peer} {key} {symbol} {name}"),
            );
        }
    }
}

fn load(symbol: &str) -> Option<crate::bindings::sandbourse::platform::types::Series> {
    if symbol == "SPX" {
        return Some(spx());
    }
    shared(&format!("data/bars/{symbol}.csv")).map(|text| from_csv(symbol, &text))
}

#[test]
fn the_index_equals_both_peers() {
    let golden: Value = serde_json::from_str(SPX).unwrap();
    same_figures("SPX", &golden, Convention::Quantstats);
    same_figures("SPX", &golden, Convention::Empyrical);
}

#[test]
fn shares_beside_the_index_equal_both_peers() {
    for symbol in ["AAPL", "MSFT"] {
        let Some(text) = shared(&format!("golden/risk/{symbol}.json")) else {
            return;
        };
        let golden: Value = serde_json::from_str(&text).unwrap();
        same_figures(symbol, &golden, Convention::Quantstats);
        same_figures(symbol, &golden, Convention::Empyrical);
    }
}

#[test]
fn our_own_set_equals_the_open_formulas() {
    let golden: Value = serde_json::from_str(SPX).unwrap();
    let values = &golden["open_formulas"]["values"];
    let found = report(spx(), None, Convention::Sandbourse, 0.0);
    let check = |name: &str, value: &Value| {
        near(
            figure(&found, name).value.unwrap(),
            value.as_f64().unwrap(),
            name,
        )
    };
    for (level, ours) in [("0.95", "95"), ("0.99", "99")] {
        let var = &values["var"][level];
        check(&format!("var_{ours}"), &var["historical_var"]);
        check(&format!("cvar_{ours}"), &var["historical_cvar"]);
        check(&format!("var_{ours}_normal"), &var["normal_var"]);
        check(&format!("cvar_{ours}_normal"), &var["normal_cvar"]);
    }
    check("annual_mean", &values["annual_mean"]);
    check("max_drawdown", &values["drawdown"]["max"]);
    check("pain_index", &values["drawdown"]["pain_index"]);
    check(
        "downside_deviation",
        &values["lower_partial"]["downside_deviation_annual"],
    );
    check("sharpe", &golden["quantstats"]["rf_0"]["sharpe"]);
    check("sortino", &golden["quantstats"]["rf_0"]["sortino"]);
}

#[test]
fn our_own_benchmark_figures_equal_the_open_formulas() {
    let (Some(bars), Some(text)) = (
        shared("data/bars/AAPL.csv"),
        shared("golden/risk/AAPL.json"),
    ) else {
        return;
    };
    let golden: Value = serde_json::from_str(&text).unwrap();
    let values = &golden["open_formulas"]["values"]["benchmark"];
    let found = report(
        from_csv("AAPL", &bars),
        Some(&spx()),
        Convention::Sandbourse,
        0.0,
    );
    let names = [
        ("beta", "beta"),
        ("correlation", "correlation"),
        ("r_squared", "r_squared"),
        ("tracking_error", "tracking_error_annual"),
        ("information_ratio", "information_ratio_annual"),
        ("treynor", "treynor_annual"),
    ];
    for (ours, theirs) in names {
        near(
            figure(&found, ours).value.unwrap(),
            values[theirs].as_f64().unwrap(),
            ours,
        );
    }
    let daily = figure(&found, "alpha").value.unwrap() / 252.0;
    near(daily, values["alpha_daily"].as_f64().unwrap(), "alpha");
}

#[test]
fn the_longest_fall_of_the_index_lasts_as_long_as_the_peer_says() {
    let found = report(spx(), None, Convention::Sandbourse, 0.0);
    assert_eq!(figure(&found, "max_drawdown_days").value, Some(2_620.0));
    assert_eq!(found.period.n, 5_030);
}
