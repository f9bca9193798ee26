//! Several symbols, their calendars, and a benchmark.

use super::series::{DAY, bars, made_up, near, series, swinging};
use super::worlds::{desk, figure, request, run};
use crate::bindings::exports::sandbourse::platform::backtest_group::{Calendar, RunRequest, Units};
use crate::bindings::sandbourse::platform::types::{Columns, Series};

fn pair(calendar: Calendar) -> RunRequest {
    RunRequest {
        symbols: vec!["X".into(), "Y".into()],
        calendar,
        ..request("turning", &[("hold", 7.0)])
    }
}

/// The series without the bars at those places.
fn without(mut of: Series, places: &[usize]) -> Series {
    let keep = |values: &[f64]| -> Vec<f64> {
        let bars = (0..values.len()).filter(|bar| !places.contains(bar));
        bars.map(|bar| values[bar]).collect()
    };
    let columns = &of.columns;
    let time = keep(
        &columns
            .time
            .iter()
            .map(|time| *time as f64)
            .collect::<Vec<_>>(),
    );
    of.columns = Columns {
        time: time.into_iter().map(|time| time as i64).collect(),
        open: keep(&columns.open),
        high: keep(&columns.high),
        low: keep(&columns.low),
        close: keep(&columns.close),
        volume: keep(&columns.volume),
    };
    of
}

#[test]
fn a_common_calendar_leaves_out_what_one_symbol_lacks() {
    let mut desk = desk([made_up("X", 200), without(made_up("Y", 200), &[10, 11, 50])]);
    let report = run(&mut desk, pair(Calendar::Common)).unwrap();
    assert_eq!(report.equity_time.len(), 197);
    let codes: Vec<&str> = report.findings.iter().map(|it| it.code.as_str()).collect();
    assert!(codes.contains(&"bars_not_common"), "{codes:?}");
    assert_eq!(report.sources.len(), 2);
}

#[test]
fn a_full_calendar_has_orders_wait_for_the_symbol_to_trade() {
    let mut desk = desk([made_up("X", 200), without(made_up("Y", 200), &[1, 2])]);
    let report = run(&mut desk, pair(Calendar::All)).unwrap();
    assert_eq!(report.equity_time.len(), 200);
    let entry = |symbol: &str| {
        let mut trades = report.trades.iter().filter(|trade| trade.symbol == symbol);
        trades.next().unwrap().entry_bar
    };
    assert_eq!((entry("X"), entry("Y")), (1, 3));
    assert!(report.equity_value.iter().all(|value| value.is_finite()));
}

#[test]
fn a_symbol_that_begins_later_is_held_at_nothing_until_then() {
    let late: Vec<usize> = (0..150).collect();
    let mut desk = desk([made_up("X", 200), without(made_up("Y", 200), &late)]);
    let report = run(&mut desk, pair(Calendar::All)).unwrap();
    let first = report
        .trades
        .iter()
        .find(|trade| trade.symbol == "Y")
        .unwrap();
    assert!(first.entry_bar >= 150);
    assert!(
        report
            .hold_value
            .iter()
            .all(|value| value.is_finite() && *value > 0.0)
    );
    assert!(figure(&report.stats, "buy_hold_return_pct").is_finite());
}

#[test]
fn two_symbols_of_the_same_prices_do_as_one_of_them() {
    let mut twins = desk([made_up("X", 200), made_up("Y", 200)]);
    let asked = |symbols: &[&str]| RunRequest {
        symbols: symbols.iter().map(|symbol| (*symbol).into()).collect(),
        units: Units::Fractional,
        ..request("turning", &[("hold", 7.0), ("size", 0.8)])
    };
    let both = run(&mut twins, asked(&["X", "Y"])).unwrap();
    let one = run(&mut twins, asked(&["X"])).unwrap();
    assert_eq!(both.trades.len(), 2 * one.trades.len());
    for (both, one) in both.equity_value.iter().zip(&one.equity_value) {
        near(*both, *one, "equity");
    }
    for (both, one) in both.hold_value.iter().zip(&one.hold_value) {
        near(*both, *one, "holding");
    }
}

#[test]
fn a_repeated_symbol_and_a_wrong_count_are_named() {
    let mut desk = desk([made_up("X", 100)]);
    let asked = |count: usize| RunRequest {
        symbols: vec!["X".into(); count],
        ..request("turning", &[])
    };
    let failure = run(&mut desk, asked(2)).err().unwrap();
    assert_eq!(failure.code, "repeated_symbol");
    assert_eq!(failure.field.as_deref(), Some("symbols.1"));
    let failure = run(&mut desk, asked(6)).err().unwrap();
    assert_eq!(
        (failure.code.as_str(), failure.field.as_deref()),
        ("wrong_count", Some("symbols"))
    );
}

#[test]
fn symbols_without_a_common_bar_are_refused_with_a_way_out() {
    let mut later = made_up("Y", 50);
    later
        .columns
        .time
        .iter_mut()
        .for_each(|time| *time += 1_000 * DAY);
    let mut desk = desk([made_up("X", 50), later]);
    let failure = run(&mut desk, pair(Calendar::Common)).err().unwrap();
    assert_eq!(failure.code, "no_common_bars");
    assert!(run(&mut desk, pair(Calendar::All)).is_ok());
}

#[test]
fn a_benchmark_is_held_from_the_end_of_the_warm_up() {
    let doubled: Vec<f64> = swinging(100).iter().map(|close| close * 2.0).collect();
    let mut desk = desk([made_up("X", 100), series("B", bars(&doubled))]);
    let asked = RunRequest {
        benchmark: Some("B".into()),
        ..request("turning", &[("from", 10.0), ("hold", 5.0)])
    };
    let report = run(&mut desk, asked).unwrap();
    assert_eq!(report.benchmark_value.len(), 100);
    assert!(
        report.benchmark_value[..=10]
            .iter()
            .all(|value| *value == 10_000.0)
    );
    // Twice the price has the same returns.
    for (held, benchmark) in report.hold_value.iter().zip(&report.benchmark_value) {
        near(*held, *benchmark, "benchmark");
    }
    near(
        report.hold_value[99],
        10_000.0 * doubled[99] / doubled[10],
        "holding",
    );
}

#[test]
fn a_benchmark_on_other_days_stands_at_its_last_close() {
    let benchmark = without(
        made_up("B", 100),
        &(0..20).chain(40..60).collect::<Vec<_>>(),
    );
    let mut desk = desk([made_up("X", 100), benchmark]);
    let asked = RunRequest {
        benchmark: Some("B".into()),
        ..request("turning", &[])
    };
    let found = run(&mut desk, asked).unwrap().benchmark_value;
    assert!(found[..=20].iter().all(|value| *value == 10_000.0));
    assert!(found[40..60].iter().all(|value| *value == found[39]));
    let close = swinging(100);
    near(found[99], 10_000.0 * close[99] / close[20], "benchmark");
}

#[test]
fn without_a_benchmark_there_is_no_curve_of_it() {
    let report = run(&mut desk([made_up("X", 50)]), request("turning", &[])).unwrap();
    assert!(report.benchmark_value.is_empty());
}
