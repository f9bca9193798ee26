//! Strategies that loop, eat, trap, flood and peek: their own run ends, everybody else is
//! served.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::{BACKTEST, begin, ended, operated, run};
use crate::guests;
use crate::hostile::upload;
use crate::support::{Client, Server};

async fn infested() -> (Server, Client) {
    let server = Server::builder()
        .env("PLUGIN_CPU_MS_STRATEGY", "150")
        .start();
    let admin = operated(&server).await;
    upload(&admin, "rogue", guests::rogue_strategy())
        .await
        .expect(201);
    (server, admin)
}

fn told(deed: u8) -> Value {
    json!({"strategy": "rogue", "symbols": ["SPX"], "settings": {"deed": deed, "from": 100}})
}

#[tokio::test]
async fn a_strategy_that_misbehaves_ends_its_own_run_with_the_reason() {
    let (_server, client) = infested().await;
    let deeds = [
        (1, "strategy_cpu_budget_exceeded"),
        (2, "strategy_memory_limit_exceeded"),
        (3, "strategy_trapped"),
        (4, "strategy_trapped"),
    ];
    for (deed, code) in deeds {
        let answer = client.post(&format!("{BACKTEST}/run"), &told(deed)).await;
        answer.problem(422, code);
    }
    let honest = run(&client, &told(0)).await;
    assert!(honest["stats"]["n_trades"].as_f64() > Some(100.0));
    let logs = client.json("/api/v1/plugins/rogue/logs").await;
    assert!(logs.to_string().contains("told to trap"), "{logs}");
    let shown = client.json("/api/v1/plugins/rogue").await;
    assert_eq!(
        shown["usage"]["failures"]["component_trapped"], 2,
        "{shown}"
    );
}

#[tokio::test]
async fn a_strategy_that_peeks_is_reported() {
    let (_server, client) = infested().await;
    let codes = |run: &Value| run["findings"].to_string();
    let peeking = run(&client, &told(5)).await;
    assert!(
        codes(&peeking).contains("look_ahead"),
        "{}",
        codes(&peeking)
    );
    let honest = run(&client, &told(0)).await;
    assert!(!codes(&honest).contains("look_ahead"));
}

#[tokio::test]
async fn a_strategy_that_peeks_by_itself_is_not_taken() {
    let (_server, client) = infested().await;
    let peeking = guests::strategy_version(5, 0, 0);
    upload(&client, "peeking", peeking)
        .await
        .problem(422, "chunk_dependent");
    let looping = guests::strategy_version(1, 0, 0);
    upload(&client, "rogue", looping)
        .await
        .problem(422, "trial_failed");
    let shown = client.json("/api/v1/plugins/rogue").await;
    assert_eq!(shown["version"], 1, "{shown}");
    client
        .get("/api/v1/plugins/peeking")
        .await
        .problem(404, "unknown_component");
}

#[tokio::test]
async fn hostile_combinations_of_a_sweep_end_alone() {
    let (_server, client) = infested().await;
    let body = json!({
        "strategy": "rogue", "symbols": ["SPX"], "rank_by": "return_pct",
        "grid": {"deed": [0, 1, 2, 3, 4], "from": {"from": 6000, "to": 6060}},
    });
    // The sample has fewer bars: whatever the deed, nothing happens.
    let id = begin(&client, "sweep", &body).await;
    let calm = ended(&client, &id).await;
    assert_eq!(calm["state"], "done", "{calm}");
    let mut body = body;
    body["grid"]["from"] = json!([100, 6000, 6001, 6002, 6003, 6004, 6005, 6006]);
    let id = begin(&client, "sweep", &body).await;
    let job = ended(&client, &id).await;
    assert_eq!((&job["state"], &job["failed"]), (&json!("done"), &json!(4)));
    let results = client.json(&format!("{BACKTEST}/jobs/{id}/results")).await;
    let returns = results["columns"]["return_pct"].as_array().unwrap();
    let missing = returns.iter().filter(|value| value.is_null()).count();
    assert_eq!((returns.len(), missing), (40, 4), "{returns:?}");
}

#[tokio::test]
async fn a_sweep_of_nothing_but_failures_is_given_up_with_the_reason() {
    let (_server, client) = infested().await;
    let body = json!({
        "strategy": "rogue", "symbols": ["SPX"], "settings": {"deed": 3},
        "grid": {"from": {"from": 0, "to": 5000}},
    });
    let id = begin(&client, "sweep", &body).await;
    let job = ended(&client, &id).await;
    assert_eq!(
        (&job["state"], &job["error"]["code"]),
        (&json!("failed"), &json!("runs_failed")),
        "{job}"
    );
    assert!(
        job["error"]["detail"]
            .as_str()
            .unwrap()
            .contains("told to trap"),
        "{job}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_else_is_served_while_strategies_loop() {
    let (server, client) = infested().await;
    let body = json!({
        "strategy": "rogue", "symbols": ["SPX"],
        "grid": {"deed": [0, 1], "from": {"from": 100, "to": 130}},
    });
    let id = begin(&client, "sweep", &body).await;
    let bystander = server.client();
    let mut slowest = Duration::ZERO;
    for number in 0..40 {
        let started = Instant::now();
        let target = format!("/api/v1/risk/metrics/SPX?risk_free=0.{number:06}");
        bystander.json(&target).await;
        slowest = slowest.max(started.elapsed());
    }
    // Not a measurement: a bystander who had to wait for a loop would wait for its whole
    // budget, again and again.
    assert!(slowest < Duration::from_secs(5), "{slowest:?}");
    client.delete(&format!("{BACKTEST}/jobs/{id}")).await;
}
