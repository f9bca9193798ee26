//! Streams and their servers, in paused time.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, advance, sleep};

use super::line::ConnectError;
use super::testing::{OPEN, start};
use super::*;

fn set(symbols: &[&str]) -> BTreeSet<String> {
    symbols.iter().map(|symbol| (*symbol).to_owned()).collect()
}

/// Lets everything happen that needs no time to speak of.
async fn settle() {
    sleep(Duration::from_millis(1)).await;
}

async fn until(stream: &Stream, mut reached: impl FnMut(&StreamState) -> bool) {
    while !reached(&stream.state()) {
        sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_connects_with_the_first_symbol_and_leaves_with_the_last() {
    let (stream, mut server) = start(Provider::Finnhub);
    settle().await;
    assert!(!server.has_arrival());
    stream.want(set(&["AAPL", "BRK-B"]));
    let mut socket = server.welcome().await;
    assert_eq!(socket.subscriptions(2).await, ["AAPL", "BRK.B"]);
    until(&stream, |state| *state.symbols == set(&["AAPL", "BRK-B"])).await;
    stream.want(set(&["AAPL"]));
    let gone = socket.hear().await;
    assert_eq!(
        (&gone["type"], &gone["symbol"]),
        (&"unsubscribe".into(), &"BRK.B".into())
    );
    stream.want(BTreeSet::new());
    assert_eq!(socket.hear().await["symbol"], "AAPL");
    assert_eq!(socket.hear().await, Value::Null, "goodbye after a while");
    until(&stream, |state| state.phase == Phase::Idle).await;
}

#[tokio::test(start_paused = true)]
async fn alpaca_is_greeted_with_the_key_and_carries_what_it_acknowledges() {
    let (stream, mut server) = start(Provider::Alpaca);
    stream.want(set(&["AAPL", "MSFT"]));
    let mut socket = server.welcome().await;
    let asked = socket.hear().await;
    assert_eq!(asked["trades"], serde_json::json!(["AAPL", "MSFT"]));
    assert!(stream.state().symbols.is_empty());
    socket
        .say(r#"[{"T":"subscription","trades":["AAPL"]}]"#)
        .await;
    until(&stream, |state| *state.symbols == set(&["AAPL"])).await;
    socket.trade(Provider::Alpaca, "AAPL", 172.5).await;
    socket.trade(Provider::Alpaca, "TSLA", 1.0).await;
    settle().await;
    let ticks = stream.ticks();
    assert_eq!(ticks.len(), 1, "only what was asked for");
    assert_eq!((ticks[0].price, ticks[0].at_ms), (172.5, OPEN));
}

#[tokio::test(start_paused = true)]
async fn a_lost_stream_comes_back_after_growing_pauses_and_subscribes_again() {
    let (stream, mut server) = start(Provider::Finnhub);
    server.refuse([
        ConnectError::Unreachable,
        ConnectError::TimedOut,
        ConnectError::Answered(502),
    ]);
    let begun = Instant::now();
    stream.want(set(&["AAPL"]));
    let mut socket = server.welcome().await;
    let pauses = begun.elapsed();
    assert!((7.0..8.8).contains(&pauses.as_secs_f64()), "{pauses:?}");
    assert_eq!(socket.subscriptions(1).await, ["AAPL"]);
    drop(socket);
    until(&stream, StreamState::is_down).await;
    assert!(stream.state().symbols.is_empty());
    let mut socket = server.welcome().await;
    assert_eq!(socket.subscriptions(1).await, ["AAPL"]);
    let state = stream.state();
    assert_eq!(
        (state.connections, state.last_problem.unwrap().code),
        (2, "provider_down")
    );
}

#[tokio::test(start_paused = true)]
async fn a_bad_key_ends_the_attempts() {
    for provider in Provider::ALL {
        let (stream, mut server) = start(provider);
        server.refuse([ConnectError::Answered(401)]);
        stream.want(set(&["AAPL"]));
        until(&stream, |state| matches!(state.phase, Phase::Off(_))).await;
        sleep(Duration::from_secs(3_600)).await;
        assert!(!server.has_arrival());
        assert_eq!(stream.state().last_problem.unwrap().code, "provider_key");
    }
}

#[tokio::test(start_paused = true)]
async fn what_alpaca_calls_final_is_and_a_key_in_use_is_asked_for_again_after_a_minute() {
    for code in [402, 409, 411] {
        let (stream, mut server) = start(Provider::Alpaca);
        stream.want(set(&["AAPL"]));
        let mut socket = server.accept().await;
        let error = format!(r#"[{{"T":"error","code":{code},"msg":"the-secret is wrong"}}]"#);
        socket.say(&error).await;
        until(&stream, |state| matches!(state.phase, Phase::Off(_))).await;
        let problem = stream.state().last_problem.unwrap();
        assert_eq!(problem.detail, format!("{code} *** is wrong"));
        assert_eq!(stream.state().detail(), problem.detail);
        sleep(Duration::from_secs(3_600)).await;
        assert!(!server.has_arrival());
    }
    let (stream, mut server) = start(Provider::Alpaca);
    stream.want(set(&["AAPL"]));
    let mut socket = server.accept().await;
    socket
        .say(r#"[{"T":"error","code":406,"msg":"connection limit exceeded"}]"#)
        .await;
    let begun = Instant::now();
    server.accept().await;
    assert_eq!(begun.elapsed().as_secs(), 60);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_greet_is_left() {
    let (stream, mut server) = start(Provider::Alpaca);
    stream.want(set(&["AAPL"]));
    let _mute = server.accept().await;
    let begun = Instant::now();
    until(&stream, StreamState::is_down).await;
    assert_eq!(begun.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn symbols_beyond_the_limit_of_the_plan_are_not_asked_for() {
    let (stream, mut server) = start(Provider::Finnhub);
    let name = |number: u8| {
        format!(
            "A{}{}",
            char::from(b'A' + number / 26),
            char::from(b'A' + number % 26)
        )
    };
    stream.want((0..60).map(name).collect());
    let mut socket = server.welcome().await;
    socket.subscriptions(50).await;
    settle().await;
    assert!(socket.is_quiet());
    // This plan takes two fewer; each error is about one symbol.
    for left in [49, 48] {
        socket
            .say(r#"{"msg":"Subscribing to too many symbols","type":"error"}"#)
            .await;
        until(&stream, |state| state.room == left).await;
        assert_eq!(stream.state().symbols.len(), left);
    }
    sleep(Duration::from_secs(5)).await;
    assert!(socket.is_quiet());
    let refusal = stream.state().last_problem.unwrap().detail;
    assert_eq!(refusal, "Subscribing to too many symbols");
}

#[tokio::test(start_paused = true)]
async fn a_symbol_that_the_provider_does_not_have_is_not_asked_for_again() {
    let (stream, mut server) = start(Provider::Finnhub);
    stream.want(set(&["AAPL", "NOPE"]));
    let mut socket = server.welcome().await;
    socket.subscriptions(2).await;
    socket
        .say(r#"{"msg":"Invalid symbol NOPE","type":"error"}"#)
        .await;
    until(&stream, |state| *state.symbols == set(&["AAPL"])).await;
    stream.want(set(&["AAPL", "MSFT", "NOPE"]));
    assert_eq!(socket.subscriptions(1).await, ["MSFT"]);
}

#[tokio::test(start_paused = true)]
async fn silence_ends_a_connection_and_pings_keep_it() {
    let (stream, mut server) = start(Provider::Finnhub);
    stream.want(set(&["AAPL"]));
    let mut socket = server.welcome().await;
    socket.subscriptions(1).await;
    for _ in 0..10 {
        sleep(Duration::from_secs(60)).await;
        socket.say(r#"{"type":"ping"}"#).await;
    }
    settle().await;
    assert_eq!(stream.state().connections, 1);
    let begun = Instant::now();
    server.welcome().await;
    let silence = begun.elapsed().as_secs();
    assert!((90..93).contains(&silence), "{silence} s");
}

#[tokio::test(start_paused = true)]
async fn garbage_is_noted_and_is_no_sign_of_life() {
    let (stream, mut server) = start(Provider::Finnhub);
    stream.want(set(&["AAPL"]));
    let mut socket = server.welcome().await;
    socket.subscriptions(1).await;
    for _ in 0..8 {
        sleep(Duration::from_secs(10)).await;
        socket.say("<html>").await;
    }
    settle().await;
    assert_eq!(
        stream.state().last_problem.unwrap().code,
        "provider_malformed"
    );
    let begun = Instant::now();
    server.welcome().await;
    assert!(begun.elapsed() < Duration::from_secs(15));
}

#[tokio::test(start_paused = true)]
async fn alpaca_may_be_silent_while_the_market_is_shut() {
    let (stream, mut server) = start(Provider::Alpaca);
    stream.clock.advance_ms(8 * 3_600_000);
    stream.want(set(&["AAPL"]));
    let mut socket = server.welcome().await;
    socket.hear().await;
    sleep(Duration::from_secs(3_600)).await;
    assert_eq!(stream.state().connections, 1);
    // The next session has begun; this clock does not move by itself.
    stream.clock.advance_ms(16 * 3_600_000);
    server.welcome().await;
    assert_eq!(stream.state().connections, 2);
}

#[tokio::test(start_paused = true)]
async fn there_is_one_connection_however_many_run_it() {
    let (stream, mut server) = start(Provider::Finnhub);
    server.run(&stream);
    stream.want(set(&["AAPL"]));
    let mut socket = server.welcome().await;
    socket.subscriptions(1).await;
    advance(Duration::from_secs(5)).await;
    settle().await;
    assert!(!server.has_arrival());
    server.stop();
    assert_eq!(socket.hear().await, Value::Null, "the server is told");
    settle().await;
    assert_eq!(Arc::strong_count(&stream), 1, "both have ended");
}
