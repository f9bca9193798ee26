//! Each finding appears where it is due, and no run whatever gives a NaN.

use proptest::prelude::*;

use crate::bindings::exports::sandbourse::platform::backtest_group::{
    Commission, RunReport, RunRequest, Setting, Units,
};
use crate::bindings::sandbourse::platform::types::{Columns, Series, Source};
use crate::bindings::sandbourse::platform::values::{Adjustment, Instant};
use crate::request::{check, tests::request};

const DAY_MS: i64 = 86_400_000;

fn series(close: &[f64]) -> Series {
    let columns = Columns {
        time: (0..close.len() as i64).map(|day| day * DAY_MS).collect(),
        open: close.to_vec(),
        high: close.to_vec(),
        low: close.to_vec(),
        close: close.to_vec(),
        volume: Vec::new(),
    };
    let source = Source {
        provider: "sample".into(),
        delay: "historical".into(),
        currency: "USD".into(),
        as_of: Instant { epoch_ms: 0 },
        stale: false,
        notice: None,
    };
    Series {
        lead: 0,
        symbol: "X".into(),
        interval: "1d".into(),
        adjustment: Adjustment::Raw,
        columns,
        source,
    }
}

fn wave(bars: u32, days: f64) -> Vec<f64> {
    (0..bars)
        .map(|bar| 100.0 + 20.0 * (f64::from(bar) / days).sin())
        .collect()
}

fn quick() -> RunRequest {
    let setting = |name: &str, value| Setting {
        name: name.into(),
        value,
    };
    RunRequest {
        settings: vec![setting("fast", 2.0), setting("slow", 5.0)],
        ..request()
    }
}

fn run(request: &RunRequest, series: Series) -> RunReport {
    crate::run::report(request, &check(request).unwrap(), series).unwrap()
}

fn codes(report: &RunReport) -> Vec<&str> {
    report
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

fn finds(request: &RunRequest, series: Series, code: &str) {
    let report = run(request, series);
    assert!(
        codes(&report).contains(&code),
        "{code} not in {:?}",
        codes(&report)
    );
}

#[test]
fn too_little_evidence_is_said_to_be_too_little() {
    finds(&quick(), series(&wave(200, 8.0)), "few_trades");
    finds(&quick(), series(&wave(200, 8.0)), "short_history");
    finds(&quick(), series(&[50.0; 300]), "no_trades");
    finds(&quick(), series(&wave(30, 3.0)), "long_warm_up");
}

#[test]
fn costs_are_weighed() {
    let free = Commission {
        relative: 0.0,
        fixed: 0.0,
        per_share: 0.0,
    };
    finds(
        &RunRequest {
            commission: free,
            ..quick()
        },
        series(&wave(400, 8.0)),
        "no_costs",
    );
    let dear = Commission {
        relative: 0.05,
        fixed: 0.0,
        per_share: 0.0,
    };
    finds(
        &RunRequest {
            commission: dear,
            ..quick()
        },
        series(&wave(400, 3.0)),
        "costs_share",
    );
}

#[test]
fn prices_that_look_wrong_are_pointed_at() {
    let mut split = wave(300, 8.0);
    split[150..].iter_mut().for_each(|price| *price /= 2.0);
    finds(&quick(), series(&split), "price_jump");
    let mut gap = wave(300, 8.0);
    gap[100] = f64::NAN;
    finds(&quick(), series(&gap), "bars_left_out");
    let mut simulated = series(&wave(300, 8.0));
    simulated.source.provider = "simulated".into();
    finds(&quick(), simulated, "simulated_prices");
}

#[test]
fn what_became_of_the_account_is_told() {
    finds(&quick(), series(&wave(300, 8.0)), "open_at_end");
    let poor = RunRequest {
        cash: 10.0,
        ..quick()
    };
    finds(&poor, series(&wave(300, 8.0)), "orders_dropped");
    let rising: Vec<f64> = (0..300).map(|bar| 100.0 + f64::from(bar)).collect();
    finds(&quick(), series(&rising), "behind_holding");
    let mut crash: Vec<f64> = [10.0, 9.0, 8.0, 7.0, 6.0]
        .map(|price| price * 10.0)
        .to_vec();
    crash.extend([70.0, 80.0, 90.0, 91.0, 40.0, 40.0, 40.0]);
    let geared = RunRequest {
        margin: 0.05,
        units: Units::Fractional,
        ..quick()
    };
    finds(&geared, series(&crash), "ruined");
}

#[test]
fn one_trade_that_makes_the_run_is_named() {
    let mut one_leap = vec![100.0, 99.0, 98.0, 97.0, 96.0, 95.0, 96.0, 97.0, 98.0, 99.0];
    one_leap.extend((0..40).map(|bar| 100.0 + 5.0 * f64::from(bar)));
    one_leap.extend(wave(60, 4.0).iter().map(|price| price + 190.0));
    finds(&quick(), series(&one_leap), "one_trade_dominates");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_history_whatever_gives_a_nan(
        prices in prop::collection::vec(prop_oneof![
            8 => 1.0..200.0_f64,
            1 => Just(f64::NAN),
            1 => Just(0.0),
            1 => Just(1e300),
            1 => Just(1e-300),
        ], 0..120),
        margin in 0.01..1.0_f64,
        finalize in any::<bool>(),
    ) {
        let request = RunRequest { margin, finalize, units: Units::Fractional, ..quick() };
        let plan = check(&request).unwrap();
        if let Ok(report) = crate::run::report(&request, &plan, series(&prices)) {
            for figure in &report.stats {
                prop_assert_ne!(figure.value.is_some(), figure.undefined.is_some(), "{}", &figure.name);
                prop_assert!(figure.value.is_none_or(f64::is_finite), "{}", &figure.name);
            }
            prop_assert!(report.equity_value.iter().all(|value| value.is_finite()));
            prop_assert!(report.hold_value.iter().all(|value| value.is_finite()));
            for trade in &report.trades {
                prop_assert!(trade.pnl.is_finite() && trade.return_pct.is_finite());
            }
        }
    }
}
