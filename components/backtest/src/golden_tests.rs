//! Runs beside backtesting.py 0.6.6, trade by trade and bar by bar.
//!
//! Series and results are read from the reference folder beside the repository when it is
//! there: most of the series may not be copied.

use std::path::PathBuf;

use serde_json::Value;

use crate::bindings::exports::sandbourse::platform::backtest_group::{
    Fill, RunReport, RunRequest, Setting,
};
use crate::bindings::sandbourse::platform::types::{Columns, Series, Source};
use crate::bindings::sandbourse::platform::values::{Adjustment, Instant};
use crate::request::{check, tests::request};

/// Relative distance that a sum in another order explains.
const CLOSE: f64 = 1e-9;

/// Statistics whose names differ from ours by more than spelling, and their names here.
const NAMES: &[(&str, &str)] = &[
    ("Exposure Time [%]", "exposure_time_pct"),
    ("Equity Final [$]", "equity_final"),
    ("Equity Peak [$]", "equity_peak"),
    ("Commissions [$]", "commissions"),
    ("Return [%]", "return_pct"),
    ("Buy & Hold Return [%]", "buy_hold_return_pct"),
    ("Return (Ann.) [%]", "return_ann_pct"),
    ("Volatility (Ann.) [%]", "volatility_ann_pct"),
    ("CAGR [%]", "cagr_pct"),
    ("Sharpe Ratio", "sharpe_ratio"),
    ("Sortino Ratio", "sortino_ratio"),
    ("Calmar Ratio", "calmar_ratio"),
    ("Alpha [%]", "alpha_pct"),
    ("Beta", "beta"),
    ("Max. Drawdown [%]", "max_drawdown_pct"),
    ("Avg. Drawdown [%]", "avg_drawdown_pct"),
    ("# Trades", "n_trades"),
    ("Win Rate [%]", "win_rate_pct"),
    ("Best Trade [%]", "best_trade_pct"),
    ("Worst Trade [%]", "worst_trade_pct"),
    ("Avg. Trade [%]", "avg_trade_pct"),
    ("Profit Factor", "profit_factor"),
    ("Expectancy [%]", "expectancy_pct"),
    ("SQN", "sqn"),
    ("Kelly Criterion", "kelly_criterion"),
];

/// Durations, which the peer gives in seconds.
const DURATIONS: &[(&str, &str)] = &[
    ("Duration", "duration_days"),
    ("Max. Drawdown Duration", "max_drawdown_duration_days"),
    ("Avg. Drawdown Duration", "avg_drawdown_duration_days"),
    ("Max. Trade Duration", "max_trade_duration_days"),
    ("Avg. Trade Duration", "avg_trade_duration_days"),
];

fn shared(path: &str) -> Option<String> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared")
        .join(path);
    let found = std::fs::read_to_string(&file).ok();
    if found.is_none() {
        println!("skipped: {} is not there", file.display());
    }
    found
}

fn golden(name: &str) -> Option<Value> {
    shared(&format!("golden/backtest/{name}.json")).map(|text| serde_json::from_str(&text).unwrap())
}

fn goog() -> Option<Series> {
    let text = shared("data/bars/GOOG.csv")?;
    let column = |index: usize| -> Vec<f64> {
        text.lines()
            .skip(1)
            .map(|line| line.split(',').nth(index).unwrap().parse().unwrap())
            .collect()
    };
    let columns = Columns {
        time: text
            .lines()
            .skip(1)
            .map(|line| epoch_ms(&line[..10]))
            .collect(),
        open: column(1),
        high: column(2),
        low: column(3),
        close: column(4),
        volume: column(6),
    };
    Some(series(columns))
}

fn series(columns: Columns) -> Series {
    let source = Source {
        provider: "import".into(),
        delay: "historical".into(),
        currency: "USD".into(),
        as_of: Instant { epoch_ms: 0 },
        stale: false,
        notice: None,
    };
    Series {
        lead: 0,
        symbol: "GOOG".into(),
        interval: "1d".into(),
        adjustment: Adjustment::Raw,
        columns,
        source,
    }
}

