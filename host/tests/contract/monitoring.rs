//! `/api/v1/monitoring/dashboard`.

use serde_json::Value;

use crate::support::Server;

#[tokio::test]
async fn the_dashboard_has_the_parts_of_the_guide_with_real_figures() {
    let server = Server::start();
    let client = server.client().logged_in().await;
    client
        .json("/api/v1/predictions/quick-predict?symbol=SPX")
        .await;
    client.json("/api/v1/risk/metrics/SPX").await;
    client.json("/api/v1/risk/metrics/SPX").await;
    client.get("/api/v1/risk/metrics/NOPE").await.expect(404);
    let shown = client.json("/api/v1/monitoring/dashboard").await;

    assert_eq!(shown["predictions"][0]["symbol"], "SPX");
    let performance = &shown["api_performance"];
    // The login, too.
    assert_eq!(performance["requests"], 5, "{performance}");
    assert_eq!(performance["client_errors"], 1);
    assert_eq!(performance["server_errors"], 0);
    let route = performance["routes"].as_array().unwrap().iter();
    let risk: Vec<&Value> = route
        .filter(|route| route["route"] == "GET /api/v1/risk/metrics/{ticker}")
        .collect();
    assert_eq!(risk.len(), 1, "{performance}");
    assert_eq!(risk[0]["requests"], 3);
    assert_eq!(shown["websocket_stats"]["connections"], 0);
    assert_eq!(shown["cache_stats"]["hits"], 1, "{}", shown["cache_stats"]);
    assert!(shown["rate_limit_stats"].is_object());
    let components = shown["components"].as_array().unwrap();
    assert_eq!(components.len(), 5);
    assert!(shown["providers"].as_array().unwrap().len() >= 3);
    assert!(shown["jobs"].is_array());
}
