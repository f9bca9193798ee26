//! Answers that no honest component gives, and symbols that no honest client sends.

use serde_json::Value;

use super::{Infested, ask};
use crate::support::shared;

#[tokio::test]
async fn numbers_that_json_cannot_say_become_null_with_a_reason() {
    let infested = Infested::start().await;
    let client = infested.server.client();
    let answer = ask(&client, "LIE-NUMBERS").await.expect(200).json();
    assert_eq!(answer["metrics"]["odd"], Value::Null, "{answer}");
    assert_eq!(answer["undefined"]["odd"], "not_finite", "{answer}");
}

#[tokio::test]
async fn times_beyond_the_calendar_do_not_break_the_answer() {
    let infested = Infested::start().await;
    let client = infested.server.client();
    let answer = ask(&client, "LIE-TIMES").await.expect(200).json();
    assert_eq!(answer["meta"]["as_of"], Value::Null, "{answer}");
}

#[tokio::test]
async fn an_invented_failure_reaches_the_client_as_one_short_line() {
    let infested = Infested::start().await;
    let client = infested.server.client();
    let answer = ask(&client, "LIE-FAILURE").await;
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!(wait <= 86_400, "told to wait {wait} s");
    let problem = answer.problem(429, "component_failure");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.chars().count() <= 600, "{detail}");
    assert!(!detail.contains(char::is_control), "{detail}");
    assert_eq!(problem.get("errors"), None, "{problem}");
    assert_log_is_whole(&infested.server.log());
}

#[tokio::test]
async fn a_symbol_of_control_characters_is_refused_and_forges_no_log_line() {
    let client = shared().client();
    for symbol in [
        "A%0AAPI%20server%20ready!",
        "A%0D%0AX-Forged:%201",
        "%1B%5B31mRED",
        "A%00B",
        "%E2%80%AE%E2%80%AELPAA",
        "..%2F..%2Fetc%2Fpasswd",
    ] {
        let answer = ask(&client, symbol).await;
        assert!(
            answer.status.is_client_error(),
            "{symbol}: {}",
            answer.text()
        );
    }
    assert_log_is_whole(&shared().log());
}

/// No line that a guest or a client wrote stands alone, and nothing colours the terminal.
#[track_caller]
fn assert_log_is_whole(log: &str) {
    let forged = log
        .lines()
        .find(|line| line.starts_with("API server ready!"));
    assert_eq!(forged, None);
    assert!(!log.contains("\u{1b}[31m"), "{log}");
}
