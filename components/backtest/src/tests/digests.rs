//! The same inputs give the same hash; another input gives another.

use super::series::{made_up, swinging};
use super::worlds::{desk, request, run, settings};
use crate::bindings::exports::sandbourse::platform::backtest_group::{
    Fill, RunRequest, ShortSelling, TargetSizing, Units,
};
use crate::bindings::sandbourse::platform::types::Series;

fn asked() -> RunRequest {
    request("sma-cross", &[("fast", 3.0), ("slow", 8.0)])
}

fn hash(request: RunRequest, series: Series) -> (String, String) {
    let report = run(&mut desk([series]), request).unwrap();
    (report.data_digest, report.result_hash)
}

#[test]
fn a_run_that_is_repeated_has_the_same_hash() {
    let mut desk = desk([made_up("X", 300)]);
    let one = run(&mut desk, asked()).unwrap();
    let again = run(&mut desk, asked()).unwrap();
    assert_eq!(one.result_hash, again.result_hash);
    assert_eq!(one.result_hash.len(), 64);
    assert_eq!(one.data_digest, again.data_digest);
}

#[test]
fn each_input_that_decides_fills_changes_the_hash() {
    let changes: [fn(&mut RunRequest); 17] = [
        |it| it.settings = settings(&[("fast", 3.0), ("slow", 9.0)]),
        |it| it.strategy = "sma-cross-with-account".into(),
        |it| it.cash = 10_001.0,
        |it| it.commission.relative = 0.002,
        |it| it.commission.fixed = 1.0,
        |it| it.commission.per_share = 0.01,
        |it| it.commission.minimum = 1.0,
        |it| it.spread = 0.001,
        |it| it.slippage = 0.001,
        |it| it.margin = 0.5,
        |it| it.fill = Fill::SameClose,
        |it| it.fill = Fill::AtClose,
        |it| it.units = Units::Fractional,
        |it| it.sizing = Some(TargetSizing::Equity),
        |it| it.short = ShortSelling::Forbidden,
        |it| it.volume_cap = Some(0.5),
        |it| it.finalize = true,
    ];
    let base = hash(asked(), made_up("X", 300));
    let mut seen = vec![base.1.clone()];
    for (at, change) in changes.iter().enumerate() {
        let mut request = asked();
        change(&mut request);
        let (data, result) = hash(request, made_up("X", 300));
        assert_eq!(data, base.0);
        assert!(!seen.contains(&result), "change {at}");
        seen.push(result);
    }
}

#[test]
fn another_strategy_of_the_same_name_changes_the_hash() {
    let anew = desk([made_up("X", 300)]).of_digest("other");
    let found = run(&mut { anew }, asked()).unwrap();
    assert_ne!(found.result_hash, hash(asked(), made_up("X", 300)).1);
}

#[test]
fn a_default_that_is_given_changes_nothing() {
    let given = RunRequest {
        settings: settings(&[("fast", 3.0), ("slow", 8.0), ("long_only", 0.0)]),
        sizing: Some(TargetSizing::BuyingPower),
        ..asked()
    };
    assert_eq!(
        hash(given, made_up("X", 300)),
        hash(asked(), made_up("X", 300))
    );
}

#[test]
fn each_bar_is_in_the_digest_of_the_data() {
    let base = hash(asked(), made_up("X", 300));
    let changes: [fn(&mut Series); 6] = [
        |it| it.columns.time[299] += 1,
        |it| it.columns.open[10] += 0.01,
        |it| it.columns.high[10] += 0.01,
        |it| it.columns.low[10] -= 0.01,
        |it| it.columns.close[299] += 0.01,
        |it| it.columns.volume[10] += 1.0,
    ];
    for (at, change) in changes.iter().enumerate() {
        let mut series = made_up("X", 300);
        change(&mut series);
        let found = hash(asked(), series);
        assert_ne!(found.0, base.0, "change {at}");
        assert_ne!(found.1, base.1, "change {at}");
    }
}

#[test]
fn the_name_of_the_symbol_is_in_the_digest_and_the_payload_of_a_nan_is_not() {
    let of = |symbol: &str, volume: f64| {
        let mut series = made_up(symbol, 50);
        series.columns.volume[3] = volume;
        let request = RunRequest {
            symbols: vec![symbol.into()],
            ..asked()
        };
        hash(request, series).0
    };
    assert_ne!(of("X", 1.0), of("Y", 1.0));
    assert_eq!(of("X", f64::NAN), of("X", -f64::NAN));
    assert_eq!(swinging(9), swinging(10)[..9]);
}
