//! Fetched bars are joined to what is kept, or refused with a reason.

use sandbourse_wit::history::{Dividend, NotKept, Split};
use sandbourse_wit::types::Columns;

use super::*;

pub(super) const DAY_MS: i64 = 86_400_000;

pub(super) fn at(day: i64) -> Instant {
    Instant {
        epoch_ms: day * DAY_MS,
    }
}

/// A price that differs from day to day and is the same whenever it is asked for.
pub(super) fn price(day: i64) -> f64 {
    100.0 + (day * 7 % 13) as f64
}

/// The bars of the days from `from` to `to`, both included.
pub(super) fn days(from: i64, to: i64) -> FetchedBars {
    let time: Vec<i64> = (from..=to).map(|day| day * DAY_MS).collect();
    let close: Vec<f64> = (from..=to).map(price).collect();
    let columns = Columns {
        open: close.clone(),
        high: close.iter().map(|price| price + 1.0).collect(),
        low: close.iter().map(|price| price - 1.0).collect(),
        volume: vec![1_000.0; time.len()],
        time,
        close,
    };
    FetchedBars {
        symbol: "ACME".to_owned(),
        interval: "1d".to_owned(),
        provider: "yahoo".to_owned(),
        name: "Acme".to_owned(),
        kind: "equity".to_owned(),
        currency: "USD".to_owned(),
        zone: "America/New_York".to_owned(),
        notice: None,
        columns,
        splits: vec![],
        dividends: vec![],
        adjusted_close: vec![],
        start: at(from),
        end: at(to),
        replace: false,
    }
}

fn refused(outcome: Result<(), KeepError>) -> NotKept {
    match outcome {
        Err(KeepError::NotKept(reason)) => reason,
        other => panic!("not refused: {other:?}"),
    }
}

pub(super) async fn all(history: &History) -> StoredBars {
    history
        .bars("ACME", "1d", None, None)
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test]
async fn what_is_kept_is_read_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let first = history(dir.path()).await;
    assert!(
        first
            .bars("ACME", "1d", None, None)
            .await
            .unwrap()
            .is_none()
    );
    first.keep(&days(10, 20)).await.unwrap();
    assert_eq!(
        all(&first).await.columns.time.len(),
        11,
        "what was read before is forgotten"
    );
    first.store.close().await;
    drop(first);
    let again = history(dir.path()).await;
    let bars = all(&again).await;
    assert_eq!(
        (bars.provider.as_str(), bars.columns.time.len()),
        ("yahoo", 11)
    );
    let reach = again.reach("ACME", "1d").await.unwrap().unwrap();
    assert_eq!(
        (reach.start.epoch_ms, reach.end.epoch_ms),
        (10 * DAY_MS, 20 * DAY_MS)
    );
    assert_eq!(
        (reach.provider.as_str(), reach.zone.as_str()),
        ("yahoo", "America/New_York")
    );
    let held = again.symbols().await.unwrap();
    let held = held.iter().find(|held| held.symbol == "ACME").unwrap();
    assert_eq!(
        (held.rows, held.first.epoch_ms, held.last.epoch_ms),
        (11, 10 * DAY_MS, 20 * DAY_MS)
    );
}

#[tokio::test]
async fn ranges_must_touch_and_come_from_one_provider() {
    let dir = tempfile::tempdir().unwrap();
    let history = history(dir.path()).await;
    history.keep(&days(10, 20)).await.unwrap();
    assert_eq!(refused(history.keep(&days(22, 30)).await), NotKept::Apart);
    assert_eq!(refused(history.keep(&days(1, 8)).await), NotKept::Apart);
    let other = FetchedBars {
        provider: "stooq".to_owned(),
        ..days(15, 30)
    };
    assert_eq!(refused(history.keep(&other).await), NotKept::Apart);
    let euro = FetchedBars {
        currency: "EUR".to_owned(),
        ..days(15, 30)
    };
    assert_eq!(refused(history.keep(&euro).await), NotKept::Apart);
    history.keep(&days(21, 30)).await.unwrap();
    history.keep(&days(1, 9)).await.unwrap();
    assert_eq!(all(&history).await.columns.time.len(), 30);
    let anew = FetchedBars {
        replace: true,
        ..other
    };
    history.keep(&anew).await.unwrap();
    let bars = all(&history).await;
    assert_eq!(
        (bars.provider.as_str(), bars.columns.time.len()),
        ("stooq", 16)
    );
}

