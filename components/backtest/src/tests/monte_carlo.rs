//! Resampled runs: the same wherever their paths are drawn, and centred on what was observed.

use super::series::{made_up, near};
use super::worlds::{column, desk, figure, parts, request, run, studied};
use crate::bindings::exports::sandbourse::platform::backtest_group::{
    MonteCarloReport, MonteCarloRequest, Resampling, RunRequest, Study, StudyReport,
};
use crate::study;

fn asked(method: Resampling) -> MonteCarloRequest {
    MonteCarloRequest {
        run: RunRequest {
            finalize: true,
            ..request("sma-cross", &[("fast", 3.0), ("slow", 9.0)])
        },
        method,
        paths: 400,
        block: None,
        seed: 3,
    }
}

fn simulated(request: MonteCarloRequest) -> MonteCarloReport {
    match studied(&mut desk([made_up("X", 300)]), &Study::MonteCarlo(request)).unwrap() {
        StudyReport::MonteCarlo(report) => report,
        _ => panic!("the report of a simulation"),
    }
}

#[test]
fn trades_in_another_order_end_where_the_run_ended() {
    let asked = asked(Resampling::TradeShuffle);
    let last = run(&mut desk([made_up("X", 300)]), asked.run.clone()).unwrap();
    let realised: f64 = last.trades.iter().map(|trade| trade.pnl).sum();
    let report = simulated(asked);
    for level in ["p05", "p50", "p95"] {
        let found = figure(&report.figures, &format!("final_value_{level}"));
        near(found, 10_000.0 + realised, level);
    }
    near(
        figure(&report.figures, "observed_final_value"),
        last.equity_value[299],
        "observed",
    );
    let severe = figure(&report.figures, "max_drawdown_pct_p05");
    assert!(severe < figure(&report.figures, "max_drawdown_pct_p95"));
}

#[test]
fn blocks_of_returns_spread_around_what_was_observed() {
    let report = simulated(asked(Resampling::BlockBootstrap));
    let [low, middle, high] =
        ["p05", "p50", "p95"].map(|level| figure(&report.figures, &format!("final_value_{level}")));
    let observed = figure(&report.figures, "observed_final_value");
    assert!(low < middle && middle < high);
    assert!(low < observed && observed < high, "{low} {observed} {high}");
    let loss = figure(&report.figures, "probability_of_loss");
    assert!((0.0..=1.0).contains(&loss));
    let deeper = |limit: u32| {
        figure(
            &report.figures,
            &format!("probability_of_drawdown_{limit}_pct"),
        )
    };
    assert!(deeper(10) >= deeper(20) && deeper(20) >= deeper(50));
}

#[test]
fn the_fan_begins_at_the_cash_and_ends_at_the_final_values() {
    for method in [Resampling::BlockBootstrap, Resampling::TradeShuffle] {
        let report = simulated(asked(method));
        let time = made_up("X", 300).columns.time;
        assert_eq!(report.fan_time.first(), time.first());
        assert_eq!(report.fan_time.last(), time.last());
        assert!(report.fan_time.is_sorted());
        for level in &report.fan {
            assert_eq!(level.values.len(), report.fan_time.len());
            assert_eq!(level.values[0], 10_000.0);
            let name = format!("final_value_p{:02}", (level.probability * 100.0).round());
            near(
                level.values[level.values.len() - 1],
                figure(&report.figures, &name),
                &name,
            );
        }
    }
}

#[test]
fn parts_of_any_size_have_the_same_rows_bit_for_bit() {
    let study = Study::MonteCarlo(asked(Resampling::BlockBootstrap));
    let bits = |size: u32| -> Vec<u64> {
        let part = parts(&mut desk([made_up("X", 300)]), &study, size);
        let values = part.columns.into_iter().flat_map(|column| column.values);
        values.map(f64::to_bits).collect()
    };
    assert_eq!(bits(400), bits(33));
    let other = MonteCarloRequest {
        seed: 4,
        ..asked(Resampling::BlockBootstrap)
    };
    let other = parts(
        &mut desk([made_up("X", 300)]),
        &Study::MonteCarlo(other),
        400,
    );
    assert_ne!(column(&other.columns, "final")[0].to_bits(), bits(400)[0]);
}

#[test]
fn no_path_is_drawn_beyond_those_that_were_asked_for() {
    let study = Study::MonteCarlo(asked(Resampling::BlockBootstrap));
    let mut desk = desk([made_up("X", 300)]);
    let part = study::part(&mut desk, study, 390..u64::MAX).unwrap();
    assert_eq!(column(&part.columns, "final").len(), 10);
}

#[test]
fn a_run_that_never_trades_has_paths_without_a_sharpe_ratio() {
    let still = MonteCarloRequest {
        run: request("sma-cross", &[("fast", 290.0), ("slow", 299.0)]),
        ..asked(Resampling::BlockBootstrap)
    };
    let report = simulated(still);
    let sharpe = report
        .figures
        .iter()
        .find(|it| it.name == "sharpe_p50")
        .unwrap();
    assert!(sharpe.value.is_none() && sharpe.undefined.is_some());
    assert_eq!(figure(&report.figures, "final_value_p50"), 10_000.0);
    assert_eq!(figure(&report.figures, "probability_of_loss"), 0.0);
}

#[test]
fn a_run_that_loses_all_can_be_resampled() {
    let ruinous = MonteCarloRequest {
        run: RunRequest {
            margin: 0.02,
            ..request("turning", &[("hold", 500.0), ("size", 40.0)])
        },
        ..asked(Resampling::BlockBootstrap)
    };
    let report = simulated(ruinous);
    assert_eq!(figure(&report.figures, "observed_final_value"), 0.0);
    assert!(figure(&report.figures, "probability_of_loss") > 0.0);
}
