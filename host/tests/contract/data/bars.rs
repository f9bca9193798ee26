//! `/api/v1/data/bars/{symbol}` in its three forms.

use insta::{assert_json_snapshot, assert_snapshot};
use serde_json::Value;

use crate::support::shared;

const BARS: &str = "/api/v1/data/bars";

#[tokio::test]
async fn bars_come_as_columns_with_their_origin() {
    let client = shared().client();
    assert_json_snapshot!(client.json(&format!("{BARS}/SPX?period=5d")).await);
}

#[tokio::test]
async fn the_same_bars_come_as_csv_and_as_lines_of_json() {
    let client = shared().client();
    let csv = client
        .get(&format!("{BARS}/SPX?period=5d&format=csv"))
        .await
        .expect(200);
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_snapshot!(csv.text());
    let lines = client
        .get(&format!("{BARS}/SPX?period=5d&format=ndjson"))
        .await
        .expect(200);
    assert_eq!(lines.header("content-type"), "application/x-ndjson");
    let closes: Vec<Value> = lines
        .text()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["close"].clone())
        .collect();
    let json = client.json(&format!("{BARS}/SPX?period=5d")).await;
    assert_eq!(json["bars"]["close"], Value::Array(closes));
}

#[tokio::test]
async fn first_and_last_date_are_both_included() {
    let target = format!("{BARS}/SPX?start=2018-12-24&end=2018-12-27");
    let bars = shared().client().json(&target).await;
    let time = bars["bars"]["time"].as_array().unwrap();
    assert_eq!(time.first().unwrap(), "2018-12-24T00:00:00Z");
    assert_eq!(time.last().unwrap(), "2018-12-27T00:00:00Z");
    assert_eq!(time.len(), 3, "the 25th was a holiday");
}

#[tokio::test]
async fn a_month_opens_with_its_first_day_and_closes_with_its_last() {
    let client = shared().client();
    let span = "start=2018-11-01&end=2018-11-30";
    let days = client.json(&format!("{BARS}/SPX?{span}")).await;
    let month = client
        .json(&format!("{BARS}/SPX?{span}&interval=1mo"))
        .await;
    let (days, month) = (&days["bars"], &month["bars"]);
    let column = |name: &str| -> Vec<f64> { serde_json::from_value(days[name].clone()).unwrap() };
    assert_eq!(month["close"].as_array().unwrap().len(), 1);
    assert_eq!(month["open"][0], days["open"][0]);
    assert_eq!(
        month["close"][0],
        *days["close"].as_array().unwrap().last().unwrap()
    );
    assert_eq!(
        month["high"][0],
        column("high").into_iter().fold(0.0, f64::max)
    );
    assert_eq!(
        month["low"][0],
        column("low").into_iter().fold(f64::MAX, f64::min)
    );
    assert_eq!(month["volume"][0], column("volume").iter().sum::<f64>());
}

#[tokio::test]
async fn simulated_bars_are_the_same_each_time_and_say_what_they_are() {
    let client = shared().client();
    // The format decides whether the answer is cached; the bars do not depend on it.
    let target = format!("{BARS}/AAPL?start=2024-01-02&end=2024-03-28&format=csv");
    let (first, second) = (client.get(&target).await, client.get(&target).await);
    assert_eq!(first.expect(200).body, second.expect(200).body);
    let bars = client.json(&format!("{BARS}/AAPL?period=5d")).await;
    assert_eq!(bars["meta"]["provider"], "simulated");
    assert!(
        bars["meta"]["notice"]
            .as_str()
            .unwrap()
            .contains("Simulated")
    );
}

#[tokio::test]
async fn factors_come_when_they_are_asked_for() {
    let client = shared().client();
    let raw = client
        .json(&format!(
            "{BARS}/AAPL?period=max&adjustment=raw&factors=true"
        ))
        .await;
    let adjusted = client.json(&format!("{BARS}/AAPL?period=max")).await;
    assert!(adjusted.get("factors").is_none());
    let column = |value: &Value| -> Vec<f64> { serde_json::from_value(value.clone()).unwrap() };
    let (closes, all) = (
        column(&raw["bars"]["close"]),
        column(&raw["factors"]["adjustment"]),
    );
    let split = column(&raw["factors"]["split"]);
    assert!(
        split[0] < 1.0 && all[0] <= split[0],
        "the simulated company split its shares"
    );
    let expected = column(&adjusted["bars"]["close"]);
    assert_eq!(
        (closes.len(), split.len()),
        (expected.len(), expected.len())
    );
    for ((close, factor), expected) in closes.iter().zip(&all).zip(&expected) {
        assert!((close * factor / expected - 1.0).abs() < 1e-12);
    }
    let weeks = client
        .json(&format!("{BARS}/AAPL?period=1y&interval=1wk&factors=true"))
        .await;
    assert_eq!(
        column(&weeks["factors"]["split"]).len(),
        column(&weeks["bars"]["close"]).len()
    );
}
