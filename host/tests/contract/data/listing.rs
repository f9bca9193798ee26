//! `/api/v1/data/search`, `/symbols`, `/providers`.

use insta::assert_json_snapshot;
use serde_json::Value;

use crate::support::shared;

#[tokio::test]
async fn symbols_tell_what_is_held_and_what_is_simulated() {
    let client = shared().client();
    assert_json_snapshot!(client.json("/api/v1/data/symbols").await);
}

#[tokio::test]
async fn search_finds_by_ticker_and_by_part_of_the_name() {
    let client = shared().client();
    for (q, symbol) in [
        ("apple", "AAPL"),
        ("aap", "AAPL"),
        ("S%26P", "SPX"),
        ("nasdaq", "IXIC"),
    ] {
        let found = client.json(&format!("/api/v1/data/search?q={q}")).await;
        let symbols = found["symbols"].as_array().unwrap();
        assert!(
            symbols.iter().any(|found| found["symbol"] == symbol),
            "{q}: {found}"
        );
    }
}

#[tokio::test]
async fn a_search_without_a_hit_is_an_empty_list_and_limit_is_kept() {
    let client = shared().client();
    let none = client.json("/api/v1/data/search?q=zzzzzz").await;
    assert_eq!(none["symbols"], Value::Array(Vec::new()));
    let one = client.json("/api/v1/data/search?q=a&limit=1").await;
    assert_eq!(one["symbols"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn providers_say_what_they_serve_and_why_one_is_off() {
    let client = shared().client();
    let answer = client.json("/api/v1/data/providers").await;
    let names: Vec<&str> = answer["providers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|provider| {
            assert!(
                !provider["detail"].as_str().unwrap().is_empty(),
                "{provider}"
            );
            assert!(
                !provider["serves"].as_array().unwrap().is_empty(),
                "{provider}"
            );
            provider["name"].as_str().unwrap()
        })
        .collect();
    for name in ["import", "sample", "simulated"] {
        assert!(names.contains(&name), "{names:?}");
    }
}
