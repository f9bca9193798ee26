//! Whatever the prices and the settings are: a report without a NaN, or a failure that names
//! its field.

use proptest::prelude::*;
use sandbourse_kernels::measure::finite;

use super::series::{DAY, series};
use super::worlds::{desk, range, request, run, search, settings, studied};
use crate::bindings::exports::sandbourse::platform::backtest_group::{
    Calendar, Commission, Fill, MonteCarloRequest, Resampling, RunReport, RunRequest, ShortSelling,
    Study, StudyReport, SweepRequest, TargetSizing, Trade, Units, WalkForwardRequest,
};
use crate::bindings::sandbourse::platform::types::{Columns, Failure, Figure, Series};

fn price() -> impl Strategy<Value = f64> {
    prop_oneof![1 => odd(), 98 => 50.0..150.0_f64, 1 => 1e-9..1e12_f64]
}

fn odd() -> impl Strategy<Value = f64> {
    prop::sample::select(vec![
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        0.0,
        -1.0,
        1e-300,
        1e-9,
        1e12,
        1e300,
        f64::MIN_POSITIVE,
    ])
}

fn time() -> impl Strategy<Value = i64> {
    let odd = prop::sample::select(vec![i64::MIN, i64::MAX, 0, -DAY, 3 * DAY]);
    prop_oneof![1 => odd, 3 => -9..300_i64]
}

/// Days in order with some that are not, and columns some of which are too short or missing.
fn garbage(symbol: &'static str) -> impl Strategy<Value = Series> {
    let bar = (prop::array::uniform5(price()), time(), 0..12_u8);
    let lengths = prop::array::uniform5(prop_oneof![30 => Just(usize::MAX), 1 => 0..20_usize]);
    (prop::collection::vec(bar, 0..80), lengths).prop_map(move |(bars, lengths)| {
        let column = |index: usize| -> Vec<f64> {
            let values = bars.iter().map(|(bar, _, _)| bar[index]);
            values.take(lengths[index]).collect()
        };
        let times = bars
            .iter()
            .enumerate()
            .map(|(at, (_, time, kind))| match kind {
                0 => *time,
                1 => time.saturating_mul(DAY),
                _ => at as i64 * DAY,
            });
        let columns = Columns {
            time: times.collect(),
            open: column(0),
            high: column(1),
            low: column(2),
            close: column(3),
            volume: column(4),
        };
        series(symbol, columns)
    })
}

fn strategy() -> impl Strategy<Value = (&'static str, Vec<(&'static str, f64)>)> {
    let bars = || prop_oneof![30 => (2..8_u32).prop_map(f64::from), 1 => price()];
    let share = || prop_oneof![30 => 0.0..1.0_f64, 1 => price()];
    (0..5_u8, bars(), bars(), share(), -40.0..40.0_f64).prop_map(
        |(which, fast, slow, share, size)| match which {
            0 => (
                "sma-cross",
                vec![("fast", fast), ("slow", fast + slow), ("stop_loss", share)],
            ),
            1 => (
                "bollinger",
                vec![("window", slow), ("both", 1.0), ("stop_loss", share)],
            ),
            2 => ("donchian", vec![("channel", fast), ("range", slow)]),
            3 => (
                "rsi-reversion",
                vec![("window", slow), ("low", 45.0), ("high", 55.0)],
            ),
            _ => ("turning", vec![("hold", fast), ("size", size)]),
        },
    )
}

/// Cash, margin and costs; one request in eight has some that cannot be.
fn amounts() -> impl Strategy<Value = [f64; 8]> {
    let fraction = || prop_oneof![1 => Just(0.0), 2 => 0.0..0.1_f64];
    let margin = prop_oneof![1 => Just(1.0), 1 => 0.01..1.0_f64];
    let usual = (100.0..1e6_f64, margin, prop::array::uniform6(fraction()));
    let usual =
        usual.prop_map(|(cash, margin, [a, b, c, d, e, f])| [cash, margin, a, b, c, d, e, f]);
    let spoilt = (usual.clone(), 0..8_usize, odd()).prop_map(|(mut amounts, at, odd)| {
        amounts[at] = odd;
        amounts
    });
    prop_oneof![7 => usual, 1 => spoilt]
}

fn asked() -> impl Strategy<Value = RunRequest> {
    let choices = (
        prop::sample::select(vec![Fill::NextOpen, Fill::SameClose, Fill::AtClose]),
        prop::sample::select(vec![Units::Whole, Units::Fractional]),
        prop::sample::select(vec![
            None,
            Some(TargetSizing::BuyingPower),
            Some(TargetSizing::Equity),
            Some(TargetSizing::Units),
        ]),
        prop::sample::select(vec![ShortSelling::Allowed, ShortSelling::Forbidden]),
        prop::sample::select(vec![Calendar::Common, Calendar::All]),
        any::<[bool; 3]>(),
    );
    let cap = prop_oneof![
        20 => Just(None),
        1 => odd().prop_map(Some),
        20 => (0.01..1.0_f64).prop_map(Some),
    ];
    (strategy(), amounts(), cap, choices).prop_map(|(strategy, amounts, volume_cap, choices)| {
        let [
            cash,
            margin,
            relative,
            fixed,
            per_share,
            minimum,
            spread,
            slippage,
        ] = amounts;
        let (fill, units, sizing, short, calendar, [finalize, two, benchmark]) = choices;
        let base = request(strategy.0, &strategy.1);
        let two = two && strategy.0 == "turning";
        RunRequest {
            symbols: ["X", "Y"][..1 + usize::from(two)]
                .iter()
                .map(|it| (*it).into())
                .collect(),
            cash,
            margin,
            commission: Commission {
                relative,
                fixed,
                per_share,
                minimum,
            },
            spread,
            slippage,
            fill,
            units,
            sizing,
            short,
            volume_cap,
            calendar,
            benchmark: benchmark.then(|| "Y".into()),
            finalize,
            ..base
        }
    })
}

