//! A `data` component that misbehaves towards the components that ask it for prices.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::{ask, figure, upload};
use crate::guests;
use crate::support::{Client, Server};

async fn start(allowance_ms: &str) -> (Server, Client) {
    let server = Server::builder()
        .env("PLUGIN_CPU_MS_DATA", "150")
        .env("PLUGIN_IO_ALLOWANCE_MS", allowance_ms)
        .start();
    let client = server.client();
    let admin = client.logged_in().await;
    upload(&admin, "data", guests::rogue_data())
        .await
        .expect(201);
    (server, client)
}

#[tokio::test]
async fn prices_that_never_come_are_a_source_that_is_down() {
    let (_server, client) = start("1500").await;
    for (symbol, codes) in [
        (
            "LOOP",
            ["data_cpu_budget_exceeded", "data_deadline_exceeded"],
        ),
        ("WAIT", ["data_deadline_exceeded"; 2]),
        ("PANIC", ["data_component_trapped"; 2]),
    ] {
        for target in [
            format!("/api/v1/risk/metrics/{symbol}"),
            format!("/api/v1/predictions/quick-predict?symbol={symbol}"),
            format!("/api/v1/backtest/sample-data?symbol={symbol}&period=1y"),
        ] {
            let call = client.call(reqwest::Method::GET, &target).may_fail();
            let answer = call.send().await.expect(503);
            assert_ne!(answer.header("retry-after"), "", "{target}");
            let problem = answer.json();
            let code = problem["code"].as_str().unwrap();
            assert!(codes.contains(&code), "{target}: {problem}");
        }
    }
    assert_eq!(figure(&client, "sandbourse_guest_memory_bytes").await, 0.0);
}

#[tokio::test]
async fn prices_that_no_market_has_end_in_an_answer_or_a_problem() {
    let (_server, client) = start("5000").await;
    for symbol in [
        "RAGGED",
        "NAN",
        "NEGATIVE",
        "ZERO",
        "HUGE",
        "BACKWARDS",
        "TIMES",
    ] {
        for target in [
            format!("/api/v1/risk/metrics/{symbol}"),
            format!("/api/v1/predictions/quick-predict?symbol={symbol}"),
            format!("/api/v1/data/bars/{symbol}"),
        ] {
            let call = client.call(reqwest::Method::GET, &target).may_fail();
            let answer = call.send().await;
            assert_ne!(answer.status, 500, "{target}: {}", answer.text());
        }
    }
}

#[tokio::test]
async fn a_client_that_goes_away_ends_the_guest_that_its_guest_waits_for() {
    let (server, client) = start("25000").await;
    let leaving = server.client();
    let _ = timeout(Duration::from_millis(200), ask(&leaving, "WAIT")).await;
    let late = Instant::now() + Duration::from_secs(10);
    while figure(&client, "sandbourse_guest_memory_bytes").await != 0.0 {
        assert!(Instant::now() < late, "a guest goes on for nobody");
        sleep(Duration::from_millis(5)).await;
    }
    let data = figure(&client, "sandbourse_sandbox_free_data_slots").await;
    let callers = figure(&client, "sandbourse_sandbox_free_slots").await;
    assert_eq!(data, callers);
}
