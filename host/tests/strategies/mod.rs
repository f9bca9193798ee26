//! Strategies as plugins: uploaded, run, searched, swapped while they run, and made to
//! misbehave.

mod contract;
mod hostile;
mod languages;
mod lifecycle;
mod live;
mod runs;
mod studies;

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::support::{Client, Server};

/// Longer than any study of these tests takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// Where backtests are asked for.
const BACKTEST: &str = "/api/v1/backtest";

/// A server and someone who may do everything.
pub async fn operated(server: &Server) -> Client {
    server.client().logged_in().await
}

/// Runs a strategy once; the answer.
pub async fn run(client: &Client, body: &Value) -> Value {
    client
        .post(&format!("{BACKTEST}/run"), body)
        .await
        .expect(200)
        .json()
}

/// Begins a study; its identifier.
pub async fn begin(client: &Client, kind: &str, body: &Value) -> String {
    let begun = client.post(&format!("{BACKTEST}/{kind}"), body).await;
    let job: Value = begun.expect(202).json();
    job["id"].as_str().unwrap().to_owned()
}

/// Waits until a study has ended.
pub async fn ended(client: &Client, id: &str) -> Value {
    until(client, &format!("{BACKTEST}/jobs/{id}"), |job| {
        !["queued", "running"].contains(&job["state"].as_str().unwrap())
    })
    .await
}

/// Asks until the answer is as wanted.
pub async fn until(client: &Client, target: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let late = Instant::now() + PATIENCE;
    loop {
        let answer = client.json(target).await;
        if wanted(&answer) {
            return answer;
        }
        assert!(Instant::now() < late, "never as wanted: {answer}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A sweep of the SMA cross over the sample.
pub fn sweep() -> Value {
    json!({
        "strategy": "sma-cross", "symbols": ["SPX"], "commission": {"relative": 0.001},
        "grid": {"fast": {"from": 2, "to": 20}, "slow": {"from": 5, "to": 60, "step": 5}},
        "where": "fast < slow", "rank_by": "sharpe", "top": 5,
    })
}
