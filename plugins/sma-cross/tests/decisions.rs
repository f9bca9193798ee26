//! The decisions that the same strategy in JavaScript and in Python has to come to, kept in
//! `decisions.json`. `UPDATE_DECISIONS=1 cargo test -p sma-cross-plugin` writes them anew.
#![allow(
    clippy::unwrap_used,
    reason = "a test may say that something cannot fail"
)]

use std::path::PathBuf;

use sandbourse_plugin::Decision;
use sandbourse_plugin::testing::Trial;
use serde_json::{Map, Value, json};
use sma_cross_plugin::SmaCross;

/// Settings that differ from the defaults.
const CASES: [&[(&str, f64)]; 4] = [
    &[("fast", 3.0), ("slow", 8.0)],
    &[
        ("fast", 1.0),
        ("slow", 4.0),
        ("long_only", 1.0),
        ("take_profit", 0.1),
    ],
    &[
        ("fast", 5.0),
        ("slow", 20.0),
        ("stop_loss", 0.05),
        ("size", 0.3),
    ],
    &[],
];

/// Prices in cents that swing and stand still, with a bar missing: long enough for the
/// averages to renew their sums, and full of ties that only rounding tells apart.
fn closes() -> Vec<f64> {
    let cents = |at: u32| {
        let swing = 40.0 * (f64::from(at) * 0.31).sin() + 25.0 * (f64::from(at) * 0.07).cos();
        10_000.0 + swing.round() + f64::from(at * 37 % 11)
    };
    let close = |at: u32| match at {
        90 => f64::NAN,
        40..60 => 100.1,
        120..150 => [100.1, 100.2, 100.3, 100.2][at as usize % 4],
        _ => cents(at) / 100.0,
    };
    (0..300).map(close).collect()
}

/// NaN is `null`.
fn numbers(values: impl Iterator<Item = f64>) -> Value {
    values
        .map(|value| {
            if value.is_nan() {
                Value::Null
            } else {
                json!(value)
            }
        })
        .collect()
}

fn case(closes: &[f64], settings: &[(&str, f64)]) -> Value {
    let trial = Trial::<SmaCross>::over_closes(closes);
    let trial = settings
        .iter()
        .fold(trial, |trial, (name, value)| trial.with(name, *value));
    let outcome = trial.run().unwrap();
    let column = |pick: fn(&Decision) -> f64| numbers(outcome.all(0).iter().map(pick));
    let names = settings
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!(value)));
    json!({
        "settings": names.collect::<Map<_, _>>(),
        "target": column(|it| it.target),
        "stop_loss": column(|it| it.stop_loss),
        "take_profit": column(|it| it.take_profit),
        "tag": outcome.all(0).iter().map(|it| it.tag).collect::<Vec<_>>(),
    })
}

#[test]
fn the_kept_decisions_are_those_of_this_strategy() {
    let closes = closes();
    let cases: Vec<Value> = CASES
        .iter()
        .map(|settings| case(&closes, settings))
        .collect();
    let found = json!({ "close": numbers(closes.iter().copied()), "cases": cases });
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("decisions.json");
    if option_env!("UPDATE_DECISIONS").is_some() {
        std::fs::write(&file, format!("{found}\n")).unwrap();
    }
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(found, kept);
    for case in &cases {
        let targets = case["target"].as_array().unwrap();
        assert!(targets.iter().filter(|target| !target.is_null()).count() > 3);
    }
}
