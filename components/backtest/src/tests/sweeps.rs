//! Sweeps: beside vectorbt 1.0.0 and exact integers, in parts of any size, and what they
//! come to.

use serde_json::Value;

use super::desk::TestDesk;
use super::series::{golden, made_up, near};
use super::worlds::{column, desk, figure, parts, range, request, run, search, sweep, swept};
use crate::bindings::exports::sandbourse::platform::backtest_group::{
    Commission, Fill, NamedColumn, RunRequest, Search, Study, SweepRequest, Units,
};
use crate::study;

/// The request that the peer's call comes down to.
fn asked(parameters: &Value) -> RunRequest {
    let base = request("sma-cross", &[("long_only", 1.0)]);
    RunRequest {
        cash: parameters["init_cash"].as_f64().unwrap(),
        commission: Commission {
            relative: parameters["fees"].as_f64().unwrap(),
            ..base.commission
        },
        slippage: parameters["slippage"].as_f64().unwrap(),
        fill: Fill::AtClose,
        units: Units::Fractional,
        ..base
    }
}

fn of_windows(golden: &Value) -> Study {
    let windows = golden["parameters"]["windows"].as_array().unwrap();
    let windows: Vec<f64> = windows.iter().filter_map(Value::as_f64).collect();
    let axes = [("fast", windows.clone()), ("slow", windows)];
    sweep(asked(&golden["parameters"]), search(&axes, "fast < slow"))
}

/// Days of a year at the peer, and here.
const YEARS: (f64, f64) = (365.0, 252.0);

fn small_sweep_equals_the_peer(name: &str) {
    let Some((golden, series)) = golden(name) else {
        return;
    };
    let days = series.columns.time.len() as f64;
    let part = parts(&mut desk([series]), &of_windows(&golden), 10);
    let results = golden["results"].as_array().unwrap();
    let columns = &part.columns;
    assert_eq!(column(columns, "fast").len(), results.len());
    for (at, row) in results.iter().enumerate() {
        let ours = |name: &str| column(columns, name)[at];
        let theirs = |name: &str| row[name].as_f64().unwrap();
        let scale = (YEARS.1 / YEARS.0).sqrt();
        let annual = (1.0 + theirs("total_return")).powf(YEARS.1 / days) - 1.0;
        let same = |name: &str, expected: f64| near(ours(name), expected, name);
        same("fast", theirs("fast"));
        same("slow", theirs("slow"));
        same("return_pct", theirs("total_return") * 100.0);
        same("orders", theirs("orders"));
        same("max_drawdown_pct", theirs("max_drawdown") * 100.0);
        same("sharpe", theirs("sharpe") * scale);
        same("sortino", theirs("sortino") * scale);
        same("return_ann_pct", annual * 100.0);
        same("calmar", annual / -theirs("max_drawdown"));
        // The peer counts a trade that is open at the end.
        let open = theirs("orders") % 2.0;
        same("n_trades", theirs("trades") - open);
        if open == 0.0 {
            same("win_rate_pct", theirs("win_rate") * 100.0);
        }
    }
}

#[test]
fn a_small_sweep_equals_the_peer() {
    small_sweep_equals_the_peer("sweep/GOOG_small");
}

#[test]
fn slippage_and_averages_that_tie_equal_the_peer() {
    small_sweep_equals_the_peer("sweep/AAPL_small_slippage");
}

#[test]
fn the_return_of_each_of_4851_pairs_equals_exact_integers() {
    let Some((golden, series)) = golden("sweep/GOOG_2_100") else {
        return;
    };
    let mut desk = desk([series]);
    let study = of_windows(&golden);
    let columns = parts(&mut desk, &study, 1_000).columns;
    let (found, orders) = (column(&columns, "return_pct"), column(&columns, "orders"));
    let expected = golden["total_return"].as_array().unwrap();
    assert_eq!(found.len(), expected.len());
    for (at, expected) in expected.iter().enumerate() {
        let what = format!("pair {at}");
        near(found[at] / 100.0, expected.as_f64().unwrap(), &what);
        assert_eq!(Some(orders[at] as u64), golden["orders"][at].as_u64());
    }
    let best = (0..found.len()).max_by(|a, b| found[*a].total_cmp(&found[*b]));
    let best = best.unwrap();
    assert_eq!(column(&columns, "fast")[best], 11.0);
    assert_eq!(column(&columns, "slow")[best], 18.0);
}

fn small() -> Study {
    let axes = [("fast", range(2, 9)), ("slow", range(6, 15))];
    sweep(request("sma-cross", &[]), search(&axes, "fast < slow"))
}

fn bits(columns: &[NamedColumn]) -> Vec<Vec<u64>> {
    let of = |column: &NamedColumn| column.values.iter().map(|value| value.to_bits()).collect();
    columns.iter().map(of).collect()
}

