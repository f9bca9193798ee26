//! `/api/v1/data/quotes`.

use insta::assert_json_snapshot;
use serde_json::Value;

use crate::support::{Server, shared};

const QUOTES: &str = "/api/v1/data/quotes";

#[tokio::test]
async fn the_quotes_of_the_guide_have_prices_and_name_their_provider() {
    let answer = shared()
        .client()
        .json(&format!("{QUOTES}?symbols=AAPL,MSFT"))
        .await;
    assert_eq!(answer["errors"], Value::Array(Vec::new()));
    assert_eq!(answer["meta"]["count"], 2);
    for (quote, symbol) in answer["quotes"]
        .as_array()
        .unwrap()
        .iter()
        .zip(["AAPL", "MSFT"])
    {
        assert_eq!(quote["symbol"], symbol);
        assert_eq!(quote["provider"], "simulated");
        let of = |name: &str| quote[name].as_f64().unwrap();
        assert!(
            of("low") <= of("price") && of("price") <= of("high"),
            "{quote}"
        );
        let change = of("price") - of("previous_close");
        assert!((of("change") - change).abs() < 1e-9, "{quote}");
        let percent = 100.0 * change / of("previous_close");
        assert!((of("change_percent") - percent).abs() < 1e-9, "{quote}");
    }
}

#[tokio::test]
async fn a_quote_of_real_history_says_how_old_it_is() {
    let answer = shared()
        .client()
        .json(&format!("{QUOTES}?symbols=SPX"))
        .await;
    assert_json_snapshot!(answer, { ".meta.as_of" => "[time]" });
}

#[tokio::test]
async fn without_symbols_the_watchlist_is_answered_with_prices() {
    let answer = shared().client().json(QUOTES).await;
    let quotes = answer["quotes"].as_array().unwrap();
    assert!(quotes.len() >= 5, "{answer}");
    assert!(
        quotes
            .iter()
            .all(|quote| quote["price"].as_f64().unwrap() > 0.0)
    );
}

#[tokio::test]
async fn one_unknown_symbol_does_not_cost_the_others_their_quotes() {
    let answer = shared()
        .client()
        .json(&format!("{QUOTES}?symbols=SPX,NOPE"))
        .await;
    assert_eq!(answer["quotes"][0]["symbol"], "SPX");
    assert_eq!(answer["errors"][0]["symbol"], "NOPE");
    assert_eq!(answer["errors"][0]["code"], "unknown_symbol");
}

#[tokio::test]
async fn when_no_symbol_has_a_price_the_answer_is_an_error_and_not_an_empty_list() {
    let answer = shared()
        .client()
        .get(&format!("{QUOTES}?symbols=NOPE,NADA"))
        .await;
    let answer = answer.expect(404);
    assert_eq!(answer.places(), [["query", "symbols"]]);
}

#[tokio::test]
async fn outside_demo_mode_nothing_is_invented() {
    let server = Server::builder().env("DEMO_DATA", "false").start();
    let client = server.client();
    let answer = client.get(&format!("{QUOTES}?symbols=AAPL")).await;
    let document = answer.expect(404).json();
    assert!(!document["detail"].as_str().unwrap().is_empty());
    let answer = client.get("/api/v1/risk/metrics/AAPL").await.expect(404);
    assert_eq!(answer.places(), [["path", "ticker"]]);
    let quote = client.json(&format!("{QUOTES}?symbols=SPX")).await;
    assert_eq!(quote["quotes"][0]["provider"], "sample");
    assert_eq!(client.json("/info").await["demo_data"], false);
}

#[tokio::test]
async fn two_hundred_symbols_are_taken_and_one_more_is_refused() {
    let client = shared().client();
    let list = |n: usize| {
        let symbols: Vec<String> = (0..n).map(|i| format!("SY{i}")).collect();
        format!("{QUOTES}?symbols=SPX,{}", symbols.join(","))
    };
    let answer = client.json(&list(199)).await;
    assert_eq!(answer["errors"].as_array().unwrap().len(), 199);
    let answer = client.get(&list(200)).await.expect(422);
    assert_eq!(answer.places(), [["query", "symbols"]]);
}
