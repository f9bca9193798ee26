//! Studies survive, end once, and know their best rows whatever the order of their parts.

use proptest::prelude::*;
use serde_json::json;

use super::*;

async fn studies(folder: &std::path::Path) -> Studies {
    let store = Store::open(folder).await.unwrap();
    Studies::open(store, Clock::manual(5)).await.unwrap()
}

fn part(first: u64, values: &[f64]) -> Part {
    let numbers = (0..values.len()).map(|row| (first + row as u64) as f64);
    Part {
        first,
        units: values.len() as u32,
        failed: 0,
        table: Table::new([
            ("fast".to_owned(), numbers.collect()),
            ("score".to_owned(), values.to_vec()),
        ]),
    }
}

#[tokio::test]
async fn a_study_that_was_cut_off_waits_again_and_keeps_its_parts() {
    let folder = tempfile::tempdir().unwrap();
    let before = studies(folder.path()).await;
    let id = before
        .enqueue("sweep", &json!({"a": 1}))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(before.claim().await.unwrap().unwrap().id, id);
    before
        .keep_part(&id, &part(0, &[1.0, f64::NAN]))
        .await
        .unwrap();
    let after = studies(folder.path()).await;
    let again = after.claim().await.unwrap().unwrap();
    assert_eq!(
        (again.id.as_str(), again.state),
        (id.as_str(), State::Running)
    );
    assert_eq!(after.parts(&id).await.unwrap(), [0]);
    let kept = after.part(&id, 0).await.unwrap().unwrap();
    assert_eq!(kept, part(0, &[1.0, f64::NAN]));
}

#[tokio::test]
async fn what_was_given_up_stays_so_and_its_followers_hear_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let studies = studies(folder.path()).await;
    let id = studies.enqueue("sweep", &json!({})).await.unwrap().unwrap();
    studies.claim().await.unwrap().unwrap();
    let progress = Progress {
        state: State::Running,
        done: 0,
        total: 10,
        failed: 0,
        rate_per_second: None,
        best: Vec::new(),
    };
    let token = studies.begin(&id, progress);
    let mut follower = studies.follow(&id).unwrap();
    assert!(studies.cancel(&id).await.unwrap());
    assert!(token.is_cancelled());
    follower.changed().await.unwrap();
    assert_eq!(follower.borrow().state, State::Cancelled);
    studies
        .finish(&id, Ok(&json!({"late": true})))
        .await
        .unwrap();
    let kept = studies.get(&id).await.unwrap().unwrap();
    assert_eq!((kept.state, kept.result), (State::Cancelled, None));
    assert!(!studies.cancel(&id).await.unwrap());
    assert!(studies.follow(&id).is_none());
}

#[tokio::test]
async fn the_queue_has_an_end() {
    let folder = tempfile::tempdir().unwrap();
    let studies = studies(folder.path()).await;
    for _ in 0..MOST_WAITING {
        assert!(
            studies
                .enqueue("sweep", &json!({}))
                .await
                .unwrap()
                .is_some()
        );
    }
    assert!(
        studies
            .enqueue("sweep", &json!({}))
            .await
            .unwrap()
            .is_none()
    );
}

#[test]
fn columns_that_come_late_are_empty_before() {
    let mut table = Table::new([("a".to_owned(), vec![1.0])]);
    table.append(Table::new([("b".to_owned(), vec![2.5, f64::NAN])]));
    let mut text = Vec::new();
    table.write_csv(WithNames::Yes, &mut text).unwrap();
    assert_eq!(text, b"a,b\n1,\n,2.5\n,\n".as_slice());
}

proptest! {
    #[test]
    fn the_best_rows_do_not_depend_on_the_order_of_the_parts(
        values in prop::collection::vec(prop_oneof![Just(f64::NAN), (-3..3_i32).prop_map(f64::from)], 1..60),
        cut in 1..7_usize,
        most in 1..9_usize,
    ) {
        let parts: Vec<Part> = values
            .chunks(cut)
            .enumerate()
            .map(|(number, chunk)| part((number * cut) as u64, chunk))
            .collect();
        let top = || Top::new("score".into(), vec!["fast".into()], most);
        let (mut forward, mut backward) = (top(), top());
        parts.iter().for_each(|part| forward.take(part));
        parts.iter().rev().for_each(|part| backward.take(part));
        prop_assert_eq!(forward.rows(), backward.rows());
        let mut sorted: Vec<(usize, f64)> = values
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, value)| !value.is_nan())
            .collect();
        sorted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let expected: Vec<Option<f64>> = sorted.iter().take(most).map(|(at, _)| Some(*at as f64)).collect();
        let found: Vec<Option<f64>> = forward.rows().iter().map(|row| row.settings["fast"]).collect();
        prop_assert_eq!(found, expected);
    }
}
