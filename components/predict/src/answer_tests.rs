//! Answers over the real history of the S&P 500 that ships with the project.

use super::*;
use crate::bindings::sandbourse::platform::types::{Columns, Source};
use crate::bindings::sandbourse::platform::values::Adjustment;

const SPX: &str = include_str!("../../data/sample/bars/SPX.csv");

/// The last `rows` closes; days are counted, not dated, as no forecast looks at dates.
fn spx(rows: usize) -> Series {
    let close: Vec<f64> = SPX
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(4).unwrap().parse().unwrap())
        .collect();
    series(close[close.len() - rows..].to_vec())
}

fn series(close: Vec<f64>) -> Series {
    Series {
        lead: 0,
        split_factor: vec![],
        adjustment_factor: vec![],
        symbol: "SPX".into(),
        interval: "1d".into(),
        adjustment: Adjustment::All,
        columns: Columns {
            time: (0..close.len() as i64)
                .map(|day| day * 86_400_000)
                .collect(),
            open: Vec::new(),
            high: Vec::new(),
            low: Vec::new(),
            volume: Vec::new(),
            close,
        },
        source: Source {
            provider: "sample".into(),
            delay: "historical".into(),
            currency: "PTS".into(),
            as_of: Instant { epoch_ms: 0 },
            stale: false,
            notice: None,
        },
    }
}

#[test]
fn every_model_answers_with_numbers_that_fit_together() {
    for model in Model::ALL {
        for horizon in [1, 5, 60] {
            let found = predict(
                &Checked {
                    horizon,
                    model: Some(model),
                },
                spx(2_500),
            )
            .unwrap();
            assert_eq!(found.model, model.name());
            assert!((0.0..=1.0).contains(&found.p_up));
            assert!((found.price - found.last_price * (1.0 + found.expected_return)).abs() < 1e-9);
            for interval in &found.intervals {
                assert!(
                    interval.lower > 0.0
                        && interval.lower < found.price
                        && found.price < interval.upper
                );
            }
            assert!(
                found
                    .intervals
                    .windows(2)
                    .all(|pair| pair[0].lower > pair[1].lower)
            );
            assert!(
                found
                    .baseline_skill
                    .is_some_and(|skill| skill.coverage_p90 > 0.7)
            );
        }
    }
}

#[test]
fn on_the_index_no_model_claims_more_than_weak_trust() {
    for horizon in [1, 5, 20] {
        let found = predict(
            &Checked {
                horizon,
                model: None,
            },
            spx(2_500),
        )
        .unwrap();
        assert_ne!(found.trust, "moderate", "{}", found.trust_reason);
        assert!(!found.trust_reason.is_empty());
    }
}

#[test]
fn a_short_history_is_answered_without_a_claim_or_refused() {
    let found = predict(
        &Checked {
            horizon: 5,
            model: Some(Model::Drift),
        },
        spx(100),
    )
    .unwrap();
    assert_eq!(
        (found.trust.as_str(), found.baseline_skill.is_none()),
        ("none", true)
    );
    let refused = predict(
        &Checked {
            horizon: 5,
            model: None,
        },
        spx(10),
    )
    .unwrap_err();
    assert_eq!(refused.code, "insufficient_data");
    assert!(
        predict(
            &Checked {
                horizon: 5,
                model: None
            },
            series(Vec::new())
        )
        .is_err()
    );
}

#[test]
fn prices_that_stand_still_or_are_missing_never_panic() {
    let still = predict(
        &Checked {
            horizon: 1,
            model: None,
        },
        series(vec![5.0; 600]),
    );
    assert_eq!(still.unwrap_err().code, "insufficient_data");
    let mut gaps = vec![f64::NAN; 50];
    gaps.extend((0..400).map(|i| 50.0 + f64::from(i % 7)));
    assert!(
        predict(
            &Checked {
                horizon: 1,
                model: None
            },
            series(gaps)
        )
        .is_ok()
    );
}

#[test]
fn the_same_forecast_has_the_same_key() {
    let checked = Checked {
        horizon: 5,
        model: None,
    };
    let (one, two) = (
        predict(&checked, spx(1_000)).unwrap(),
        predict(&checked, spx(1_000)).unwrap(),
    );
    assert_eq!(key(&one), key(&two));
}
