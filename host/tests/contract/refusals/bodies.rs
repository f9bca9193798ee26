//! What is wrong in a body.

use reqwest::Method;

use crate::support::{Server, shared};

const RUN: &str = "/api/v1/backtest/run";
const SIGNALS: &str = "/api/v1/webhooks/signals";

/// Target, body, status, field.
const FIELDS: &[(&str, &str, u16, &str)] = &[
    (SIGNALS, "{}", 422, "symbol"),
    (
        SIGNALS,
        r#"{"symbol":1,"signal":1,"confidence":1,"source":"m"}"#,
        422,
        "symbol",
    ),
    (
        SIGNALS,
        r#"{"symbol":"","signal":1,"confidence":1,"source":"m"}"#,
        422,
        "symbol",
    ),
    (
        SIGNALS,
        r#"{"symbol":"AAPL","signal":1.01,"confidence":1,"source":"m"}"#,
        422,
        "signal",
    ),
    (
        SIGNALS,
        r#"{"symbol":"AAPL","signal":"1","confidence":1,"source":"m"}"#,
        422,
        "signal",
    ),
    (
        SIGNALS,
        r#"{"symbol":"AAPL","signal":null,"confidence":1,"source":"m"}"#,
        422,
        "signal",
    ),
    (
        SIGNALS,
        r#"{"symbol":"AAPL","signal":1,"confidence":-0.1,"source":"m"}"#,
        422,
        "confidence",
    ),
    (
        SIGNALS,
        r#"{"symbol":"AAPL","signal":1,"confidence":1,"source":""}"#,
        422,
        "source",
    ),
    (
        SIGNALS,
        r#"{"symbol":"AAPL","signal":1,"confidence":1}"#,
        422,
        "source",
    ),
    (RUN, "{}", 422, "strategy"),
    (RUN, r#"{"strategy":"sma-cross"}"#, 422, "symbols"),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":[]}"#,
        422,
        "symbols",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":"SPX"}"#,
        422,
        "symbols",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":[1]}"#,
        422,
        "symbols.0",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["SPX","IXIC"]}"#,
        422,
        "symbols",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["NOPE"]}"#,
        404,
        "symbols.0",
    ),
    (
        RUN,
        r#"{"strategy":"oracle","symbols":["SPX"]}"#,
        404,
        "strategy",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["SPX"],"settings":{"fast":0}}"#,
        422,
        "settings.fast",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["SPX"],"settings":{"fast":"x"}}"#,
        422,
        "settings.fast",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["SPX"],"settings":{"other":1}}"#,
        422,
        "settings.other",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["SPX"],"cash":0}"#,
        422,
        "cash",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["SPX"],"cash":-1}"#,
        422,
        "cash",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["SPX"],"margin":0}"#,
        422,
        "margin",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["SPX"],"spread":-1}"#,
        422,
        "spread",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["SPX"],"slippage":2}"#,
        422,
        "slippage",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["SPX"],"commission":{"relative":-1}}"#,
        422,
        "commission.relative",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["SPX"],"commission":{"fixed":"x"}}"#,
        422,
        "commission.fixed",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["SPX"],"fill":"never"}"#,
        422,
        "fill",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["SPX"],"units":"half"}"#,
        422,
        "units",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["SPX"],"interval":"2m"}"#,
        422,
        "interval",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["SPX"],"period":"x"}"#,
        422,
        "period",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["SPX"],"start":"x"}"#,
        422,
        "start",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["SPX"],"adjustment":"x"}"#,
        422,
        "adjustment",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["SPX"],"finalize":"x"}"#,
        422,
        "finalize",
    ),
    (
        RUN,
        r#"{"strategy":"sma-cross","symbols":["SPX"],"typo":1}"#,
        422,
        "typo",
    ),
];

#[tokio::test]
async fn what_is_wrong_in_a_body_is_named_by_its_field() {
    all_are_named(FIELDS).await;
}

/// Sends each body and looks for its field in the refusal.
pub async fn all_are_named(cases: &[(&str, &str, u16, &str)]) {
    let client = shared().client();
    let mut wrong = Vec::new();
    for (target, body, status, field) in cases {
        let call = client.call(Method::POST, target).may_fail();
        let answer = call.body("application/json", *body).send().await;
        let place: Vec<String> = format!("body.{field}")
            .split('.')
            .map(str::to_owned)
            .collect();
        if answer.status.as_u16() != *status || answer.places() != [place] {
            wrong.push(format!(
                "{target} {body}: {} {:?}",
                answer.status,
                answer.places()
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_is_no_json_object_is_refused_on_every_route_that_takes_one() {
    let server = Server::start();
    let client = server.client().logged_in().await;
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let deeper = format!("{}1{}", "{\"a\":".repeat(500), "}".repeat(500));
    for target in [
        SIGNALS,
        RUN,
        "/api/v1/risk/portfolio",
        "/api/v1/risk/optimize",
        "/api/v1/risk/stress",
        "/api/v1/auth/refresh",
        "/api/v1/auth/keys",
        "/api/v1/webhooks/endpoints",
        "/api/v1/plugins/risk/activate",
    ] {
        for (body, status) in [
            (&b""[..], 400),
            (b"{", 400),
            (b"nonsense", 400),
            (b"{\"symbol\": NaN}", 400),
            (b"{\"signal\": 1e999}", 400),
            (b"\xff\xfe{}", 400),
            (deep.as_bytes(), 400),
            (deeper.as_bytes(), 400),
            (b"[]", 422),
            (b"null", 422),
            (b"\"text\"", 422),
        ] {
            let call = client.call(Method::POST, target);
            let answer = call.body("application/json", body).send().await;
            let shown = String::from_utf8_lossy(&body[..body.len().min(20)]).into_owned();
            assert_eq!(answer.status.as_u16(), status, "{target} {shown}");
        }
        let call = client.call(Method::POST, target);
        let answer = call.body("text/plain", "{}").send().await;
        answer.problem(415, "unsupported_media_type");
        let call = client.call(Method::POST, target);
        let large = vec![b' '; 1024 * 1024 + 1];
        let answer = call.body("application/json", large).send().await;
        answer.problem(413, "body_too_large");
    }
}
