//! The figures of the risk group: those that `risk` gives for the same series, bit for bit.

use risk_component::native;

use super::series::{DAY, bars, made_up, series, swinging};
use super::worlds::{desk, figure, range, request, run, search, sweep, swept};
use crate::bindings::exports::sandbourse::platform::backtest_group::{RunReport, RunRequest};
use crate::bindings::sandbourse::platform::types::{Columns, Figure, Series};

fn asked() -> RunRequest {
    request("sma-cross", &[("fast", 3.0), ("slow", 8.0)])
}

/// Name, bits of the value, and the reason where there is none.
fn bits(found: &Figure) -> (&str, Option<u64>, Option<&str>) {
    let value = found.value.map(f64::to_bits);
    (&found.name, value, found.undefined.as_deref())
}

fn same_as_risk(report: &RunReport, benchmark: &[f64]) {
    let expected = native::report_beside(&report.equity_time, &report.equity_value, benchmark);
    let found: Vec<_> = report.risk.figures.iter().map(bits).collect();
    let figures = expected.figures.iter();
    let figures: Vec<_> = figures
        .map(|figure| {
            let value = figure.value.map(f64::to_bits);
            (figure.name.as_str(), value, figure.undefined.as_deref())
        })
        .collect();
    assert_eq!(found, figures);
    assert_eq!(
        format!("{:?}", report.risk.definitions),
        format!("{:?}", expected.definitions)
    );
    assert_eq!(
        format!("{:?}", report.risk.warnings),
        format!("{:?}", expected.warnings)
    );
}

#[test]
fn every_figure_equals_that_of_the_risk_group_on_the_same_equity() {
    for days in [60, 700] {
        let report = run(&mut desk([made_up("X", days)]), asked()).unwrap();
        same_as_risk(&report, &report.hold_value);
        assert_eq!(report.risk.benchmark, "buy_and_hold");
    }
}

#[test]
fn a_benchmark_that_is_named_is_what_they_compare_with() {
    let other: Vec<f64> = swinging(900)[200..]
        .iter()
        .map(|price| price * 2.0)
        .collect();
    let request = RunRequest {
        benchmark: Some("Y".into()),
        ..asked()
    };
    let mut desk = desk([made_up("X", 700), series("Y", bars(&other))]);
    let report = run(&mut desk, request).unwrap();
    same_as_risk(&report, &report.benchmark_value);
    assert_eq!(report.risk.benchmark, "Y");
    assert_ne!(report.benchmark_value, report.hold_value);
}

#[test]
fn those_among_the_statistics_are_the_same() {
    let report = run(&mut desk([made_up("X", 300)]), asked()).unwrap();
    let names = [
        "sharpe",
        "sortino",
        "volatility",
        "max_drawdown",
        "calmar",
        "ulcer_index",
    ];
    for name in names {
        assert_eq!(
            figure(&report.stats, name),
            figure(&report.risk.figures, name)
        );
    }
}

#[test]
fn the_best_rows_of_a_sweep_have_those_of_a_run_alone() {
    let mut desk = desk([made_up("X", 300)]);
    let axes = [("fast", range(3, 4)), ("slow", vec![8.0])];
    let best = swept(&mut desk, &sweep(asked(), search(&axes, "")))
        .best
        .remove(0);
    let alone = RunRequest {
        settings: best.settings,
        ..asked()
    };
    let report = run(&mut desk, alone).unwrap();
    let risk: Vec<_> = best.risk.iter().map(bits).collect();
    assert_eq!(
        risk,
        report.risk.figures.iter().map(bits).collect::<Vec<_>>()
    );
}

#[test]
fn the_year_is_that_of_the_bars_and_is_stated() {
    let weekly = |symbol: &str| -> Series {
        let columns = bars(&swinging(200));
        let time = (0..200).map(|week| week * 7 * DAY).collect();
        series(symbol, Columns { time, ..columns })
    };
    let report = run(&mut desk([weekly("X")]), asked()).unwrap();
    let stated = |name: &str| {
        let mut all = report.risk.conventions.iter();
        all.find(|choice| choice.name == name)
            .unwrap()
            .value
            .as_str()
    };
    assert_eq!(
        (stated("year_length"), stated("name")),
        ("52", "sandbourse")
    );
    let days = figure(&report.risk.figures, "avg_day");
    let year = figure(&report.risk.figures, "annual_mean");
    assert!((days * 52.0 - year).abs() < 1e-12);
}

#[test]
fn bars_within_a_day_count_by_their_last() {
    let columns = bars(&swinging(400));
    let hours = (0..400).map(|hour| hour * DAY / 4).collect();
    let within = series(
        "X",
        Columns {
            time: hours,
            ..columns
        },
    );
    let report = run(&mut desk([within]), asked()).unwrap();
    let last = |values: &[f64]| -> Vec<f64> { values.chunks(4).map(|day| day[3]).collect() };
    let growth = last(&report.equity_value)
        .windows(2)
        .map(|pair| pair[1] / pair[0] - 1.0)
        .fold(f64::MIN, f64::max);
    assert_eq!(figure(&report.risk.figures, "best_day"), growth);
}

#[test]
fn after_a_total_loss_the_record_ends() {
    let closes: Vec<f64> = (0..100)
        .map(|day| if day < 50 { 100.0 } else { 60.0 })
        .collect();
    let lent = RunRequest {
        margin: 0.1,
        ..request("turning", &[("hold", 1_000.0), ("size", 8.0)])
    };
    let report = run(&mut desk([series("X", bars(&closes))]), lent).unwrap();
    assert_eq!(report.equity_value.last(), Some(&0.0));
    assert_eq!(figure(&report.risk.figures, "max_drawdown"), -1.0);
    let cagr = report
        .risk
        .figures
        .iter()
        .find(|figure| figure.name == "cagr");
    assert_eq!(cagr.unwrap().undefined.as_deref(), Some("total_loss"));
}
