//! What the catalogue says, and what it refuses.

use std::collections::BTreeSet;

use sandbourse_kernels::indicators::catalogue::{ENTRIES, ParameterError, find, start};

fn refusal(name: &str, given: &[(&str, f64)]) -> ParameterError {
    start(name, given).map(drop).expect_err("a refusal")
}

#[test]
fn names_are_snake_case_and_unique_and_there_are_at_least_fifty() {
    let names: BTreeSet<&str> = ENTRIES.iter().map(|entry| entry.name).collect();
    assert_eq!(names.len(), ENTRIES.len());
    assert!(names.len() >= 50);
    let is_snake = |name: &str| {
        let mut letters = name.chars();
        letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    for entry in ENTRIES {
        let parameters = entry.parameters.iter().map(|parameter| parameter.name);
        let words = parameters.chain(entry.shape.outputs.iter().copied());
        assert!(words.chain([entry.name]).all(is_snake), "{}", entry.name);
        assert_eq!(
            entry.units.len(),
            entry.shape.outputs.len(),
            "{}",
            entry.name
        );
        assert!(!entry.formula.is_empty() && !entry.title.is_empty());
    }
}

#[test]
fn every_indicator_starts_with_its_defaults_and_at_its_bounds() {
    for entry in ENTRIES {
        let study = entry.start(&[]).expect(entry.name);
        assert_eq!(study.outputs(), entry.shape.outputs);
        assert_eq!(study.inputs(), entry.shape.inputs);
        for parameter in entry.parameters {
            assert!((parameter.min..=parameter.max).contains(&parameter.default));
            assert!(
                entry
                    .start(&[(parameter.name, parameter.max + 1.0)])
                    .is_err()
            );
            assert!(
                entry
                    .start(&[(parameter.name, parameter.min - 1.0)])
                    .is_err()
            );
            assert!(entry.start(&[(parameter.name, f64::NAN)]).is_err());
            if parameter.below.is_none() {
                let _ = entry.start(&[(parameter.name, parameter.max)]);
            }
        }
    }
}

#[test]
fn a_refusal_names_the_field_the_value_and_what_would_be_right() {
    let cases = [
        (refusal("smaa", &[]), "indicator", "\"smaa\""),
        (refusal("sma", &[("length", 3.0)]), "length", "give window"),
        (refusal("obv", &[("window", 3.0)]), "window", "has none"),
        (
            refusal("sma", &[("window", 0.0)]),
            "window",
            "is 0, but must be from 1 to 10000",
        ),
        (
            refusal("sma", &[("window", 2.5)]),
            "window",
            "is 2.5, but must be a whole number",
        ),
        (
            refusal("sma", &[("window", 2.0), ("window", 3.0)]),
            "window",
            "more than once",
        ),
        (
            refusal("macd", &[("fast", 26.0)]),
            "fast",
            "below slow, which is 26",
        ),
    ];
    for (problem, field, words) in cases {
        assert_eq!(problem.field(), field);
        assert!(problem.to_string().contains(words), "{problem}");
    }
}

#[test]
fn the_stated_warm_up_follows_the_parameters() {
    type Case = (&'static str, &'static [(&'static str, f64)], usize);
    let cases: [Case; 6] = [
        ("sma", &[("window", 50.0)], 49),
        ("rsi", &[("window", 9.0)], 9),
        ("macd", &[], 33),
        ("adx", &[("window", 10.0)], 19),
        ("hma", &[("window", 16.0)], 18),
        ("obv", &[], 0),
    ];
    for (name, given, bars) in cases {
        assert_eq!(
            find(name).and_then(|e| e.start(given)).map(|s| s.warm_up()),
            Ok(bars)
        );
    }
}
