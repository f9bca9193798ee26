//! The hub between publishers and subscribers.

use super::*;

fn say(hub: &Hub, topic: &Topic, words: &'static str) -> u64 {
    hub.publish(topic, Bytes::from_static(words.as_bytes()))
        .unwrap()
}

async fn read(subscriber: &Subscriber) -> (Occasion, u64, u64) {
    let delivery = subscriber.next().await.unwrap();
    (delivery.occasion, delivery.message.seq, delivery.skipped)
}

fn apple() -> Topic {
    Topic::prices("AAPL").unwrap()
}

#[tokio::test]
async fn a_subscriber_gets_the_state_and_then_every_change_by_number() {
    let hub = Hub::default();
    assert_eq!(say(&hub, &apple(), "1"), 1);
    assert_eq!(say(&hub, &apple(), "2"), 2);
    let mut subscriber = hub.connect();
    subscriber.subscribe(&apple(), None).unwrap();
    say(&hub, &apple(), "3");
    say(&hub, &Topic::prices("MSFT").unwrap(), "9");
    assert_eq!(read(&subscriber).await, (Occasion::Snapshot, 2, 0));
    assert_eq!(read(&subscriber).await, (Occasion::Update, 3, 0));
}

#[tokio::test]
async fn resuming_replays_what_is_held_and_counts_what_is_not() {
    let hub = Hub::default();
    (0..channel::HELD + 10).for_each(|_| {
        say(&hub, &apple(), "1");
    });
    let mut subscriber = hub.connect();
    subscriber.subscribe(&apple(), Some(264)).unwrap();
    assert_eq!(read(&subscriber).await, (Occasion::Update, 265, 0));
    assert_eq!(read(&subscriber).await, (Occasion::Update, 266, 0));
    subscriber.subscribe(&apple(), Some(5)).unwrap();
    assert_eq!(read(&subscriber).await, (Occasion::Update, 11, 5));
    let mut ahead = hub.connect();
    ahead.subscribe(&apple(), Some(9_999)).unwrap();
    assert_eq!(read(&ahead).await, (Occasion::Snapshot, 266, 0));
}

#[tokio::test]
async fn signals_have_no_snapshot() {
    let hub = Hub::default();
    say(&hub, &Topic::signals(), "1");
    let mut subscriber = hub.connect();
    subscriber.subscribe(&Topic::signals(), None).unwrap();
    say(&hub, &Topic::signals(), "2");
    assert_eq!(read(&subscriber).await, (Occasion::Update, 2, 0));
}

#[tokio::test]
async fn interest_follows_the_first_and_the_last_subscriber_of_a_symbol() {
    let hub = Hub::default();
    let interest = hub.interest();
    let listening = || interest.borrow().iter().cloned().collect::<Vec<_>>();
    let (mut one, mut two) = (hub.connect(), hub.connect());
    one.subscribe(&apple(), None).unwrap();
    two.subscribe(&apple(), None).unwrap();
    two.subscribe(&Topic::signals(), None).unwrap();
    assert_eq!(listening(), ["AAPL"]);
    one.unsubscribe(&apple());
    assert_eq!(listening(), ["AAPL"]);
    drop(two);
    assert!(listening().is_empty());
    assert_eq!(hub.figures().subscriptions, 0);
}

#[tokio::test]
async fn topics_and_subscriptions_are_bounded() {
    let hub = Hub::default();
    let mut subscriber = hub.connect();
    for number in 0..SUBSCRIPTIONS {
        subscriber
            .subscribe(&Topic::job(&number.to_string()).unwrap(), None)
            .unwrap();
    }
    assert_eq!(
        subscriber.subscribe(&apple(), None),
        Err(Refusal::Subscriptions)
    );
    (0..2 * TOPICS).for_each(|number| {
        say(&hub, &Topic::prices(&format!("X{number}")).unwrap(), "1");
    });
    assert_eq!(hub.figures().topics, TOPICS);
    assert_eq!(
        hub.figures().subscriptions,
        SUBSCRIPTIONS,
        "what has listeners stays"
    );
}

#[tokio::test]
async fn closing_waits_for_the_last_subscriber() {
    let hub = Hub::default();
    let subscriber = hub.connect();
    assert_eq!(hub.connections(), 1);
    hub.close();
    assert!(hub.closing().is_cancelled());
    let closed = tokio::spawn({
        let hub = hub.clone();
        async move { hub.closed().await }
    });
    drop(subscriber);
    closed.await.unwrap();
    assert_eq!(hub.connections(), 0);
}
