//! However a history is cut into pieces, and whatever comes in its place.

use std::path::Path;

use proptest::prelude::*;
use sandbourse_wit::history::{Dividend, Split};
use sandbourse_wit::types::Columns;

use super::keeping::{DAY_MS, all, days};
use super::*;

/// Keeps `pieces` in a database of their own and answers what is read then.
async fn kept(dir: &Path, pieces: &[FetchedBars]) -> (StoredBars, Extent) {
    let history = history(dir).await;
    for piece in pieces {
        history.keep(piece).await.unwrap();
    }
    let reach = history.reach("ACME", "1d").await.unwrap().unwrap();
    (all(&history).await, reach)
}

fn cut(whole: &FetchedBars, from: i64, to: i64) -> FetchedBars {
    let within = |time: i64| (from * DAY_MS..=to * DAY_MS).contains(&time);
    let mut piece = days(from, to);
    piece.splits = whole
        .splits
        .iter()
        .filter(|event| within(event.time))
        .cloned()
        .collect();
    piece.dividends = whole
        .dividends
        .iter()
        .filter(|event| within(event.time))
        .cloned()
        .collect();
    piece
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn keeping_in_pieces_equals_keeping_at_once(
        cuts in prop::collection::btree_set(2..59_i64, 0..6),
        overlap in 0..3_i64,
        backwards in any::<bool>(),
        events in prop::collection::btree_map(1..60_i64, (2.0..5.0_f64, 0.01..3.0_f64), 0..5),
    ) {
        let mut whole = days(1, 60);
        whole.splits = events.iter().map(|(day, e)| Split { time: day * DAY_MS, ratio: e.0 }).collect();
        whole.dividends = events.iter().map(|(day, e)| Dividend { time: day * DAY_MS, amount: e.1 }).collect();
        let ends: Vec<i64> = cuts.into_iter().chain([60]).collect();
        let starts = [1].into_iter().chain(ends.iter().map(|end| end + 1));
        let mut pieces: Vec<FetchedBars> = starts
            .zip(&ends)
            .map(|(start, &end)| cut(&whole, (start - overlap).max(1), end))
            .collect();
        if backwards {
            pieces.reverse();
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (one, many) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let once = runtime.block_on(kept(one.path(), &[whole]));
        let joined = runtime.block_on(kept(many.path(), &pieces));
        prop_assert_eq!(format!("{once:?}"), format!("{joined:?}"));
    }

    #[test]
    fn anything_is_kept_or_refused(
        time in prop::collection::vec(any::<i64>(), 0..6),
        numbers in prop::collection::vec(prop_oneof![any::<f64>(), 1.0..2.0_f64], 0..36),
        (start, end, replace) in any::<(i64, i64, bool)>(),
        text in ".{0,60}",
    ) {
        let rows = time.len();
        let column = |n: usize| numbers.iter().skip(n * rows).take(rows).copied().collect::<Vec<f64>>();
        let mut fetched = days(1, 1);
        fetched.columns = Columns {
            open: column(0), high: column(1), low: column(2), close: column(3), volume: column(4), time: time.clone(),
        };
        fetched.adjusted_close = column(5);
        fetched.splits = time.iter().zip(&numbers).map(|(&time, &ratio)| Split { time, ratio }).collect();
        fetched.dividends = time.iter().zip(&numbers).map(|(&time, &amount)| Dividend { time, amount }).collect();
        (fetched.start.epoch_ms, fetched.end.epoch_ms, fetched.replace) = (start, end, replace);
        fetched.name = text;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let dir = tempfile::tempdir().unwrap();
        runtime.block_on(async {
            let history = history(dir.path()).await;
            match history.keep(&fetched).await {
                Ok(()) => { history.bars("ACME", "1d", None, None).await.unwrap(); }
                Err(KeepError::NotKept(_)) => {}
                Err(other) => panic!("{other}"),
            }
        });
    }
}
