//! `/api/v1/plugins`: what is listed and shown. Uploads are tested where they are swapped.

use serde_json::json;

use crate::support::{Server, shared};

const PLUGINS: &str = "/api/v1/plugins";
const SHELF: [&str; 9] = [
    "bollinger",
    "buy-and-hold",
    "donchian",
    "ema-cross",
    "momentum-rotation",
    "pair-trade",
    "rsi-reversion",
    "sma-cross",
    "volatility-target",
];

#[tokio::test]
async fn the_built_in_components_and_strategies_are_plugins_like_any_other() {
    let client = shared().client().logged_in().await;
    let listed = client.json(PLUGINS).await;
    let names: Vec<&str> = listed["plugins"]
        .as_array()
        .unwrap()
        .iter()
        .map(|plugin| plugin["name"].as_str().unwrap())
        .collect();
    let groups = ["data", "risk", "predict", "backtest", "webhook"];
    assert_eq!(names[..5], groups);
    // Other tests push strategies of their own beside these.
    let shelf = names[5..].iter().filter(|name| SHELF.contains(name));
    assert_eq!(shelf.count(), SHELF.len(), "{names:?}");
    let described = &listed["plugins"][5]["descriptor"];
    assert_eq!(described["name"], "bollinger");
    assert!(listed["plugins"][0]["descriptor"].is_null());
}

#[tokio::test]
async fn a_plugin_is_shown_with_its_versions_grant_and_use() {
    let client = shared().client().logged_in().await;
    client
        .get("/api/v1/risk/metrics/SPX?period=2y")
        .await
        .expect(200);
    let shown = client.json(&format!("{PLUGINS}/risk")).await;
    assert_eq!(shown["name"], "risk");
    assert_eq!(shown["world"], "risk");
    assert_eq!(shown["version"], 1);
    assert_eq!(shown["digest"].as_str().unwrap().len(), 64);
    assert_eq!(shown["versions"].as_array().unwrap().len(), 1);
    assert_eq!(shown["versions"][0]["digest"], shown["digest"]);
    assert!(shown.to_string().contains("calls"), "{shown}");
    client
        .get(&format!("{PLUGINS}/nobody"))
        .await
        .problem(404, "unknown_component");
}

#[tokio::test]
async fn what_does_not_exist_can_be_neither_activated_nor_deleted() {
    let server = Server::start();
    let client = server.client().logged_in().await;
    let activate = format!("{PLUGINS}/risk/activate");
    let answer = client.post(&activate, &json!({"version": 7})).await;
    answer.problem(404, "unknown_version");
    client
        .delete(&format!("{PLUGINS}/risk/versions/7"))
        .await
        .problem(404, "unknown_version");
    let serving = client
        .delete(&format!("{PLUGINS}/risk/versions/1"))
        .await
        .expect(409);
    assert_eq!(serving.status, 409);
    let rollback = client.call(reqwest::Method::POST, &format!("{PLUGINS}/risk/rollback"));
    rollback.send().await.expect(409);
}
