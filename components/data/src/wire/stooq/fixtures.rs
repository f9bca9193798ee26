//! Stooq's recorded answers.

use super::*;
use crate::refusal::Refusal;
use crate::wire::{Answer, recorded};

/// 2026-11-28, after every recording.
const NOW_MS: i64 = 1_795_867_200_000;

fn check(name: &str, answer: &Answer) {
    let bars = read_bars(answer, "NVDA", NOW_MS);
    match name {
        "daily_csv.json" => {
            let columns = bars.unwrap().columns;
            assert_eq!(columns.close, [131.28, 120.15, 124.92]);
            assert_eq!(columns.volume[2], 389_091_145.0);
        }
        "daily_csv_no_volume.json" => {
            let bars = read_bars(answer, "EURUSD=X", NOW_MS).unwrap();
            assert_eq!(
                (bars.columns.close, bars.columns.volume),
                (vec![1.11716], vec![0.0])
            );
        }
        "no_data.json" => assert_eq!(bars.unwrap_err(), Refusal::Empty),
        "daily_limit.json" => assert_eq!(bars.unwrap_err(), Refusal::BudgetSpent(21_600_000)),
        "apikey_needed.json" => assert_eq!(bars.unwrap_err(), Refusal::BadKey),
        "js_challenge.json" => assert!(matches!(bars, Err(Refusal::Down(_)))),
        other => panic!("{other} is new: say what is in it"),
    }
}

#[test]
fn every_recorded_answer_of_stooq_is_understood() {
    recorded::each("stooq", check);
}
