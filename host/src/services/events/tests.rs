//! Events with their deliveries: all or nothing, and once for each key.

use super::*;

async fn events(dir: &std::path::Path) -> Events {
    Events::new(
        Store::open(dir).await.unwrap(),
        Clock::manual(0),
        Arc::default(),
    )
}

fn signal(symbol: &str, key: Option<&str>) -> NewEvent {
    NewEvent {
        kind: EventKind::Signal,
        data: json!({"id": "", "symbol": symbol}),
        key: key.map(str::to_owned),
    }
}

#[tokio::test]
async fn an_event_is_kept_under_the_identifier_that_it_carries() {
    let dir = tempfile::tempdir().unwrap();
    let events = events(dir.path()).await;
    let recorded = events.record(signal("AAPL", None)).await.unwrap();
    let kept = events.recent(EventKind::Signal, 10).await.unwrap();
    assert_eq!(kept[0].data, json!({"id": recorded.id, "symbol": "AAPL"}));
    assert!(
        events
            .recent(EventKind::Prediction, 10)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn the_same_key_answers_the_first_identifier_even_from_many_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let events = events(dir.path()).await;
    let tries = (0..20).map(|_| events.record(signal("AAPL", Some("order-7"))));
    let all: Vec<Recorded> = futures_util::future::join_all(tries)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert!(all.iter().all(|one| one.id == all[0].id));
    assert_eq!(all.iter().filter(|one| !one.repeated).count(), 1);
    let other = NewEvent {
        kind: EventKind::Prediction,
        ..signal("AAPL", Some("order-7"))
    };
    assert!(
        !events.record(other).await.unwrap().repeated,
        "another kind has keys of its own"
    );
}

#[tokio::test]
async fn oversized_events_and_keys_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let events = events(dir.path()).await;
    let large = signal(&"x".repeat(MAX_PAYLOAD_BYTES), None);
    assert!(matches!(
        events.record(large).await,
        Err(EventError::TooLarge(_))
    ));
    for key in ["", &"k".repeat(257)] {
        assert!(matches!(
            events.record(signal("AAPL", Some(key))).await,
            Err(EventError::BadKey)
        ));
    }
}

#[tokio::test]
async fn events_are_forgotten_after_thirty_days() {
    let dir = tempfile::tempdir().unwrap();
    let events = events(dir.path()).await;
    events.record(signal("AAPL", Some("k"))).await.unwrap();
    events.clock.advance_ms(KEPT_MS);
    assert_eq!(events.forget_old().await.unwrap(), 0);
    events.clock.advance_ms(1);
    assert_eq!(events.forget_old().await.unwrap(), 1);
    assert!(
        !events
            .record(signal("AAPL", Some("k")))
            .await
            .unwrap()
            .repeated
    );
}
