//! A request that cannot be carried out names the field at fault.

use super::series::{bars, made_up, series};
use super::worlds::{desk, range, request, run, search, settings, studied, sweep};
use crate::bindings::exports::sandbourse::platform::backtest_group::{
    Commission, MonteCarloRequest, Resampling, RunRequest, Search, Study, WalkForwardRequest,
};
use crate::study;

/// A change of a request.
type Change<T> = fn(&mut T);

/// The field that a changed request is refused for.
fn refused(change: Change<RunRequest>) -> String {
    let mut asked = request("sma-cross", &[]);
    change(&mut asked);
    let failure = run(&mut desk([made_up("X", 100), made_up("Y", 100)]), asked);
    let failure = failure.err().unwrap();
    assert!(failure.detail.ends_with('.'), "{}", failure.detail);
    failure.field.unwrap()
}

#[test]
fn each_field_of_a_run_is_named() {
    let changes: [(&str, Change<RunRequest>); 24] = [
        ("strategy", |it| it.strategy = "none".into()),
        ("symbols.0", |it| it.symbols = vec![" ".into()]),
        ("symbols.0", |it| it.symbols = vec!["NONE".into()]),
        ("symbols", |it| it.symbols = Vec::new()),
        ("symbols", |it| it.symbols = vec!["X".into(), "Y".into()]),
        ("settings.fst", |it| it.settings = settings(&[("fst", 3.0)])),
        ("settings.fast", |it| {
            it.settings = settings(&[("fast", 0.0)])
        }),
        ("settings.fast", |it| {
            it.settings = settings(&[("fast", 2.5)])
        }),
        ("settings.fast", |it| {
            it.settings = settings(&[("fast", f64::NAN)])
        }),
        ("settings.fast", |it| {
            it.settings = settings(&[("fast", 30.0)])
        }),
        ("cash", |it| it.cash = f64::NAN),
        ("cash", |it| it.cash = -1.0),
        ("cash", |it| it.cash = f64::INFINITY),
        ("margin", |it| it.margin = 0.0),
        ("margin", |it| it.margin = 1.5),
        ("spread", |it| it.spread = f64::INFINITY),
        ("slippage", |it| it.slippage = 1.0),
        ("commission.relative", |it| it.commission.relative = -0.1),
        ("commission.fixed", |it| it.commission.fixed = f64::NAN),
        ("commission.per_share", |it| it.commission.per_share = -1.0),
        ("commission.minimum", |it| it.commission.minimum = -1.0),
        ("volume_cap", |it| it.volume_cap = Some(0.0)),
        ("volume_cap", |it| it.volume_cap = Some(f64::NAN)),
        ("benchmark", |it| it.benchmark = Some("NONE".into())),
    ];
    for (field, change) in changes {
        assert_eq!(refused(change), field);
    }
}

#[test]
fn prices_that_are_too_few_name_their_symbol() {
    let mut desk = desk([made_up("Y", 100), series("X", bars(&[1.0]))]);
    let asked = RunRequest {
        symbols: vec!["Y".into(), "X".into()],
        ..request("turning", &[])
    };
    let failure = run(&mut desk, asked).err().unwrap();
    assert_eq!(failure.field.as_deref(), Some("symbols.1"));
    let asked = RunRequest {
        symbols: vec!["Y".into()],
        benchmark: Some("X".into()),
        ..request("turning", &[])
    };
    let failure = run(&mut desk, asked).err().unwrap();
    assert_eq!(failure.field.as_deref(), Some("benchmark"));
}

#[test]
fn the_largest_values_are_taken() {
    let asked = RunRequest {
        cash: 1e12,
        commission: Commission {
            relative: 0.5,
            fixed: 1e12,
            per_share: 1e12,
            minimum: 1e12,
        },
        spread: 0.5,
        slippage: 0.4,
        margin: 0.01,
        volume_cap: Some(1.0),
        ..request("sma-cross", &[])
    };
    assert!(run(&mut desk([made_up("X", 100)]), asked).is_ok());
}

fn study_refused(study: Study) -> String {
    let failure = study::plan(&mut desk([made_up("X", 100)]), study).err();
    failure.unwrap().field.unwrap()
}

fn searched(change: Change<Search>) -> String {
    let axes = [("fast", range(2, 9)), ("slow", range(6, 15))];
    let mut search = search(&axes, "fast < slow");
    change(&mut search);
    study_refused(sweep(request("sma-cross", &[]), search))
}

#[test]
fn each_field_of_a_search_is_named() {
    let changes: [(&str, Change<Search>); 11] = [
        ("grid", |it| it.axes.clear()),
        ("grid.none", |it| it.axes[1].name = "none".into()),
        ("grid.fast", |it| it.axes[0].values.clear()),
        ("grid.fast", |it| it.axes[0].values.push(0.0)),
        ("grid.fast", |it| it.axes[0].values.push(f64::NAN)),
        ("grid.fast", |it| it.axes[0].values.push(2.0)),
        ("grid.fast", |it| it.axes[1].name = "fast".into()),
        ("where", |it| it.where_ = "fast <".into()),
        ("where", |it| it.where_ = "fast > slow + 100".into()),
        ("rank_by", |it| it.rank_by = "luck".into()),
        ("random", |it| it.random = Some(0)),
    ];
    for (field, change) in changes {
        assert_eq!(searched(change), field);
    }
}