/// Days from the civil calendar (Hinnant 2013), in milliseconds since 1970.
fn epoch_ms(date: &str) -> i64 {
    let part = |range: std::ops::Range<usize>| date[range].parse::<i64>().unwrap();
    let (y, m, d) = (part(0..4), part(5..7), part(8..10));
    let y = if m <= 2 { y - 1 } else { y };
    let (era, shifted) = (y.div_euclid(400), if m > 2 { m - 3 } else { m + 9 });
    let (of_era, of_year) = (y.rem_euclid(400), (153 * shifted + 2) / 5 + d - 1);
    let day = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    (era * 146_097 + day - 719_468) * 86_400_000
}

fn run(request: &RunRequest, series: Series) -> RunReport {
    crate::run::report(request, &check(request).unwrap(), series).unwrap()
}

fn cross(fast: f64, slow: f64) -> RunRequest {
    let setting = |name: &str, value| Setting {
        name: name.into(),
        value,
    };
    RunRequest {
        settings: vec![setting("fast", fast), setting("slow", slow)],
        ..request()
    }
}

fn near(found: f64, expected: f64, what: &str) {
    let distance = (found - expected).abs();
    assert!(
        distance <= CLOSE * expected.abs().max(1.0),
        "{what}: {found} instead of {expected}"
    );
}

fn stat(report: &RunReport, name: &str) -> f64 {
    report
        .stats
        .iter()
        .find(|figure| figure.name == name)
        .and_then(|figure| figure.value)
        .unwrap()
}

fn same_statistics(report: &RunReport, expected: &Value) {
    for (theirs, ours) in NAMES {
        near(
            stat(report, ours),
            expected[theirs].as_f64().unwrap(),
            theirs,
        );
    }
    for (theirs, ours) in DURATIONS {
        near(
            stat(report, ours) * 86_400.0,
            expected[theirs]["seconds"].as_f64().unwrap(),
            theirs,
        );
    }
}

fn same_trades(report: &RunReport, expected: &Value) {
    let expected = expected.as_array().unwrap();
    assert_eq!(report.trades.len(), expected.len());
    for (at, (found, trade)) in report.trades.iter().zip(expected).enumerate() {
        let of = |key: &str| trade[key].as_f64().unwrap();
        near(found.size, of("size"), &format!("size of trade {at}"));
        near(
            f64::from(found.entry_bar),
            of("entry_bar"),
            &format!("entry of trade {at}"),
        );
        near(
            f64::from(found.exit_bar),
            of("exit_bar"),
            &format!("exit of trade {at}"),
        );
        near(found.entry_price, of("entry_price"), "entry price");
        near(found.exit_price, of("exit_price"), "exit price");
        near(found.pnl, of("pnl"), "pnl");
        near(found.commission, of("commission"), "commission");
        near(found.return_pct, 100.0 * of("return_pct"), "return");
        assert_eq!(
            found.entry_time.epoch_ms,
            epoch_ms(trade["entry_time"].as_str().unwrap())
        );
    }
}

fn same_run(request: &RunRequest, name: &str) {
    let (Some(series), Some(expected)) = (goog(), golden(name)) else {
        return;
    };
    let report = run(request, series);
    same_trades(&report, &expected["trades"]);
    let equity = expected["equity_curve"]["values"].as_array().unwrap();
    assert_eq!(report.equity_value.len(), equity.len());
    for (bar, (found, value)) in report.equity_value.iter().zip(equity).enumerate() {
        near(
            *found,
            value.as_f64().unwrap(),
            &format!("equity after bar {bar}"),
        );
    }
    same_statistics(&report, &expected["stats"]);
}

/// `Backtest(GOOG, SmaCross, cash=10000, commission=0.002).run(n1=10, n2=20)`.
#[test]
fn an_sma_cross_on_goog_equals_the_peer_trade_by_trade() {
    same_run(&cross(10.0, 20.0), "GOOG_SmaCross_10_20");
}

