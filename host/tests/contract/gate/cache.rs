//! The response cache as clients see it.

use reqwest::Method;

use crate::support::Server;

/// How long answers stay fresh, in seconds: 5 to 15 minutes by route.
const LIVES: [(&str, u64); 9] = [
    ("/api/v1/data/quotes?symbols=SPX", 300),
    ("/api/v1/data/bars/SPX?period=5d", 600),
    ("/api/v1/data/macro", 900),
    ("/api/v1/data/macro/GDPC1", 900),
    ("/api/v1/data/search?q=a", 600),
    ("/api/v1/data/symbols", 300),
    ("/api/v1/risk/metrics/SPX", 600),
    ("/api/v1/predictions/quick-predict?symbol=SPX", 600),
    ("/api/v1/backtest/sample-data?symbol=SPX&period=5d", 600),
];

#[tokio::test]
async fn an_answer_is_computed_once_and_then_kept_for_its_life() {
    let server = Server::start();
    let client = server.client();
    for (target, life) in LIVES {
        let first = client.get(target).await.expect(200);
        let second = client.get(target).await.expect(200);
        assert_eq!(first.header("x-cache"), "miss", "{target}");
        assert_eq!(second.header("x-cache"), "hit", "{target}");
        assert_eq!(first.body, second.body);
        assert_eq!(first.header("etag"), second.header("etag"));
        let age: u64 = second.header("age").parse().unwrap();
        assert!(age <= 5, "{target}: {age}");
        let caching = first.header("cache-control");
        let max_age = caching.rsplit("max-age=").next().unwrap();
        let max_age: u64 = max_age.parse().unwrap();
        assert!((life - 5..=life).contains(&max_age), "{target}: {caching}");
    }
}

#[tokio::test]
async fn whoever_has_the_answer_already_gets_304_and_no_body() {
    let server = Server::start();
    let client = server.client();
    let target = "/api/v1/risk/metrics/SPX";
    let first = client.get(target).await.expect(200);
    let etag = first.header("etag").to_owned();
    assert!(etag.starts_with('"'), "{etag}");
    for known in [
        etag.clone(),
        format!("W/{etag}"),
        format!("\"x\", {etag}"),
        "*".into(),
    ] {
        let call = client
            .call(Method::GET, target)
            .header("if-none-match", &known);
        let answer = call.send().await.expect(304);
        assert!(answer.body.is_empty());
        assert_eq!(answer.header("etag"), etag);
    }
    let call = client
        .call(Method::GET, target)
        .header("if-none-match", "\"x\"");
    call.send().await.expect(200);
}

#[tokio::test]
async fn the_order_of_parameters_makes_no_difference_and_their_values_do() {
    let server = Server::start();
    let client = server.client();
    let first = "/api/v1/data/bars/SPX?period=5d&interval=1d";
    client.get(first).await.expect(200);
    let turned = client
        .get("/api/v1/data/bars/SPX?interval=1d&period=5d")
        .await;
    assert_eq!(turned.header("x-cache"), "hit");
    let other = client
        .get("/api/v1/data/bars/SPX?interval=1d&period=1mo")
        .await;
    assert_eq!(other.header("x-cache"), "miss");
}

#[tokio::test]
async fn many_who_ask_at_once_cause_one_computation() {
    let server = Server::start();
    let client = server.client();
    let target = "/api/v1/risk/metrics/AAPL?period=max";
    let calls: Vec<_> = (0..20).map(|_| client.get(target)).collect();
    let answers = futures_util::future::join_all(calls).await;
    assert!(answers.iter().all(|answer| answer.body == answers[0].body));
    let client = client.logged_in().await;
    let risk = client.json("/api/v1/plugins/risk").await;
    // The trial before activation may count as one more.
    let calls = risk["usage"]["calls"].as_u64().unwrap();
    assert!(calls <= 2, "{risk}");
}

#[tokio::test]
async fn a_refusal_is_not_kept() {
    let server = Server::start();
    let client = server.client();
    for _ in 0..2 {
        let answer = client.get("/api/v1/risk/metrics/NOPE").await.expect(404);
        assert_eq!(answer.header("x-cache"), "");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}
