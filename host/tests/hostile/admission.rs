//! What happens when all slots are taken, and that a client that goes away gives
//! its slot back.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{Instant, sleep, timeout};

use super::{Infested, ask, figure};
use crate::support::Client;

/// Far longer than any of these tests takes.
const ALLOWANCE_MS: &str = "25000";
/// Calls that may wait for a slot.
const QUEUE: usize = 16;
const FREE: &str = "sandbourse_sandbox_free_slots";

async fn with_one_slot() -> Infested {
    Infested::start_with(|builder| {
        builder
            .env("PLUGIN_CONCURRENCY", "1")
            .env("PLUGIN_IO_ALLOWANCE_MS", ALLOWANCE_MS)
    })
    .await
}

async fn wait_for_slots(client: &Client, slots: f64) {
    let late = Instant::now() + Duration::from_secs(10);
    while figure(client, FREE).await != slots {
        assert!(Instant::now() < late, "never {slots} slots free");
        sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_beyond_the_queue_are_sent_away_at_once_and_the_others_served() {
    let infested = with_one_slot().await;
    let client = infested.server.client();
    let occupier = tokio::spawn(occupy(infested.server.client()));
    wait_for_slots(&client, 0.0).await;
    let calls = (0..QUEUE + 8).map(|number| {
        let client = client.clone();
        tokio::spawn(async move {
            let begun = Instant::now();
            let answer = ask(&client, &format!("OK?risk_free=0.{number}")).await;
            (answer, begun.elapsed())
        })
    });
    let calls: Vec<_> = calls.collect();
    let late = Instant::now() + Duration::from_secs(10);
    while calls.iter().filter(|call| call.is_finished()).count() < 8 {
        assert!(Instant::now() < late, "nobody was sent away");
        sleep(Duration::from_millis(5)).await;
    }
    client.json("/api/v1/data/bars/AAPL?period=5d").await;
    occupier.abort();
    let (mut served, mut refused) = (0, 0);
    for call in join_all(calls).await {
        let (answer, took) = call.unwrap();
        assert!(took < Duration::from_secs(20), "{took:?}");
        if answer.status == 200 {
            served += 1;
        } else {
            assert_eq!(answer.header("retry-after"), "1");
            answer.problem(503, "overloaded");
            refused += 1;
        }
    }
    assert_eq!((served, refused), (QUEUE, 8));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_goes_away_ends_its_guest() {
    let infested = with_one_slot().await;
    let client = infested.server.client();
    for symbol in ["ATTACK-WAIT", "ATTACK-LOOP"] {
        let leaving = infested.server.client();
        // The loop may be over before the client is gone.
        let _ = timeout(Duration::from_millis(100), ask(&leaving, symbol)).await;
        wait_for_slots(&client, 1.0).await;
        assert_eq!(figure(&client, "sandbourse_guest_memory_bytes").await, 0.0);
    }
    ask(&client, "OK").await.expect(200);
}

async fn occupy(client: Client) {
    ask(&client, "ATTACK-WAIT").await;
}