#[test]
fn parts_of_any_size_in_any_order_have_the_same_rows_bit_for_bit() {
    let whole = bits(&parts(&mut desk([made_up("X", 400)]), &small(), 1_000).columns);
    for size in [1, 7, 64] {
        let mut desk = desk([made_up("X", 400)]);
        assert_eq!(bits(&parts(&mut desk, &small(), size).columns), whole);
    }
    let mut desk = desk([made_up("X", 400)]);
    let rows = whole[0].len();
    for first in (0..rows).rev().step_by(9) {
        let part = study::part(&mut desk, small(), first as u64..first as u64 + 9).unwrap();
        for (part, whole) in bits(&part.columns).iter().zip(&whole) {
            assert_eq!(part, &whole[first..rows.min(first + 9)]);
        }
    }
}

#[test]
fn a_part_behind_the_end_has_no_rows() {
    let mut desk = desk([made_up("X", 100)]);
    let part = study::part(&mut desk, small(), 1_000..u64::MAX).unwrap();
    assert!(part.columns.iter().all(|column| column.values.is_empty()));
}

#[test]
fn each_row_is_a_run_of_its_own() {
    let mut desk = desk([made_up("X", 400)]);
    let columns = parts(&mut desk, &small(), 1_000).columns;
    for at in (0..column(&columns, "fast").len()).step_by(11) {
        let of = |name: &str| column(&columns, name)[at];
        let given = [("fast", of("fast")), ("slow", of("slow"))];
        let report = run(&mut desk, request("sma-cross", &given)).unwrap();
        let last = report.equity_value[399];
        assert_eq!(
            of("return_pct").to_bits(),
            ((last / 10_000.0 - 1.0) * 100.0).to_bits()
        );
        assert_eq!(of("n_trades") as usize, report.trades.len());
        near(
            of("max_drawdown_pct"),
            figure(&report.stats, "max_drawdown_pct"),
            "fall",
        );
        near(
            of("win_rate_pct"),
            figure(&report.stats, "win_rate_pct"),
            "wins",
        );
    }
}

#[test]
fn the_plan_counts_the_combinations_that_meet_the_condition() {
    let plan = study::plan(&mut desk([made_up("X", 100)]), small()).unwrap();
    let valid = (2..=9).flat_map(|fast| (6..=15).filter(move |slow| fast < *slow));
    assert_eq!(plan.units as usize, valid.count());
    assert_eq!(plan.settings, ["fast", "slow"]);
    assert_eq!(plan.rank_by, "return_pct");
}

#[test]
fn combinations_drawn_by_chance_differ_and_depend_on_the_seed_alone() {
    let drawn = |seed: u64| {
        let Study::Sweep(SweepRequest { run, search }) = small() else {
            panic!("a sweep");
        };
        let search = Search {
            random: Some(20),
            seed,
            ..search
        };
        let part = parts(&mut desk([made_up("X", 100)]), &sweep(run, search), 6);
        let (fast, slow) = (column(&part.columns, "fast"), column(&part.columns, "slow"));
        let pairs: Vec<(u32, u32)> = fast
            .iter()
            .zip(slow)
            .map(|(f, s)| (*f as u32, *s as u32))
            .collect();
        pairs
    };
    let mut one = drawn(1);
    assert_eq!(one, drawn(1));
    assert_ne!(one, drawn(2));
    one.sort_unstable();
    one.dedup();
    assert_eq!(one.len(), 20);
    assert!(one.iter().all(|(fast, slow)| fast < slow));
}

#[test]
fn the_best_are_the_highest_rows_looked_at_closely() {
    let mut desk = desk([made_up("X", 400)]);
    let columns = parts(&mut desk, &small(), 1_000).columns;
    let mut ranked = column(&columns, "return_pct").to_vec();
    ranked.sort_by(|a, b| b.total_cmp(a));
    let report = swept(&mut desk, &small());
    assert_eq!(report.best.len(), 3);
    for (best, value) in report.best.iter().zip(&ranked) {
        near(
            figure(&best.figures, "equity_final") / 100.0 - 100.0,
            *value,
            "return",
        );
    }
}

#[test]
fn the_heat_map_has_each_row_at_its_place() {
    let mut desk = desk([made_up("X", 300)]);
    let columns = parts(&mut desk, &small(), 1_000).columns;
    let map = swept(&mut desk, &small()).heat_map.unwrap();
    assert_eq!((map.x.as_str(), map.y.as_str()), ("fast", "slow"));
    let mut known = 0;
    for (at, value) in column(&columns, "return_pct").iter().enumerate() {
        let place = |values: &[f64], name: &str| {
            let wanted = column(&columns, name)[at];
            values.iter().position(|value| *value == wanted).unwrap()
        };
        let (x, y) = (place(&map.x_values, "fast"), place(&map.y_values, "slow"));
        assert_eq!(
            map.values[y * map.x_values.len() + x].unwrap().to_bits(),
            value.to_bits()
        );
        known += 1;
    }
    assert_eq!(map.values.iter().flatten().count(), known);
}

