//! Orders from a shell.

use reqwest::Client;
use sandbourse_standin::{Provider, Standin};
use serde_json::Value;

use crate::asking::{NOW, standing_at, text};

async fn order(standin: &Standin, subject: &str, order: &str) -> u16 {
    let address = format!("http://127.0.0.1:{}/control/{subject}", standin.port());
    let client = Client::builder().no_proxy().build().unwrap();
    let response = client
        .post(address)
        .body(order.to_owned())
        .send()
        .await
        .unwrap();
    response.status().as_u16()
}

#[tokio::test]
async fn a_scenario_can_be_ordered_from_outside() {
    let standin = standing_at(NOW).await;
    assert_eq!(
        order(
            &standin,
            "yahoo",
            r#"{"script":["throttled",{"slow":{"ms":1}}]}"#
        )
        .await,
        200
    );
    let path = "/v8/finance/chart/AAPL";
    assert_eq!(text(&standin, Provider::Yahoo, path).await.0, 429);
    assert_eq!(text(&standin, Provider::Yahoo, path).await.0, 200);
}

#[tokio::test]
async fn a_wrong_order_is_refused_with_its_reason() {
    let standin = standing_at(NOW).await;
    assert_eq!(
        order(&standin, "yahoo", r#"{"script":["sulk"]}"#).await,
        400
    );
    assert_eq!(order(&standin, "nobody", "{}").await, 400);
    assert_eq!(
        order(&standin, "clock", r#"{"now":"yesterday"}"#).await,
        400
    );
}

#[tokio::test]
async fn the_record_can_be_read_from_outside() {
    let standin = standing_at(NOW).await;
    text(&standin, Provider::Stooq, "/q/d/l/?s=aapl.us").await;
    let address = format!("http://127.0.0.1:{}/control/stooq", standin.port());
    let client = Client::builder().no_proxy().build().unwrap();
    let told: Value = client
        .get(address)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(
        (&told["count"], &told["requests"][0]["path"]),
        (&1.into(), &"/q/d/l/".into())
    );
}
