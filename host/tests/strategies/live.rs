//! A strategy on live bars: its signals, versions that take over between two bars, one that
//! breaks, one in the shadow, and the replay of all of it.

use std::time::Duration;

use serde_json::{Value, json};

use super::{operated, until};
use crate::guests;
use crate::hostile::upload;
use crate::support::{Client, Live, Server};

const PLUGINS: &str = "/api/v1/plugins";
/// Swaps in a minute.
const SWAPS: u64 = 50;

async fn started(server: &Server, strategy: &str) -> (Client, String) {
    let admin = operated(server).await;
    let body = json!({"symbols": ["SPX"], "interval": "tick"});
    let begun = admin
        .post(&format!("{PLUGINS}/{strategy}/run"), &body)
        .await;
    let run: Value = begun.expect(201).json();
    (admin, run["id"].as_str().unwrap().to_owned())
}

async fn after_bars(client: &Client, id: &str, bars: u64) -> Value {
    let wanted = |run: &Value| run["bars"].as_u64() >= Some(bars) || run["state"] != "running";
    until(client, &format!("{PLUGINS}/runs/{id}"), wanted).await
}

/// The events of a run's log.
async fn events(client: &Client, id: &str) -> Vec<Value> {
    let log = client
        .get(&format!("{PLUGINS}/runs/{id}/log"))
        .await
        .expect(200);
    let lines = log
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

async fn replayed(client: &Client, id: &str) -> Value {
    let replay = client
        .post(&format!("{PLUGINS}/runs/{id}/replay"), &json!({}))
        .await;
    replay.expect(200).json()
}

/// Times of the bars, in the order in which they were decided on.
fn times(events: &[Value]) -> Vec<i64> {
    let bars = events.iter().filter(|event| !event["bar"].is_null());
    bars.map(|event| event["bar"]["time"].as_i64().unwrap())
        .collect()
}

#[tokio::test]
async fn decisions_are_published_as_signals() {
    let server = Server::start();
    upload(
        &operated(&server).await,
        "mine",
        guests::strategy_version(0, 0, 1),
    )
    .await
    .expect(201);
    let mut live = Live::open(&server, "/api/v1/ws").await;
    live.send(r#"{"action":"subscribe","topics":["signals"]}"#)
        .await;
    live.next_of("subscribed").await;
    let (client, id) = started(&server, "mine").await;
    let signal = live.next_of("signal").await;
    assert_eq!(signal["data"]["symbol"], "SPX", "{signal}");
    assert_eq!(signal["data"]["source"], "strategy:mine@1", "{signal}");
    let run = after_bars(&client, &id, 3).await;
    assert_eq!(
        (&run["state"], &run["version"]),
        (&json!("running"), &json!(1))
    );
    assert_eq!(run["last"][0]["symbol"], "SPX", "{run}");
    client
        .delete(&format!("{PLUGINS}/runs/{id}"))
        .await
        .expect(204);
    let wanted = |run: &Value| run["state"] == "stopped";
    let stopped = until(&client, &format!("{PLUGINS}/runs/{id}"), wanted).await;
    let replay = replayed(&client, &id).await;
    assert_eq!(
        (&replay["same"], &replay["bars"]),
        (&json!(true), &stopped["bars"]),
        "{replay}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_swaps_in_a_minute_lose_no_bar_and_replay_to_the_same_hash() {
    let server = Server::start();
    let admin = operated(&server).await;
    upload(&admin, "mine", guests::strategy_version(0, 0, 1))
        .await
        .expect(201);
    upload(&admin, "mine", guests::strategy_version(0, 0, 2))
        .await
        .expect(201);
    let (client, id) = started(&server, "mine").await;
    after_bars(&client, &id, 1).await;
    let mut pace = tokio::time::interval(Duration::from_millis(60_000 / SWAPS));
    for swap in 0..SWAPS {
        pace.tick().await;
        let version = json!({"version": 1 + swap % 2});
        client
            .post(&format!("{PLUGINS}/mine/activate"), &version)
            .await
            .expect(200);
    }
    client
        .delete(&format!("{PLUGINS}/runs/{id}"))
        .await
        .expect(204);
    let wanted = |run: &Value| run["state"] == "stopped";
    let run = until(&client, &format!("{PLUGINS}/runs/{id}"), wanted).await;
    let events = events(&client, &id).await;
    let seen = times(&events);
    assert_eq!(seen.len() as u64, run["bars"].as_u64().unwrap());
    assert!(seen.len() >= 50, "only {} bars in a minute", seen.len());
    none_lost(&client, &seen).await;
    assert_eq!(run["missed"], 0, "{run}");
    let swaps = events
        .iter()
        .filter(|event| event["event"] == "swapped")
        .count();
    assert!(swaps >= 40, "only {swaps} swaps fell between two bars");
    let replay = replayed(&client, &id).await;
    assert_eq!(replay["same"], true, "{replay}");
    assert_eq!(replay["hash"], run["hash"]);
}

/// Each bar once, and the replayed history has a bar for each session: none is missing.
async fn none_lost(client: &Client, seen: &[i64]) {
    assert!(
        seen.windows(2).all(|pair| pair[0] < pair[1]),
        "a bar was seen twice"
    );
    let sessions = client.json("/api/v1/data/bars/SPX?period=2y").await;
    let sessions: Vec<i64> = sessions["bars"]["time"]
        .as_array()
        .unwrap()
        .iter()
        .map(|time| {
            time.as_str()
                .unwrap()
                .parse::<jiff::Timestamp>()
                .unwrap()
                .as_millisecond()
        })
        .collect();
    let first = sessions.iter().position(|time| *time == seen[0]).unwrap();
    assert_eq!(
        sessions[first..first + seen.len()],
        seen[..],
        "a bar was lost"
    );
}

#[tokio::test]
async fn a_version_that_breaks_is_taken_back_within_the_bar() {
    let server = Server::start();
    let admin = operated(&server).await;
    upload(&admin, "mine", guests::strategy_version(0, 0, 1))
        .await
        .expect(201);
    let (client, id) = started(&server, "mine").await;
    let before = after_bars(&client, &id, 2).await;
    // It comes through the history and some bars more, and traps then.
    let log = events(&client, &id).await;
    let history = log[0]["history"].as_array().unwrap().len() as u64;
    let breaks = history + before["bars"].as_u64().unwrap() + 4;
    upload(
        &admin,
        "mine",
        guests::strategy_version(3, breaks as u32, 2),
    )
    .await
    .expect(201);
    let wanted = |run: &Value| run["rollbacks"] == 1 || run["state"] != "running";
    let run = until(&client, &format!("{PLUGINS}/runs/{id}"), wanted).await;
    assert_eq!(
        (&run["state"], &run["version"]),
        (&json!("running"), &json!(1)),
        "{run}"
    );
    after_bars(&client, &id, run["bars"].as_u64().unwrap() + 1).await;
    client
        .delete(&format!("{PLUGINS}/runs/{id}"))
        .await
        .expect(204);
    let stopped = |run: &Value| run["state"] == "stopped";
    until(&client, &format!("{PLUGINS}/runs/{id}"), stopped).await;
    let log = events(&client, &id).await;
    let broken = log
        .iter()
        .find(|event| event["event"] == "rolled_back")
        .unwrap();
    assert!(
        !broken["decisions"].as_array().unwrap().is_empty(),
        "{broken}"
    );
    assert!(
        broken["reason"].as_str().unwrap().contains("told to trap"),
        "{broken}"
    );
    let seen = times(&log);
    assert!(seen.windows(2).all(|pair| pair[0] < pair[1]));
    let serving = client.json(&format!("{PLUGINS}/mine")).await;
    assert_eq!(serving["version"], 1, "{serving}");
    assert_eq!(replayed(&client, &id).await["same"], true);
}

#[tokio::test]
async fn a_version_in_the_shadow_is_compared_and_changes_nothing() {
    let server = Server::start();
    let admin = operated(&server).await;
    upload(&admin, "mine", guests::strategy_version(0, 0, 1))
        .await
        .expect(201);
    // It prints without end, which is no crime, and decides the same.
    let target = format!("{PLUGINS}/mine");
    let call = admin.call(reqwest::Method::PUT, &target);
    let other = guests::strategy_version(6, 0, 2);
    call.body("application/wasm", other)
        .send()
        .await
        .expect(201);
    let shadow = json!({"version": 2});
    admin
        .post(&format!("{target}/shadow"), &shadow)
        .await
        .expect(200);
    let (client, id) = started(&server, "mine").await;
    let run = after_bars(&client, &id, 3).await;
    assert_eq!(run["version"], 1);
    let wanted = |answer: &Value| answer["runs"][0]["bars"].as_u64() >= Some(2);
    let compared = until(&client, &format!("{target}/shadow"), wanted).await;
    assert_eq!(
        (&compared["version"], &compared["runs"][0]["differing"]),
        (&json!(2), &json!(0)),
        "{compared}"
    );
    let unknown = json!({"version": 9});
    let refused = admin.post(&format!("{target}/shadow"), &unknown).await;
    refused.problem(404, "unknown_version");
}

#[tokio::test]
async fn what_cannot_run_live_is_refused_with_its_field() {
    let server = Server::start();
    let client = operated(&server).await;
    let wrong = [
        ("sma-cross", json!({"symbols": []}), "symbols"),
        (
            "sma-cross",
            json!({"symbols": ["SPX"], "interval": "2d"}),
            "interval",
        ),
        (
            "sma-cross",
            json!({"symbols": ["SPX"], "settings": {"speed": 1}}),
            "settings",
        ),
        ("pair-trade", json!({"symbols": ["SPX"]}), "symbols"),
        ("bollinger", json!({"symbols": ["SPX"]}), "strategy"),
    ];
    for (strategy, body, field) in wrong {
        let answer = client
            .post(&format!("{PLUGINS}/{strategy}/run"), &body)
            .await;
        let problem: Value = answer.expect(422).json();
        assert!(
            problem["errors"].to_string().contains(field),
            "{field}: {problem}"
        );
    }
    let unknown = client
        .post(
            &format!("{PLUGINS}/oracle/run"),
            &json!({"symbols": ["SPX"]}),
        )
        .await;
    unknown.problem(404, "unknown_strategy");
}