#[test]
fn a_combination_that_the_strategy_refuses_is_a_row_without_figures() {
    let mut desk = desk([made_up("X", 200)]);
    let study = sweep(
        request("fragile", &[]),
        search(&[("every", range(1, 20))], ""),
    );
    let part = parts(&mut desk, &study, 6);
    assert_eq!(part.failed, 2);
    assert!(part.failure.unwrap().contains("multiple of 7"));
    for (every, found) in column(&part.columns, "every")
        .iter()
        .zip(column(&part.columns, "return_pct"))
    {
        assert_eq!(found.is_nan(), every % 7.0 == 0.0, "{every}");
    }
    assert!(swept(&mut desk, &study).best.len() == 3);
}

#[test]
fn a_strategy_at_work_for_long_is_made_anew() {
    let mut desk = desk([made_up("X", 50)]);
    let axes = [("fast", range(1, 30)), ("slow", range(31, 50))];
    let study = sweep(request("sma-cross", &[]), search(&axes, ""));
    study::part(&mut desk, study, 0..600).unwrap();
    assert_eq!(desk.renewed, 2);
}

#[test]
fn the_trials_speak_of_the_best_first_and_of_all_that_were_tried() {
    let mut desk = desk([made_up("X", 400)]);
    let report = swept(&mut desk, &small());
    let columns = parts(&mut desk, &small(), 1_000).columns;
    let returns = column(&columns, "return_pct");
    let best = (0..returns.len()).max_by(|a, b| returns[*a].total_cmp(&returns[*b]));
    let sharpe = column(&columns, "sharpe")[best.unwrap()];
    near(
        figure(&report.trials, "best_sharpe"),
        sharpe,
        "the Sharpe ratio of the best",
    );
    assert_eq!(figure(&report.trials, "n") as usize, returns.len());
    assert_eq!(figure(&report.trials, "candidates") as usize, returns.len());
    for name in ["deflated_sharpe", "spa_p_value", "pbo"] {
        assert!(
            (0.0..=1.0).contains(&figure(&report.trials, name)),
            "{name}"
        );
    }
    let expected = figure(&report.trials, "expected_max_sharpe");
    assert!(expected > 0.0 && expected < 10.0, "{expected} is annual");
}

#[test]
fn a_combination_that_loses_all_takes_no_figure_from_the_others() {
    let mut close = vec![100.0; 60];
    close.extend([50.0; 60]);
    let fall = super::series::series("X", super::series::bars(&close));
    let base = request("turning", &[("hold", 1_000.0)]);
    let run = RunRequest {
        margin: 0.1,
        ..base
    };
    let study = sweep(run, search(&[("size", vec![-1.0, 0.5, 9.0])], ""));
    let report = swept(&mut desk([fall]), &study);
    assert_eq!(figure(&report.trials, "candidates"), 3.0);
    assert!(figure(&report.trials, "best_sharpe").is_finite());
}

#[test]
fn a_statistic_ranks_by_its_own_definition_and_is_a_column_then() {
    let axes = [("fast", range(3, 5)), ("slow", range(8, 9))];
    let base = request("sma-cross", &[]);
    for rank_by in ["sharpe_ratio", "sqn", "avg_drawdown_pct"] {
        let mut desk = desk([made_up("X", 300)]);
        let search = Search {
            rank_by: rank_by.into(),
            ..search(&axes, "")
        };
        let study = sweep(base.clone(), search);
        let columns = parts(&mut desk, &study, 4).columns;
        let alone = |at: usize, desk: &mut TestDesk| {
            let given = ["fast", "slow"].map(|name| (name, column(&columns, name)[at]));
            run(desk, request("sma-cross", &given)).unwrap().stats
        };
        let ranked = column(&columns, rank_by);
        for (at, found) in ranked.iter().enumerate() {
            let expected = figure(&alone(at, &mut desk), rank_by);
            assert_eq!(found.to_bits(), expected.to_bits(), "{rank_by}");
        }
        let highest = ranked.iter().copied().fold(f64::MIN, f64::max);
        let report = swept(&mut desk, &study);
        assert_eq!(figure(&report.best[0].figures, rank_by), highest);
        assert_eq!(report.heat_map.unwrap().figure, rank_by);
    }
    let usual = sweep(base, search(&axes, ""));
    let columns = parts(&mut desk([made_up("X", 300)]), &usual, 4).columns;
    assert!(columns.iter().all(|column| column.name != "sqn"));
}
