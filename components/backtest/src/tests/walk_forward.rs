//! Walk forward: what is chosen rests on the bars before, and what is judged lies after.

use sandbourse_kernels::{drawdown, moments, ratios, returns};

use super::series::{bars, made_up, near, series};
use super::worlds::{column, desk, figure, parts, range, request, run, search, studied, sweep};
use crate::bindings::exports::sandbourse::platform::backtest_group::{
    RunRequest, Search, Study, StudyReport, Trade, WalkForwardReport, WalkForwardRequest,
};
use crate::bindings::sandbourse::platform::types::Series;
use crate::study;

fn asked() -> WalkForwardRequest {
    let axes = [("fast", range(2, 6)), ("slow", range(8, 12))];
    WalkForwardRequest {
        run: request("sma-cross", &[]),
        search: search(&axes, "fast < slow"),
        in_sample: 120,
        out_of_sample: 40,
        step: None,
        anchored: false,
        embargo: 5,
    }
}

fn walked(request: WalkForwardRequest, series: Series) -> WalkForwardReport {
    let study = Study::WalkForward(request);
    match studied(&mut desk([series]), &study).unwrap() {
        StudyReport::WalkForward(report) => report,
        _ => panic!("the report of a walk forward"),
    }
}

/// The history with other prices from a bar on.
fn changed(from: usize) -> Series {
    let mut other = made_up("X", 400);
    let columns = &mut other.columns;
    for column in [
        &mut columns.open,
        &mut columns.high,
        &mut columns.low,
        &mut columns.close,
    ] {
        for (bar, price) in column.iter_mut().enumerate().skip(from) {
            *price *= 1.0 + 0.2 * (bar as f64 * 0.9).sin();
        }
    }
    other
}

#[test]
fn a_choice_does_not_depend_on_any_bar_after_its_window() {
    let study = Study::WalkForward(asked());
    let whole = parts(&mut desk([made_up("X", 400)]), &study, 100).columns;
    // The first three windows end on bars 120, 160 and 200.
    for (window, end) in [(0, 120), (1, 160), (2, 200)] {
        let other = parts(&mut desk([changed(end)]), &study, 100).columns;
        for name in ["chosen", "in_sample_figure", "in_sample_growth"] {
            let (one, other) = (column(&whole, name), column(&other, name));
            assert_eq!(one[..=window], other[..=window], "{name} to bar {end}");
        }
        let name = "out_of_sample_figure";
        assert_ne!(column(&whole, name)[window], column(&other, name)[window]);
    }
}

#[test]
fn only_the_bars_of_a_window_are_handed_to_the_strategy_while_it_is_chosen() {
    let mut desk = desk([made_up("X", 400)]);
    study::part(&mut desk, Study::WalkForward(asked()), 0..2).unwrap();
    assert_eq!(desk.loaded, [120, 165, 120, 165]);
}

#[test]
fn the_choice_is_the_best_of_a_sweep_over_the_window() {
    let study = Study::WalkForward(asked());
    let rows = parts(&mut desk([made_up("X", 400)]), &study, 100).columns;
    let mut window = made_up("X", 400);
    let columns = &mut window.columns;
    columns.time.truncate(120);
    for column in [
        &mut columns.open,
        &mut columns.high,
        &mut columns.low,
        &mut columns.close,
        &mut columns.volume,
    ] {
        column.truncate(120);
    }
    let WalkForwardRequest { run, search, .. } = asked();
    let swept = parts(&mut desk([window]), &sweep(run, search), 100).columns;
    let returns = column(&swept, "return_pct");
    let best = returns.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    assert_eq!(column(&rows, "in_sample_figure")[0], best);
    near(column(&rows, "in_sample_growth")[0], best / 100.0, "growth");
}

#[test]
fn windows_follow_each_other_and_leave_out_the_embargo() {
    let report = walked(asked(), made_up("X", 400));
    // (400 - 120 - 5 - 40) / 40 + 1
    assert_eq!(report.windows.len(), 6);
    let time = made_up("X", 400).columns.time;
    for (at, window) in report.windows.iter().enumerate() {
        let bar = |bar: usize| time[bar + 40 * at];
        assert_eq!(window.in_sample_start.epoch_ms, bar(0));
        assert_eq!(window.in_sample_end.epoch_ms, bar(119));
        assert_eq!(window.out_of_sample_start.epoch_ms, bar(125));
        assert_eq!(window.out_of_sample_end.epoch_ms, bar(164));
        assert_eq!(window.settings.len(), 2);
    }
    assert_eq!(report.equity_value.len(), 240);
    assert_eq!(report.equity_time[..2], time[125..127]);
}

#[test]
fn an_anchored_window_begins_with_the_first_bar() {
    let request = WalkForwardRequest {
        anchored: true,
        ..asked()
    };
    let report = walked(request, made_up("X", 400));
    let first = report.windows[0].in_sample_start.epoch_ms;
    assert!(
        report
            .windows
            .iter()
            .all(|window| window.in_sample_start.epoch_ms == first)
    );
}