#[tokio::test]
async fn closes_that_disagree_are_of_another_series() {
    let dir = tempfile::tempdir().unwrap();
    let history = history(dir.path()).await;
    history.keep(&days(10, 20)).await.unwrap();
    let mut near = days(20, 25);
    near.columns.close[0] *= 1.004;
    history.keep(&near).await.unwrap();
    let mut far = days(20, 25);
    far.columns.close[0] *= 2.0;
    assert_eq!(refused(history.keep(&far).await), NotKept::Apart);
    assert_eq!(all(&history).await.columns.close[10], near.columns.close[0]);
}

#[tokio::test]
async fn an_empty_answer_moves_the_end_of_what_was_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let clock = Clock::manual(0);
    let history = History::new(Store::open(dir.path()).await.unwrap(), clock.clone());
    history.keep(&days(10, 20)).await.unwrap();
    clock.advance_ms(60_000);
    let weekend = FetchedBars {
        end: at(22),
        name: String::new(),
        currency: String::new(),
        ..days(21, 20)
    };
    history.keep(&weekend).await.unwrap();
    let reach = history.reach("ACME", "1d").await.unwrap().unwrap();
    assert_eq!(
        (reach.end.epoch_ms, reach.asked_at.epoch_ms),
        (22 * DAY_MS, 60_000)
    );
    assert_eq!(all(&history).await.currency, "USD");
    clock.advance_ms(60_000);
    history.keep(&days(5, 9)).await.unwrap();
    let reach = history.reach("ACME", "1d").await.unwrap().unwrap();
    assert_eq!(
        reach.asked_at.epoch_ms, 60_000,
        "an older stretch says nothing of the newest bars"
    );
}

#[tokio::test]
async fn an_import_is_not_overwritten_and_hides_what_was_fetched() {
    let dir = tempfile::tempdir().unwrap();
    let history = history(dir.path()).await;
    history.keep(&days(10, 20)).await.unwrap();
    history.import_bars(import("ACME", TWO_ROWS)).await.unwrap();
    assert_eq!(all(&history).await.provider, "import");
    assert_eq!(
        refused(history.keep(&days(20, 21)).await),
        NotKept::Imported
    );
    assert!(history.reach("ACME", "1d").await.unwrap().is_none());
    let held = history.symbols().await.unwrap();
    assert_eq!(held.iter().filter(|held| held.symbol == "ACME").count(), 1);
}

#[tokio::test]
async fn events_are_joined_by_time_and_make_the_factors() {
    let dir = tempfile::tempdir().unwrap();
    let history = history(dir.path()).await;
    let split = |day: i64, ratio| Split {
        time: day * DAY_MS,
        ratio,
    };
    let dividend = |day: i64, amount| Dividend {
        time: day * DAY_MS,
        amount,
    };
    let first = FetchedBars {
        splits: vec![split(15, 2.0)],
        dividends: vec![dividend(12, 1.0)],
        ..days(10, 20)
    };
    let second = FetchedBars {
        splits: vec![split(25, 4.0)],
        dividends: vec![dividend(12, 2.0), dividend(22, 1.0)],
        ..days(20, 30)
    };
    history.keep(&first).await.unwrap();
    history.keep(&second).await.unwrap();
    let bars = all(&history).await;
    assert_eq!((bars.splits.len(), bars.dividends.len()), (2, 2));
    assert_eq!(bars.dividends[0].amount, 2.0);
    assert_eq!(
        (
            bars.split_factor[0],
            bars.split_factor[5],
            bars.split_factor[15]
        ),
        (0.125, 0.25, 1.0)
    );
    let expected = 0.125 * (1.0 - 2.0 / price(11)) * (1.0 - 1.0 / price(21));
    assert!((bars.adjustment_factor[0] / expected - 1.0).abs() < 1e-12);
    let part = history
        .bars("ACME", "1d", Some(at(20)), Some(at(24)))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((part.splits.len(), part.dividends.len()), (0, 1));
    assert_eq!(part.split_factor, [0.25; 5]);
}

