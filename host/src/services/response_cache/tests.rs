//! One computation for many callers, and what happens when it fails.

use std::sync::atomic::AtomicUsize;

use tokio::sync::Notify;

use super::*;

const TTL: Duration = Duration::from_secs(300);

type Answer = Result<Entry, Failed<&'static str>>;

fn entry(words: &'static str) -> Entry {
    Entry::new(Bytes::from_static(words.as_bytes()), "application/json")
}

fn cache() -> Arc<ResponseCache<&'static str>> {
    Arc::default()
}

async fn ask(
    cache: &ResponseCache<&'static str>,
    answer: Answer,
) -> Result<(Origin, Bytes), &'static str> {
    let served = cache
        .get_or_compute("k".to_owned(), TTL, async || answer)
        .await?;
    Ok((served.origin, served.entry.body.clone()))
}

#[tokio::test]
async fn a_thousand_callers_at_once_cause_one_computation() {
    let (cache, computed, release) = (
        cache(),
        Arc::new(AtomicUsize::new(0)),
        Arc::new(Notify::new()),
    );
    let callers: Vec<_> = (0..1000)
        .map(|_| {
            let (cache, computed, release) = (
                Arc::clone(&cache),
                Arc::clone(&computed),
                Arc::clone(&release),
            );
            tokio::spawn(async move {
                let compute = async || {
                    computed.fetch_add(1, Ordering::SeqCst);
                    release.notified().await;
                    Ok(entry("1"))
                };
                cache
                    .get_or_compute("k".to_owned(), TTL, compute)
                    .await
                    .unwrap()
                    .entry
                    .body
                    .clone()
            })
        })
        .collect();
    tokio::task::yield_now().await;
    release.notify_one();
    for caller in callers {
        assert_eq!(caller.await.unwrap(), "1");
    }
    assert_eq!(computed.load(Ordering::SeqCst), 1);
    assert!(cache.flights().is_empty());
}

#[tokio::test]
async fn when_the_computing_caller_is_cancelled_another_takes_over() {
    let cache = cache();
    let started = Arc::new(Notify::new());
    let leader = tokio::spawn({
        let (cache, started) = (Arc::clone(&cache), Arc::clone(&started));
        async move {
            let compute = async || {
                started.notify_one();
                std::future::pending::<Answer>().await
            };
            let _ = cache.get_or_compute("k".to_owned(), TTL, compute).await;
        }
    });
    started.notified().await;
    let follower = tokio::spawn({
        let cache = Arc::clone(&cache);
        async move { ask(&cache, Ok(entry("2"))).await }
    });
    tokio::task::yield_now().await;
    leader.abort();
    assert_eq!(follower.await.unwrap(), Ok((Origin::Miss, "2".into())));
    assert!(cache.flights().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_fresh_for_its_time_and_has_an_age() {
    let cache = cache();
    assert_eq!(
        ask(&cache, Ok(entry("1"))).await,
        Ok((Origin::Miss, "1".into()))
    );
    tokio::time::advance(TTL / 2).await;
    let served = cache
        .get_or_compute("k".to_owned(), TTL, async || Ok(entry("2")))
        .await
        .unwrap();
    assert_eq!(
        (served.origin, served.age, served.fresh_for),
        (Origin::Hit, TTL / 2, TTL / 2)
    );
    tokio::time::advance(TTL).await;
    assert_eq!(
        ask(&cache, Ok(entry("2"))).await,
        Ok((Origin::Miss, "2".into()))
    );
}

#[tokio::test(start_paused = true)]
async fn an_old_answer_stands_in_for_a_source_that_is_down_but_not_for_a_refusal() {
    let cache = cache();
    ask(&cache, Ok(entry("1"))).await.unwrap();
    tokio::time::advance(TTL).await;
    assert_eq!(
        ask(&cache, Err(Failed::Unavailable("down"))).await,
        Ok((Origin::Stale, "1".into()))
    );
    assert_eq!(
        ask(&cache, Err(Failed::Refused("no such symbol"))).await,
        Err("no such symbol")
    );
    assert_eq!(cache.figures().stale, 1);
}

#[tokio::test]
async fn a_failure_is_not_kept() {
    let cache = cache();
    assert_eq!(
        ask(&cache, Err(Failed::Unavailable("down"))).await,
        Err("down")
    );
    assert_eq!(
        ask(&cache, Ok(entry("1"))).await,
        Ok((Origin::Miss, "1".into()))
    );
}

#[test]
fn the_order_of_parameters_does_not_matter_but_the_audience_does() {
    assert_eq!(
        key("/q", Some("a=1&b=2"), "all"),
        key("/q", Some("b=2&&a=1"), "all")
    );
    assert_ne!(
        key("/q", Some("a=1"), "all"),
        key("/q", Some("a=1"), "admin")
    );
    assert_ne!(key("/q", Some("a=1"), "all"), key("/q", Some("a=2"), "all"));
}

#[test]
fn an_etag_is_strong_and_recognised_in_a_list() {
    let (one, two) = (entry("1"), entry("2"));
    assert_ne!(one.etag, two.etag);
    assert!(one.is_known_to(&format!("\"x\", {}", one.etag)));
    assert!(one.is_known_to(&format!("W/{}", one.etag)));
    assert!(one.is_known_to("*"));
    assert!(!one.is_known_to(&two.etag));
}
