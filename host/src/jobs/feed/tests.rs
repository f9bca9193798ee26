//! The feed between sources and hub, in paused time.

use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::FutureExt;
use sandbourse_wit::types::{Columns, QuoteError};
use sandbourse_wit::values::Instant;
use serde_json::Value;

use super::*;
use crate::services::hub::Subscriber;

fn quote(symbol: &str, price: f64) -> Quote {
    Quote {
        symbol: symbol.to_owned(),
        price,
        previous_close: None,
        change: None,
        change_fraction: None,
        change_percent: None,
        open: None,
        high: None,
        low: None,
        volume: None,
        currency: "USD".to_owned(),
        as_of: Instant { epoch_ms: 0 },
        provider: "simulated".to_owned(),
        delay: "simulated".to_owned(),
        stale: false,
    }
}

/// Symbols in I are replayed; `FLAT` stands still, `GONE` fails, the quotes of `LATE` and
/// the history of `SLOW` never come, others rise each tick. More than 200 are refused.
fn sources(polls: &Arc<AtomicU64>) -> Sources {
    let polls = Arc::clone(polls);
    let quotes = move |symbols: Vec<String>| {
        let poll = polls.fetch_add(1, Ordering::SeqCst);
        let late = symbols.iter().any(|symbol| symbol == "LATE");
        let count = symbols.len();
        let (gone, fine): (Vec<_>, Vec<_>) =
            symbols.into_iter().partition(|symbol| symbol == "GONE");
        let price = |symbol: &String| if symbol == "FLAT" { 1.0 } else { poll as f64 };
        let quotes = fine
            .iter()
            .map(|symbol| quote(symbol, price(symbol)))
            .collect();
        let failed = |symbol| QuoteError {
            symbol,
            code: "gone".to_owned(),
            detail: "gone".to_owned(),
        };
        async move {
            if late {
                std::future::pending::<()>().await;
            }
            if count > 200 {
                return Err(format!("{count} symbols were asked for"));
            }
            Ok(QuoteBatch {
                quotes,
                errors: gone.into_iter().map(failed).collect(),
            })
        }
        .boxed()
    };
    let bars = |symbol: String| {
        let closes = vec![10.0, 11.0, 12.0];
        let columns = Columns {
            time: vec![0, 1, 2],
            open: closes.clone(),
            high: closes.clone(),
            low: closes.clone(),
            volume: closes.clone(),
            close: closes,
        };
        let held = HeldBars {
            currency: "PTS".to_owned(),
            columns,
        };
        async move {
            if symbol == "SLOW" {
                std::future::pending::<()>().await;
            }
            symbol.starts_with('I').then_some(held)
        }
        .boxed()
    };
    Sources {
        quotes: Arc::new(quotes),
        bars: Arc::new(bars),
        streams: Streams::default(),
    }
}

struct Running {
    hub: Hub,
    polls: Arc<AtomicU64>,
    stop: CancellationToken,
}

fn start() -> Running {
    let (hub, polls, stop) = (
        Hub::default(),
        Arc::<AtomicU64>::default(),
        CancellationToken::new(),
    );
    tokio::spawn(Feed::new(hub.clone(), sources(&polls)).run(stop.clone()));
    Running { hub, polls, stop }
}

impl Running {
    fn listen(&self, symbol: &str) -> Subscriber {
        let mut subscriber = self.hub.connect();
        subscriber
            .subscribe(&Topic::prices(symbol).unwrap(), None)
            .unwrap();
        subscriber
    }
}

async fn price(subscriber: &Subscriber) -> (f64, String) {
    let delivery = subscriber.next().await.unwrap();
    let quote: Value = serde_json::from_slice(&delivery.message.payload).unwrap();
    (
        quote["price"].as_f64().unwrap(),
        quote["provider"].as_str().unwrap().to_owned(),
    )
}

#[tokio::test(start_paused = true)]
async fn prices_flow_while_somebody_listens_and_rest_when_nobody_does() {
    let feed = start();
    tokio::time::advance(TICK * 10).await;
    assert_eq!(feed.polls.load(Ordering::SeqCst), 0);
    let subscriber = feed.listen("AAPL");
    assert_eq!(price(&subscriber).await, (0.0, "simulated".to_owned()));
    assert_eq!(price(&subscriber).await, (1.0, "simulated".to_owned()));
    drop(subscriber);
    tokio::time::sleep(TICK * 10).await;
    assert_eq!(feed.polls.load(Ordering::SeqCst), 2);
    assert_eq!(
        price(&feed.listen("AAPL")).await.0,
        1.0,
        "the newest price comes at once"
    );
    feed.stop.cancel();
}

#[tokio::test(start_paused = true)]
async fn all_symbols_share_one_poll_a_tick_and_held_ones_are_replayed() {
    let feed = start();
    let (apple, index) = (feed.listen("AAPL"), feed.listen("IXIC"));
    let _second = feed.listen("MSFT");
    for tick in 0..3 {
        assert_eq!(price(&apple).await.0, f64::from(tick));
        assert_eq!(
            price(&index).await,
            (10.0 + f64::from(tick), "replay".to_owned())
        );
    }
    assert_eq!(feed.polls.load(Ordering::SeqCst), 3);
}

#[tokio::test(start_paused = true)]
async fn an_unchanged_price_is_said_once_and_a_failing_symbol_does_not_stop_the_others() {
    let feed = start();
    let (flat, apple) = (feed.listen("FLAT"), feed.listen("AAPL"));
    let _gone = feed.listen("GONE");
    for _ in 0..5 {
        price(&apple).await;
    }
    assert_eq!(flat.next().await.unwrap().message.seq, 1);
    assert!(flat.next().now_or_never().is_none());
}

#[tokio::test(start_paused = true)]
async fn more_symbols_than_one_call_takes_are_asked_for_in_several() {
    let feed = start();
    let listen = |number: u32| feed.listen(&format!("A{number}"));
    let listeners: Vec<_> = (0..450).map(listen).collect();
    for listener in &listeners {
        price(listener).await;
    }
    // The histories come four at a time, so the first tick asks in smaller groups.
    let before = feed.polls.load(Ordering::SeqCst);
    for listener in &listeners {
        price(listener).await;
    }
    assert_eq!(feed.polls.load(Ordering::SeqCst) - before, 3);
}

#[tokio::test(start_paused = true)]
async fn a_history_that_does_not_come_delays_its_own_symbol_alone() {
    let feed = start();
    let slow = feed.listen("SLOW");
    let (apple, index) = (feed.listen("AAPL"), feed.listen("IXIC"));
    let started = tokio::time::Instant::now();
    for _ in 0..5 {
        price(&apple).await;
        price(&index).await;
    }
    assert_eq!(started.elapsed(), TICK * 4);
    assert!(slow.next().now_or_never().is_none());
    price(&slow).await;
    assert_eq!(started.elapsed(), PATIENCE);
}

#[tokio::test(start_paused = true)]
async fn quotes_that_do_not_come_delay_no_later_question() {
    let feed = start();
    let _late = feed.listen("LATE");
    tokio::time::sleep(TICK / 2).await;
    let (apple, index) = (feed.listen("AAPL"), feed.listen("IXIC"));
    let started = tokio::time::Instant::now();
    for _ in 0..5 {
        price(&apple).await;
        price(&index).await;
    }
    assert_eq!(started.elapsed(), TICK / 2 + TICK * 4);
}
