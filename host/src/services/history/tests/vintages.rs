//! What was known of a macro series on a day.

use sandbourse_wit::history::NotKept;

use super::*;

const DAY_MS: i64 = 86_400_000;

/// Rows of period, day of release and value, in days.
fn fetched(rows: &[(i64, i64, Option<f64>)]) -> FetchedMacro {
    let days =
        |pick: fn(&(i64, i64, Option<f64>)) -> i64| rows.iter().map(pick).map(|day| day * DAY_MS);
    FetchedMacro {
        info: MacroInfo {
            id: "GDPC1".to_owned(),
            title: "Real GDP".to_owned(),
            unit: "billions".to_owned(),
            frequency: "quarterly".to_owned(),
            provider: "fred".to_owned(),
            notice: None,
        },
        time: days(|row| row.0).collect(),
        value: rows.iter().map(|row| row.2).collect(),
        released: days(|row| row.1).collect(),
    }
}

/// What is known at noon of a day: period, value and day of release.
async fn known(history: &History, day: Option<i64>) -> Vec<(i64, f64, i64)> {
    let asof = day.map(|day| Instant {
        epoch_ms: day * DAY_MS + DAY_MS / 2,
    });
    let series = history.macro_series("GDPC1", asof).await.unwrap().unwrap();
    let rows = series.time.iter().zip(&series.value).zip(&series.released);
    rows.map(|((time, &value), released)| (time / DAY_MS, value, released / DAY_MS))
        .collect()
}

#[tokio::test]
async fn each_period_has_the_last_value_released_by_the_end_of_the_day() {
    let dir = tempfile::tempdir().unwrap();
    let history = history(dir.path()).await;
    // Out of order, as a source may give them.
    let rows = [
        (0, 60, Some(2.5)),
        (0, 30, Some(2.0)),
        (0, 90, Some(2.5)),
        (91, 120, Some(3.0)),
        (91, 150, None),
    ];
    history.keep_macro(&fetched(&rows)).await.unwrap();
    assert_eq!(known(&history, Some(29)).await, []);
    assert_eq!(known(&history, Some(30)).await, [(0, 2.0, 30)]);
    assert_eq!(known(&history, Some(59)).await, [(0, 2.0, 30)]);
    assert_eq!(
        known(&history, Some(100)).await,
        [(0, 2.5, 60)],
        "confirmed, but known since"
    );
    assert_eq!(
        known(&history, Some(149)).await,
        [(0, 2.5, 60), (91, 3.0, 120)]
    );
    assert_eq!(
        known(&history, Some(150)).await,
        [(0, 2.5, 60)],
        "taken back"
    );
    assert_eq!(known(&history, None).await, [(0, 2.5, 60)]);
}

#[tokio::test]
async fn a_series_without_vintages_does_not_know_the_past() {
    let dir = tempfile::tempdir().unwrap();
    let history = history(dir.path()).await;
    let now_only = FetchedMacro {
        released: vec![],
        ..fetched(&[(0, 0, Some(1.0)), (1, 0, None)])
    };
    history.keep_macro(&now_only).await.unwrap();
    let series = history.macro_series("GDPC1", None).await.unwrap().unwrap();
    assert_eq!((series.value, series.released), (vec![1.0], vec![]));
    let asof = Some(Instant { epoch_ms: DAY_MS });
    assert!(history.macro_series("GDPC1", asof).await.unwrap().is_none());
    assert!(
        history
            .macro_series("VIXCLS", asof)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_fetched_series_replaces_the_sample_and_gives_way_to_an_import() {
    let dir = tempfile::tempdir().unwrap();
    let history = history(dir.path()).await;
    assert!(history.macro_asked("GDPC1").await.unwrap().is_none());
    assert_eq!(
        history
            .macro_series("GDPC1", None)
            .await
            .unwrap()
            .unwrap()
            .info
            .provider,
        "sample"
    );
    history
        .keep_macro(&fetched(&[(0, 1, Some(1.0))]))
        .await
        .unwrap();
    history
        .keep_macro(&fetched(&[(7, 8, Some(2.0))]))
        .await
        .unwrap();
    assert_eq!(
        known(&history, None).await,
        [(7, 2.0, 8)],
        "in place of what was kept"
    );
    assert!(history.macro_asked("GDPC1").await.unwrap().is_some());
    let import = MacroImport {
        id: "GDPC1".to_owned(),
        title: String::new(),
        unit: String::new(),
        frequency: "quarterly".to_owned(),
        digest: "1".to_owned(),
        time: vec![0],
        value: vec![5.0],
    };
    history.import_macro(&import).await.unwrap();
    let series = history.macro_series("GDPC1", None).await.unwrap().unwrap();
    assert_eq!(
        (series.info.provider.as_str(), series.value),
        ("import", vec![5.0])
    );
    let outcome = history.keep_macro(&fetched(&[])).await;
    assert!(matches!(
        outcome,
        Err(KeepError::NotKept(NotKept::Imported))
    ));
    let listed = history.macro_list().await.unwrap();
    assert_eq!(listed.iter().filter(|info| info.id == "GDPC1").count(), 1);
}

#[tokio::test]
async fn doubles_and_what_is_no_number_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let history = history(dir.path()).await;
    let unordered = FetchedMacro {
        released: vec![],
        ..fetched(&[(1, 0, None), (0, 0, None)])
    };
    let short = FetchedMacro {
        released: vec![0],
        ..fetched(&[(0, 0, None), (1, 0, None)])
    };
    let far = fetched(&[(i64::MAX / DAY_MS, 0, None)]);
    let double = fetched(&[(0, 1, Some(1.0)), (0, 1, Some(2.0))]);
    let odd = fetched(&[(0, 1, Some(f64::NAN))]);
    for spoilt in [unordered, short, far, double, odd] {
        let outcome = history.keep_macro(&spoilt).await;
        assert!(
            matches!(outcome, Err(KeepError::NotKept(NotKept::Malformed))),
            "{spoilt:?}"
        );
    }
}