/// The first number that is none, by its name.
fn odd_figure(figures: &[Figure]) -> Option<&str> {
    let is_odd = |figure: &&Figure| match (figure.value, &figure.undefined) {
        (Some(value), None) => finite(value).is_err(),
        (None, Some(_)) => false,
        _ => true,
    };
    figures
        .iter()
        .find(is_odd)
        .map(|figure| figure.name.as_str())
}

/// A number that is none, or an exit before its entry.
fn odd_trade(trade: &Trade) -> bool {
    let numbers = [
        trade.size,
        trade.entry_price,
        trade.exit_price,
        trade.pnl,
        trade.commission,
        trade.return_pct,
        trade.duration_days,
        trade.stop_loss.unwrap_or(1.0),
        trade.take_profit.unwrap_or(1.0),
    ];
    numbers.iter().any(|number| !number.is_finite()) || trade.exit_bar < trade.entry_bar
}

fn is_sound(report: &RunReport) -> Result<(), TestCaseError> {
    prop_assert_eq!(odd_figure(&report.stats), None);
    let odd = report.trades.iter().find(|trade| odd_trade(trade));
    prop_assert!(odd.is_none(), "{odd:?}");
    let curves = [
        &report.equity_value,
        &report.hold_value,
        &report.benchmark_value,
    ];
    for curve in curves {
        prop_assert!(curve.iter().all(|value| value.is_finite() && *value >= 0.0));
    }
    prop_assert!(report.equity_time.is_sorted_by(|a, b| a < b));
    prop_assert_eq!(report.equity_time.len(), report.equity_value.len());
    let details = report.findings.iter().map(|finding| &finding.detail);
    let odd = details
        .clone()
        .find(|it| it.contains("NaN") || it.contains("inf"));
    prop_assert_eq!(odd, None);
    Ok(())
}

fn names_its_field(failure: &Failure) -> Result<(), TestCaseError> {
    prop_assert!(failure.field.is_some(), "{failure:?}");
    prop_assert!(!failure.detail.is_empty() && failure.detail.ends_with('.'));
    Ok(())
}

fn study_of(kind: u8, run: RunRequest) -> Study {
    let run = RunRequest {
        strategy: "sma-cross".into(),
        symbols: vec!["X".into()],
        settings: settings(&[("fast", 2.0), ("slow", 4.0)]),
        ..run
    };
    let search = search(&[("fast", range(1, 4)), ("slow", range(2, 5))], "");
    match kind {
        0 => Study::Sweep(SweepRequest { run, search }),
        1 => Study::WalkForward(WalkForwardRequest {
            run,
            search,
            in_sample: 20,
            out_of_sample: 5,
            step: None,
            anchored: false,
            embargo: 1,
        }),
        _ => Study::MonteCarlo(MonteCarloRequest {
            run,
            method: match kind {
                2 => Resampling::BlockBootstrap,
                _ => Resampling::TradeShuffle,
            },
            paths: 100,
            block: None,
            seed: 1,
        }),
    }
}

fn study_is_sound(report: &StudyReport) -> Result<(), TestCaseError> {
    match report {
        StudyReport::Sweep(report) => {
            prop_assert_eq!(odd_figure(&report.trials), None);
            for best in &report.best {
                prop_assert_eq!(odd_figure(&best.figures), None);
            }
        }
        StudyReport::WalkForward(report) => {
            prop_assert_eq!(odd_figure(&report.stats), None);
            prop_assert!(report.equity_value.iter().all(|value| value.is_finite()));
        }
        StudyReport::MonteCarlo(report) => {
            prop_assert_eq!(odd_figure(&report.figures), None);
            let mut values = report.fan.iter().flat_map(|level| &level.values);
            prop_assert!(values.all(|value| value.is_finite()));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_run_is_a_report_or_a_reason(x in garbage("X"), y in garbage("Y"), asked in asked()) {
        match run(&mut desk([x, y]), asked) {
            Ok(report) => is_sound(&report)?,
            Err(failure) => names_its_field(&failure)?,
        }
    }

    #[test]
    fn a_replay_has_the_same_hash(x in garbage("X"), y in garbage("Y"), asked in asked()) {
        let hash = |asked: RunRequest| run(&mut desk([x.clone(), y.clone()]), asked).map(|it| it.result_hash);
        prop_assert_eq!(hash(asked.clone()).ok(), hash(asked).ok());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_study_is_a_report_or_a_reason(x in garbage("X"), asked in asked(), kind in 0..4_u8) {
        match studied(&mut desk([x]), &study_of(kind, RunRequest { benchmark: None, ..asked })) {
            Ok(report) => study_is_sound(&report)?,
            Err(failure) => names_its_field(&failure)?,
        }
    }
}
