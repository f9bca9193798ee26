//! Histories that are fetched once and kept.

use sandbourse_standin::{Provider, Scenario, Standin};

use super::{asked_for, server};

fn worst_fall(answer: &serde_json::Value) -> f64 {
    let close: Vec<f64> = answer["bars"]["close"]
        .as_array()
        .unwrap()
        .iter()
        .map(|value| value.as_f64().unwrap())
        .collect();
    close
        .windows(2)
        .map(|pair| pair[1] / pair[0] - 1.0)
        .fold(0.0, f64::min)
}

#[tokio::test]
async fn what_was_fetched_is_not_fetched_again_also_after_a_restart() {
    let standin = Standin::start().await.unwrap();
    let first = server(&standin, "yahoo").start();
    let client = first.client();
    client
        .get("/api/v1/data/bars/AAPL?period=1y")
        .await
        .expect(200);
    client
        .get("/api/v1/data/bars/AAPL?period=5y")
        .await
        .expect(200);
    client.get("/api/v1/risk/metrics/AAPL").await.expect(200);
    assert_eq!(asked_for(&standin, Provider::Yahoo, "AAPL"), 1);
    let (_, data) = first.stop().await;
    let second = server(&standin, "yahoo").data(data).start();
    let again = second
        .client()
        .json("/api/v1/data/bars/AAPL?period=2y")
        .await;
    assert_eq!(again["meta"]["provider"], "yahoo");
    assert_eq!(asked_for(&standin, Provider::Yahoo, "AAPL"), 1);
}

#[tokio::test]
async fn a_split_is_a_jump_in_raw_prices_alone() {
    let standin = Standin::start().await.unwrap();
    for provider in ["yahoo", "alpaca"] {
        let server = server(&standin, provider).start();
        let client = server.client();
        let bars = |adjustment: &str| {
            let target = format!(
                "/api/v1/data/bars/AAPL?start=2020-08-03&end=2020-09-30&adjustment={adjustment}"
            );
            let client = client.clone();
            async move { client.json(&target).await }
        };
        assert!(worst_fall(&bars("raw").await) < -0.6, "{provider}");
        assert!(worst_fall(&bars("split").await) > -0.2, "{provider}");
        assert!(worst_fall(&bars("all").await) > -0.2, "{provider}");
    }
}

#[tokio::test]
async fn an_earlier_start_fetches_only_what_is_missing_before() {
    let standin = Standin::start().await.unwrap();
    let server = server(&standin, "yahoo").start();
    let client = server.client();
    client
        .get("/api/v1/data/bars/MSFT?period=1y")
        .await
        .expect(200);
    let whole = client.json("/api/v1/data/bars/MSFT?start=2011-01-03").await;
    assert!(whole["meta"]["as_of"].is_string());
    assert!(worst_fall(&whole) > -0.3);
    client
        .get("/api/v1/data/bars/MSFT?start=2012-01-03")
        .await
        .expect(200);
    assert_eq!(asked_for(&standin, Provider::Yahoo, "MSFT"), 2);
}

#[tokio::test]
async fn the_whole_series_comes_from_one_provider() {
    let standin = Standin::start().await.unwrap();
    standin.always(Provider::Yahoo, Scenario::Outage);
    let server = server(&standin, "yahoo,alpaca").start();
    let client = server.client();
    let bars = client.json("/api/v1/data/bars/AAPL?period=1y").await;
    assert_eq!(bars["meta"]["provider"], "alpaca");
    standin.always(Provider::Yahoo, Scenario::Ok);
    let more = client.json("/api/v1/data/bars/AAPL?period=6mo").await;
    assert_eq!(more["meta"]["provider"], "alpaca");
}

#[tokio::test]
async fn short_bars_come_of_regular_sessions_and_are_kept() {
    let standin = Standin::start().await.unwrap();
    for (provider, wire) in [("yahoo", Provider::Yahoo), ("alpaca", Provider::Alpaca)] {
        let server = server(&standin, provider).start();
        let client = server.client();
        for (interval, most_a_day) in [("1m", 390), ("5m", 78), ("30m", 13), ("1h", 7)] {
            let target = format!("/api/v1/data/bars/MSFT?interval={interval}&period=1d");
            let bars = client.json(&target).await;
            let count = bars["bars"]["time"].as_array().unwrap().len();
            assert!(
                (1..=most_a_day).contains(&count),
                "{provider} {interval}: {count}"
            );
            assert_eq!(bars["meta"]["provider"], provider);
            assert!(worst_fall(&bars) > -0.1, "{provider} {interval}");
        }
        let before = asked_for(&standin, wire, "MSFT");
        let again = client.get("/api/v1/data/bars/MSFT?interval=1h&period=1d&adjustment=raw");
        again.await.expect(200);
        assert_eq!(asked_for(&standin, wire, "MSFT"), before, "{provider}");
        let long = client
            .get("/api/v1/data/bars/MSFT?interval=1m&period=1y")
            .await;
        assert_eq!(long.expect(422).places(), [["query", "period"]]);
    }
    assert_eq!(standin.violations(), vec![]);
}
