//! Calls that would never end or never stop taking: each ends within its budget
//! with a problem that names it, and costs nobody else anything.

use std::time::Duration;

use tokio::time::Instant;

use super::bystander::Bystander;
use super::{Infested, ask, figure};

/// Used up its CPU, or on a busy machine its time.
const TIME: &[&str] = &["cpu_budget_exceeded", "deadline_exceeded"];
const MEMORY: &[&str] = &["memory_limit_exceeded"];
const TRAP: &[&str] = &["component_trapped"];
const CALLS: &[&str] = &["host_call_budget_exceeded"];
const DATA: &[&str] = &["too_much_data"];

/// What a symbol makes the rogue do, and what its caller hears.
const ATTACKS: [(&str, u16, &[&str]); 17] = [
    ("ATTACK-LOOP", 504, TIME),
    ("ATTACK-COPY", 504, TIME),
    ("ATTACK-PRINT", 504, TIME),
    ("ATTACK-WAIT", 504, TIME),
    ("ATTACK-WAIT_FOR_EVER", 504, TIME),
    ("ATTACK-GROW", 507, MEMORY),
    ("ATTACK-RECURSE", 502, TRAP),
    ("ATTACK-PANIC", 502, TRAP),
    ("ATTACK-EXIT", 502, TRAP),
    ("LIE-LENGTH", 502, TRAP),
    ("LIE-TEXT", 502, TRAP),
    ("FLOOD-LOG", 502, CALLS),
    ("FLOOD-METRICS", 502, CALLS),
    ("FLOOD-QUOTES", 502, DATA),
    ("FLOOD-LINE", 502, DATA),
    ("LIE-HUGE", 502, DATA),
    ("LIE-MANY", 502, DATA),
];

/// Longer than the wall deadline of [`Infested::start`] on a machine that is busy.
const SOON: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn each_attack_ends_within_its_budget_while_other_groups_answer() {
    let infested = Infested::start().await;
    let client = infested.server.client();
    let bystander = Bystander::start(infested.server.client());
    for (symbol, status, codes) in ATTACKS {
        let begun = Instant::now();
        let answer = ask(&client, symbol).await;
        assert!(
            begun.elapsed() < SOON,
            "{symbol} took {:?}",
            begun.elapsed()
        );
        let problem = answer.expect(status).json();
        let code = problem["code"].as_str().unwrap();
        assert!(codes.contains(&code), "{symbol}: {problem}");
        let detail = problem["detail"].as_str().unwrap();
        assert!(!detail.contains(['\n', '\u{1b}']), "{symbol}: {detail}");
        assert!(!detail.contains("rogue"), "{symbol} tells tales: {detail}");
    }
    ask(&client, "OK").await.expect(200);
    assert!(bystander.served().await > 20, "nobody else was served");
    let log = infested.server.log();
    assert!(
        log.lines()
            .all(|line| !line.starts_with("API server ready!")),
        "{log}"
    );
    assert!(!log.contains("\u{1b}[31m"), "{log}");
}

#[tokio::test]
async fn a_flood_of_calls_to_another_component_ends_with_its_caller() {
    let infested = Infested::start().await;
    let client = infested.server.client();
    let problem = ask(&client, "FLOOD-BARS").await.json();
    let code = problem["code"].as_str().unwrap();
    assert!(CALLS.contains(&code) || TIME.contains(&code), "{problem}");
    client.json("/api/v1/data/bars/AAPL?period=5d").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_attacks_at_once_are_ended_while_other_groups_answer() {
    let infested = Infested::start().await;
    let bystander = Bystander::start(infested.server.client());
    let client = infested.server.client();
    let attacks = (0..40).map(|number| {
        let (symbol, ..) = ATTACKS[number % ATTACKS.len()];
        let (client, symbol) = (client.clone(), format!("{symbol}?risk_free=0.{number}"));
        async move { ask(&client, &symbol).await }
    });
    for answer in futures_util::future::join_all(attacks).await {
        assert!(answer.status.is_server_error(), "{}", answer.target);
    }
    assert!(bystander.served().await > 8, "nobody else was served");
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_is_back_where_it_was_after_the_attacks() {
    let infested = Infested::start().await;
    let client = infested.server.client();
    round(&client).await;
    let before = resident(infested.server.pid());
    for _ in 0..4 {
        round(&client).await;
    }
    assert_eq!(figure(&client, "sandbourse_guest_memory_bytes").await, 0.0);
    let after = resident(infested.server.pid());
    let grown = after.saturating_sub(before);
    assert!(grown < 24 * 1024, "{before} kB grew to {after} kB");
}

/// The attacks on memory, eight side by side of each.
async fn round(client: &crate::support::Client) {
    for symbol in [
        "ATTACK-GROW",
        "ATTACK-COPY",
        "FLOOD-LINE",
        "LIE-HUGE",
        "LIE-MANY",
    ] {
        let calls = (0..8).map(|number| {
            let (client, symbol) = (client.clone(), format!("{symbol}?risk_free=0.{number}"));
            async move { ask(&client, &symbol).await }
        });
        for answer in futures_util::future::join_all(calls).await {
            assert!(answer.status.is_server_error(), "{}", answer.target);
        }
    }
}

/// Memory that a process really holds, in kB.
fn resident(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