/// The same with `finalize_trades=True`.
#[test]
fn a_finalised_run_equals_the_peer_trade_by_trade() {
    let request = RunRequest {
        finalize: true,
        ..cross(10.0, 20.0)
    };
    same_run(&request, "GOOG_SmaCross_10_20_finalized");
}

/// `commission=0.001, trade_on_close=True, finalize_trades=True`, `n1=20, n2=50, long_only=True`.
#[test]
fn a_long_only_run_on_the_close_equals_the_peer_trade_by_trade() {
    let mut request = RunRequest {
        fill: Fill::SameClose,
        finalize: true,
        ..cross(20.0, 50.0)
    };
    request.commission.relative = 0.001;
    request.settings.push(Setting {
        name: "long_only".into(),
        value: 1.0,
    });
    same_run(&request, "GOOG_SmaCross_20_50_long_on_close");
}

/// On this pair the averages are equal on bar 1509 while they cross. The peer's rule looks at
/// two neighbouring bars alone, misses that crossing, and buys a second time at the next.
const CROSSES_THROUGH_A_TIE: (f64, f64) = (5.0, 25.0);

/// `Backtest.run(**pair)` for every pair of the grid.
#[test]
fn every_pair_of_the_grid_without_a_tie_equals_the_peer() {
    let (Some(series), Some(expected)) = (goog(), golden("GOOG_SmaCross_grid")) else {
        return;
    };
    for row in expected["rows"].as_array().unwrap() {
        let of = |key: &str| row[key].as_f64().unwrap();
        if (of("n1"), of("n2")) == CROSSES_THROUGH_A_TIE {
            continue;
        }
        let report = run(&cross(of("n1"), of("n2")), series.clone());
        for name in [
            "Equity Final [$]",
            "Return [%]",
            "Sharpe Ratio",
            "Max. Drawdown [%]",
            "# Trades",
            "SQN",
        ] {
            let ours = NAMES.iter().find(|(theirs, _)| *theirs == name).unwrap().1;
            near(
                stat(&report, ours),
                of(name),
                &format!("{name} of {} and {}", of("n1"), of("n2")),
            );
        }
    }
}

#[test]
fn a_replay_has_the_same_hash_and_another_setting_has_not() {
    let columns = || {
        let close: Vec<f64> = (0..300)
            .map(|i| 100.0 + (f64::from(i) * 0.2).sin() * 20.0)
            .collect();
        Columns {
            time: (0..300).map(|day| day * 86_400_000).collect(),
            open: close.clone(),
            high: close.clone(),
            low: close.clone(),
            volume: vec![0.0; 300],
            close,
        }
    };
    let one = run(&cross(5.0, 10.0), series(columns()));
    let two = run(&cross(5.0, 10.0), series(columns()));
    let other = run(&cross(5.0, 11.0), series(columns()));
    assert_eq!(one.result_hash, two.result_hash);
    assert_eq!(one.data_digest, other.data_digest);
    assert_ne!(one.result_hash, other.result_hash);
    assert_eq!(one.data_digest.len(), 64);
}

#[test]
fn a_run_without_trades_has_reasons_instead_of_numbers() {
    let flat = Columns {
        time: (0..40).map(|day| day * 86_400_000).collect(),
        open: vec![5.0; 40],
        high: vec![5.0; 40],
        low: vec![5.0; 40],
        close: vec![5.0; 40],
        volume: vec![0.0; 40],
    };
    let report = run(&cross(5.0, 10.0), series(flat));
    let win_rate = report
        .stats
        .iter()
        .find(|figure| figure.name == "win_rate_pct")
        .unwrap();
    assert_eq!(
        (win_rate.value, win_rate.undefined.as_deref()),
        (None, Some("no_trades"))
    );
    assert!(
        report
            .findings
            .iter()
            .any(|finding| finding.code == "no_trades")
    );
    for figure in &report.stats {
        assert_ne!(
            figure.value.is_some(),
            figure.undefined.is_some(),
            "{}",
            figure.name
        );
        assert!(figure.value.is_none_or(f64::is_finite), "{}", figure.name);
    }
}
