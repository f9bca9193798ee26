//! Runs are begun, followed and stopped; what they came to is kept.

use std::collections::BTreeMap;

use serde_json::json;

use super::*;

fn request() -> LiveRequest {
    LiveRequest {
        strategy: "sma-cross".into(),
        symbols: vec!["SPX".into()],
        settings: BTreeMap::new(),
        interval: "tick".into(),
        history: true,
    }
}

async fn runs(folder: &Path) -> LiveRuns {
    let store = Store::open(folder).await.unwrap();
    LiveRuns::open(store, Clock::manual(9), folder)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_run_is_taken_up_once_and_what_it_came_to_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let runs = runs(folder.path()).await;
    let begun = runs.begin(request()).await.unwrap().unwrap();
    let taken = runs.taken_up().await;
    assert_eq!((taken.len(), &taken[0].id), (1, &begun.id));
    let status = LiveStatus {
        state: LiveState::Stopped,
        bars: 7,
        ..LiveStatus::default()
    };
    assert!(runs.stop(&begun.id) && taken[0].stop.is_cancelled());
    runs.ended(&begun.id, &status).await.unwrap();
    assert!(!runs.stop(&begun.id));
    let kept = runs.get(&begun.id).await.unwrap().unwrap().status;
    assert_eq!((kept.state, kept.bars), (LiveState::Stopped, 7));
    assert_eq!(runs.list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_run_that_the_process_did_not_outlive_has_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let begun = runs(folder.path()).await.begin(request()).await.unwrap();
    let after = runs(folder.path()).await.get(&begun.unwrap().id).await;
    assert_eq!(after.unwrap().unwrap().status.state, LiveState::Stopped);
}

#[tokio::test]
async fn runs_at_once_have_a_limit() {
    let folder = tempfile::tempdir().unwrap();
    let runs = runs(folder.path()).await;
    for _ in 0..MOST_RUNNING {
        assert!(runs.begin(request()).await.unwrap().is_some());
    }
    assert!(runs.begin(request()).await.unwrap().is_none());
}

#[test]
fn the_hash_knows_the_order_of_events_and_not_the_time_of_day() {
    let (a, b) = (json!({"event": "a"}), json!({"event": "b"}));
    let hash = |events: &[&serde_json::Value]| {
        let mut chain = Chain::default();
        events.iter().for_each(|event| chain.add(event));
        chain.hex()
    };
    assert_eq!(hash(&[&a, &b]), hash(&[&a, &b]));
    assert_ne!(hash(&[&a, &b]), hash(&[&b, &a]));
}

#[test]
fn a_log_gives_back_its_lines_and_leaves_out_one_that_was_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let line = |n: i64| Line {
        at_ms: n,
        event: json!({"event": "bar", "n": n}),
    };
    let mut log = Log::append_to(&path).unwrap();
    log.write(&line(1)).unwrap();
    log.write(&line(2)).unwrap();
    let mut text = std::fs::read(&path).unwrap();
    text.extend(b"{\"at_ms\":3,\"eve");
    std::fs::write(&path, text).unwrap();
    let found: Vec<Line> = lines(&path).unwrap().collect();
    assert_eq!(found, [line(1), line(2)]);
}
