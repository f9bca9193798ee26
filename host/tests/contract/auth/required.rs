//! `REQUIRE_AUTH`: what is open without it, and closed with it.

use crate::support::{Server, shared};

const READING: [&str; 9] = [
    "/api/v1/data/quotes?symbols=SPX",
    "/api/v1/data/bars/SPX?period=5d",
    "/api/v1/data/macro",
    "/api/v1/data/symbols",
    "/api/v1/risk/metrics/SPX",
    "/api/v1/predictions/quick-predict?symbol=SPX",
    "/api/v1/models",
    "/api/v1/backtest/sample-data?symbol=SPX&period=5d",
    "/api/v1/backtest/strategies",
];
const OPERATING: [&str; 5] = [
    "/api/v1/monitoring/dashboard",
    "/api/v1/plugins",
    "/api/v1/plugins/risk",
    "/api/v1/webhooks/endpoints",
    "/api/v1/webhooks/deliveries",
];

#[tokio::test]
async fn reading_needs_no_login_and_operating_does() {
    let client = shared().client();
    for target in READING {
        client.get(target).await.expect(200);
    }
    for target in OPERATING {
        client.get(target).await.problem(401, "unauthorized");
    }
    let client = client.logged_in().await;
    for target in OPERATING {
        client.get(target).await.expect(200);
    }
}

#[tokio::test]
async fn reading_needs_a_login_too_when_require_auth_is_set() {
    let server = Server::builder().env("REQUIRE_AUTH", "true").start();
    let client = server.client();
    for target in READING {
        client.get(target).await.problem(401, "unauthorized");
    }
    for target in [
        "/health",
        "/livez",
        "/readyz",
        "/info",
        "/openapi.json",
        "/",
    ] {
        client.get(target).await.expect(200);
    }
    let client = client.logged_in().await;
    for target in READING {
        client.get(target).await.expect(200);
    }
}
