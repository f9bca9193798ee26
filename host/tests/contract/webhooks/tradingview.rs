//! `POST /api/v1/webhooks/tradingview/{token}`.

use serde_json::Value;

use crate::support::{Answer, Server, shared};

const SECRET: &str = "secret-of-the-alerts";
const ALERT: &str = r#"{"ticker":"AAPL","action":"buy","confidence":"0.8","source":"chart"}"#;

async fn alert(server: &Server, token: &str, kind: &str, body: &[u8]) -> Answer {
    let target = format!("/api/v1/webhooks/tradingview/{token}");
    let call = server.client().call(reqwest::Method::POST, &target);
    call.body(kind, body).send().await
}

/// The token of the address that is shown to whoever is logged in.
async fn token(server: &Server) -> String {
    let admin = server.client().logged_in().await;
    let shown = admin.json("/api/v1/webhooks/endpoints").await;
    let path = shown["tradingview_path"].as_str().unwrap().to_owned();
    path.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_alert_is_taken_as_json_and_as_plain_text() {
    let server = Server::builder().env("WEBHOOK_SECRET", SECRET).start();
    let token = token(&server).await;
    for kind in ["application/json", "text/plain; charset=utf-8"] {
        let taken = alert(&server, &token, kind, ALERT.as_bytes()).await;
        let taken: Value = taken.expect(200).json();
        assert_eq!(taken["status"], "received");
        assert_eq!(taken["signal"]["symbol"], "AAPL");
        assert_eq!(taken["signal"]["signal"], 1.0);
    }
}

#[tokio::test]
async fn a_wrong_token_is_refused_and_without_a_secret_there_is_no_such_address() {
    let server = Server::builder().env("WEBHOOK_SECRET", SECRET).start();
    let json = "application/json";
    for guess in ["guess", SECRET] {
        alert(&server, guess, json, ALERT.as_bytes())
            .await
            .problem(401, "unauthorized");
    }
    alert(shared(), SECRET, json, ALERT.as_bytes())
        .await
        .problem(404, "not_found");
}

#[tokio::test]
async fn an_alert_that_cannot_be_read_is_a_clients_mistake() {
    let server = Server::builder().env("WEBHOOK_SECRET", SECRET).start();
    let token = token(&server).await;
    let cases: [(&[u8], u16); 7] = [
        (b"", 400),
        (b"{{ticker}} crossed", 400),
        (b"{\"ticker\": {{ticker}}}", 400),
        (b"[1]", 400),
        (b"\xff\xfe", 400),
        (br#"{"action":"buy"}"#, 422),
        (br#"{"ticker":"AAPL","action":"maybe"}"#, 422),
    ];
    for (body, status) in cases {
        let answer = alert(&server, &token, "text/plain", body)
            .await
            .expect(status);
        assert_eq!(answer.places().is_empty(), status == 400, "{body:?}");
    }
}