#[tokio::test]
async fn adjusted_closes_are_brought_to_the_day_of_the_newest() {
    let dir = tempfile::tempdir().unwrap();
    let history = history(dir.path()).await;
    let scaled = |fetched: FetchedBars, factor: f64| FetchedBars {
        adjusted_close: fetched
            .columns
            .close
            .iter()
            .map(|close| close * factor)
            .collect(),
        ..fetched
    };
    history.keep(&scaled(days(10, 20), 1.0)).await.unwrap();
    assert_eq!(
        refused(history.keep(&scaled(days(21, 30), 1.0)).await),
        NotKept::Apart
    );
    assert_eq!(refused(history.keep(&days(20, 30)).await), NotKept::Apart);
    // Since the first fetch a dividend of two percent was paid, so the same bar has a lower factor.
    history.keep(&scaled(days(20, 30), 0.98)).await.unwrap();
    let factors = all(&history).await.adjustment_factor;
    assert!(
        factors.iter().all(|factor| (factor - 0.98).abs() < 1e-12),
        "{factors:?}"
    );
}

#[tokio::test]
async fn lists_that_do_not_fit_and_numbers_that_are_no_prices_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let history = history(dir.path()).await;
    let spoilt: [fn(&mut FetchedBars); 12] = [
        |f| f.columns.close[1] = f64::NAN,
        |f| f.columns.open[1] = 0.0,
        |f| f.columns.high[1] = f64::INFINITY,
        |f| f.columns.low[1] = -1.0,
        |f| f.columns.volume[1] = -1.0,
        |f| f.columns.volume.truncate(2),
        |f| f.columns.time.swap(0, 1),
        |f| f.columns.time[1] = f.columns.time[0],
        |f| f.columns.time[10] = i64::MAX,
        |f| f.adjusted_close = vec![1.0],
        |f| f.symbol = "../etc".repeat(20),
        |f| f.start = at(30),
    ];
    for (number, spoil) in spoilt.into_iter().enumerate() {
        let mut fetched = days(10, 20);
        spoil(&mut fetched);
        assert_eq!(
            refused(history.keep(&fetched).await),
            NotKept::Malformed,
            "{number}"
        );
    }
    for ratio in [0.0, -2.0, f64::NAN] {
        let splits = vec![Split {
            time: 12 * DAY_MS,
            ratio,
        }];
        let fetched = FetchedBars {
            splits,
            ..days(10, 20)
        };
        assert_eq!(refused(history.keep(&fetched).await), NotKept::Malformed);
    }
    assert!(
        history
            .bars("ACME", "1d", None, None)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn ten_thousand_bars_are_kept_in_one_change() {
    let dir = tempfile::tempdir().unwrap();
    let history = history(dir.path()).await;
    let fetched = days(1, 10_000);
    let begin = tokio::time::Instant::now();
    history.keep(&fetched).await.unwrap();
    println!("10,000 bars were kept in {:?}", begin.elapsed());
    let begin = tokio::time::Instant::now();
    history.keep(&days(9_990, 10_010)).await.unwrap();
    println!("20 bars were added in {:?}", begin.elapsed());
    assert_eq!(all(&history).await.columns.time.len(), 10_010);
}