#[test]
fn too_many_combinations_are_refused() {
    let axes = [("fast", range(1, 500)), ("slow", range(1, 500))];
    let field = study_refused(sweep(request("sma-cross", &[]), search(&axes, "")));
    assert_eq!(field, "grid");
}

#[test]
fn a_figure_that_cannot_rank_is_answered_with_those_that_can() {
    let axes = [("fast", range(2, 5))];
    for unknown in ["luck", "volatility_ann_pct", "commissions", ""] {
        let search = Search {
            rank_by: unknown.into(),
            ..search(&axes, "")
        };
        let study = sweep(request("sma-cross", &[]), search);
        let failure = study::plan(&mut desk([made_up("X", 100)]), study).unwrap_err();
        assert_eq!(failure.code, "unknown_figure");
        for known in ["return_pct", "sharpe", "sharpe_ratio", "kelly_criterion"] {
            assert!(failure.detail.contains(known), "{}", failure.detail);
        }
    }
}

fn walked(change: Change<WalkForwardRequest>) -> String {
    let mut walk = WalkForwardRequest {
        run: request("sma-cross", &[]),
        search: search(&[("fast", range(2, 5))], ""),
        in_sample: 50,
        out_of_sample: 10,
        step: None,
        anchored: false,
        embargo: 0,
    };
    change(&mut walk);
    study_refused(Study::WalkForward(walk))
}

#[test]
fn each_field_of_a_walk_forward_is_named() {
    let changes: [(&str, Change<WalkForwardRequest>); 6] = [
        ("in_sample", |it| it.in_sample = 0),
        ("in_sample", |it| it.in_sample = 95),
        ("out_of_sample", |it| it.out_of_sample = 0),
        ("step", |it| it.step = Some(5)),
        ("in_sample", |it| it.embargo = u32::MAX),
        ("rank_by", |it| it.search.rank_by = "luck".into()),
    ];
    for (field, change) in changes {
        assert_eq!(walked(change), field);
    }
}

fn simulated(change: Change<MonteCarloRequest>) -> String {
    let mut simulation = MonteCarloRequest {
        run: request("sma-cross", &[("fast", 2.0), ("slow", 5.0)]),
        method: Resampling::BlockBootstrap,
        paths: 100,
        block: None,
        seed: 1,
    };
    change(&mut simulation);
    study_refused(Study::MonteCarlo(simulation))
}

#[test]
fn each_field_of_a_simulation_is_named() {
    let changes: [(&str, Change<MonteCarloRequest>); 6] = [
        ("paths", |it| it.paths = 99),
        ("paths", |it| it.paths = 10_001),
        ("block", |it| it.block = Some(0)),
        ("block", |it| it.block = Some(101)),
        ("cash", |it| it.run.cash = 0.0),
        ("method", |it| {
            it.method = Resampling::TradeShuffle;
            it.run.settings = settings(&[("fast", 90.0), ("slow", 99.0)]);
        }),
    ];
    for (field, change) in changes {
        assert_eq!(simulated(change), field);
    }
}

#[test]
fn what_no_strategy_may_answer_is_its_fault() {
    for kind in [0.0, 1.0, 2.0] {
        let failure = run(
            &mut desk([made_up("X", 100)]),
            request("broken", &[("kind", kind)]),
        );
        let failure = failure.err().unwrap();
        assert_eq!(failure.code, "wrong_decisions");
        assert_eq!(failure.field.as_deref(), Some("strategy"));
    }
}

#[test]
fn a_warm_up_or_tag_beyond_all_bounds_and_targets_without_end_are_lived_with() {
    for kind in [3.0, 4.0] {
        let report = run(
            &mut desk([made_up("X", 100)]),
            request("broken", &[("kind", kind)]),
        );
        let report = report.unwrap();
        assert!(report.trades.iter().all(|trade| trade.tag.is_none()));
        assert!(report.hold_value.iter().all(|value| *value == 10_000.0));
    }
}

#[test]
fn a_search_in_which_no_run_survives_says_so() {
    let axes = [("every", vec![7.0, 14.0])];
    let study = Study::WalkForward(WalkForwardRequest {
        run: request("fragile", &[]),
        search: search(&axes, ""),
        in_sample: 50,
        out_of_sample: 10,
        step: None,
        anchored: false,
        embargo: 0,
    });
    let failure = studied(&mut desk([made_up("X", 100)]), &study)
        .err()
        .unwrap();
    assert_eq!(failure.field.as_deref(), Some("grid"));
}
