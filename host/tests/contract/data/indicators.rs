//! `/api/v1/data/indicators`.

use serde_json::{Value, json};

use crate::support::shared;

async fn answer(target: &str) -> Value {
    let target = format!("/api/v1/data/indicators{target}");
    shared().client().json(&target).await
}

#[tokio::test]
async fn the_catalogue_says_what_each_indicator_takes_and_gives() {
    let found = answer("").await;
    let all = found["indicators"].as_array().unwrap();
    assert!(all.len() >= 40, "{}", all.len());
    let macd = all.iter().find(|one| one["name"] == "macd").unwrap();
    assert_eq!(macd["warm_up"], 33);
    assert_eq!(macd["parameters"][0]["name"], "fast");
    assert_eq!(macd["outputs"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn an_average_begins_after_its_warm_up_or_with_the_bars_before() {
    let range = "start=2018-01-02&end=2018-12-31&adjustment=raw&indicator=sma&window=20";
    let found = answer(&format!("/SPX?{range}")).await;
    assert_eq!(
        (
            found["warm_up"].as_u64(),
            found["parameters"]["window"].as_f64()
        ),
        (Some(19), Some(20.0))
    );
    let values = found["columns"][0]["values"].as_array().unwrap();
    assert_eq!(values.len(), 251);
    assert!(values[..19].iter().all(Value::is_null) && values[19].is_f64());
    let warm = answer(&format!("/SPX?{range}&warm_up=history")).await;
    let warm = warm["columns"][0]["values"].as_array().unwrap();
    assert!(warm.iter().all(Value::is_f64));
    assert_eq!(warm[250], values[250]);
}

#[tokio::test]
async fn what_cannot_be_started_names_its_parameter() {
    let client = shared().client();
    for (query, field) in [
        ("", "indicator"),
        ("indicator=magic", "indicator"),
        ("indicator=sma&window=0", "window"),
        ("indicator=sma&window=2.5", "window"),
        ("indicator=sma&window=x", "window"),
        ("indicator=sma&window=NaN", "window"),
        ("indicator=sma&window=20&window=30", "window"),
        ("indicator=sma&length=5", "length"),
        ("indicator=macd&fast=30", "fast"),
        ("indicator=sma&warm_up=later", "warm_up"),
    ] {
        let target = format!("/api/v1/data/indicators/SPX?{query}");
        let answer = client
            .call(reqwest::Method::GET, &target)
            .may_fail()
            .send()
            .await;
        assert_eq!(answer.status.as_u16(), 422, "{query}");
        assert_eq!(json!(answer.places()), json!([["query", field]]), "{query}");
    }
    client
        .get("/api/v1/data/indicators/NOPE?indicator=sma")
        .await
        .expect(404);
}