#[test]
fn the_figures_are_those_of_the_stitched_equity_from_the_cash_on() {
    let study = Study::WalkForward(asked());
    let rows = parts(&mut desk([made_up("X", 400)]), &study, 100).columns;
    let report = walked(asked(), made_up("X", 400));
    let growth = column(&rows, "out_of_sample_growth").iter();
    let grown: f64 = growth.map(|growth| 1.0 + growth).product();
    let last = report.equity_value[239];
    near(last, 10_000.0 * grown, "the last equity");
    near(figure(&report.stats, "equity_final"), last, "equity_final");
    near(
        figure(&report.stats, "return_pct"),
        (grown - 1.0) * 100.0,
        "return_pct",
    );
    let kept = figure(&report.stats, "out_of_sample_annual");
    near(
        kept,
        grown.powf(252.0 / 240.0) - 1.0,
        "out_of_sample_annual",
    );
    let promised = figure(&report.stats, "in_sample_annual");
    near(
        figure(&report.stats, "efficiency"),
        kept / promised,
        "efficiency",
    );
    assert!((0.0..=1.0).contains(&figure(&report.stats, "stability")));
}

/// What a figure is over a curve, and over the trades that were closed on it.
fn defined(name: &str, curve: &[f64], trades: &[&Trade]) -> f64 {
    let returns = returns::simple(curve);
    let wins = trades.iter().filter(|trade| trade.pnl > 0.0).count() as f64;
    match name {
        "n_trades" => trades.len() as f64,
        "win_rate_pct" => 100.0 * wins / trades.len() as f64,
        "return_ann_pct" => {
            let growth = curve[curve.len() - 1] / curve[0];
            (growth.powf(252.0 / returns.len() as f64) - 1.0) * 100.0
        }
        "max_drawdown_pct" => drawdown::deepest(&drawdown::of_values(curve)).unwrap() * 100.0,
        "sharpe_ratio" => {
            let growth: f64 = curve[curve.len() - 1] / curve[0];
            let day = growth.powf(1.0 / returns.len() as f64);
            let squared = day * day;
            let spread = moments::variance(&returns, 1).unwrap();
            let spread = (spread + squared).powf(252.0) - squared.powf(252.0);
            (day.powf(252.0) - 1.0) / spread.sqrt()
        }
        "expectancy_pct" => {
            let sum: f64 = trades.iter().map(|trade| trade.return_pct).sum();
            sum / trades.len() as f64
        }
        _ => ratios::sharpe(&returns, 0.0, 252.0).unwrap(),
    }
}

#[test]
fn a_figure_after_the_choice_is_defined_as_the_one_before_it() {
    let given = [("fast", 3.0), ("slow", 9.0)];
    let mut desk = desk([made_up("X", 400)]);
    let whole = run(&mut desk, request("sma-cross", &given)).unwrap();
    let closed = whole.trades.iter().filter(|trade| trade.exit_bar >= 200);
    let closed: Vec<&Trade> = closed.collect();
    let names = [
        "return_ann_pct",
        "sharpe",
        "win_rate_pct",
        "n_trades",
        "max_drawdown_pct",
        "sharpe_ratio",
        "expectancy_pct",
    ];
    for rank_by in names {
        // One run over all bars, judged after 200 of them.
        let axes = given.map(|(name, value)| (name, vec![value]));
        let report = walked(
            WalkForwardRequest {
                search: Search {
                    rank_by: rank_by.into(),
                    ..search(&axes, "")
                },
                in_sample: 200,
                out_of_sample: 200,
                embargo: 0,
                ..asked()
            },
            made_up("X", 400),
        );
        let found = report.windows[0].out_of_sample_figure.unwrap();
        near(
            found,
            defined(rank_by, &whole.equity_value[199..], &closed),
            rank_by,
        );
    }
}

#[test]
fn parts_of_any_size_have_the_same_rows_bit_for_bit() {
    let study = Study::WalkForward(asked());
    let bits = |size: u32| -> Vec<u64> {
        let part = parts(&mut desk([made_up("X", 400)]), &study, size);
        let values = part.columns.into_iter().flat_map(|column| column.values);
        values.map(f64::to_bits).collect()
    };
    assert_eq!(bits(1), bits(100));
    assert_eq!(bits(4), bits(100));
}

#[test]
fn a_window_that_lost_all_before_the_bars_after_it_is_left_out() {
    let close: Vec<f64> = (0..300)
        .map(|bar| if (70..80).contains(&bar) { 5.0 } else { 100.0 })
        .collect();
    let walk = WalkForwardRequest {
        run: RunRequest {
            margin: 0.1,
            ..request("turning", &[("hold", 1_000.0)])
        },
        search: search(&[("size", vec![5.0, 6.0])], ""),
        in_sample: 60,
        out_of_sample: 60,
        embargo: 30,
        ..asked()
    };
    let report = walked(walk, series("X", bars(&close)));
    // The first is lost in the embargo, the second on the bars that it is chosen on.
    assert_eq!(report.windows.len(), 1);
    assert!(report.equity_value.iter().all(|value| *value > 0.0));
    let codes: Vec<&str> = report.findings.iter().map(|it| it.code.as_str()).collect();
    assert!(codes.contains(&"windows_without_choice"), "{codes:?}");
}
