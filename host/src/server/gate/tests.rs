//! The gate as a whole, without a socket.

use std::num::NonZeroU32;
use std::time::Duration;

use axum::routing::{get, post};
use http_body_util::{BodyExt, Full};
use serde_json::Value;

use super::*;
use crate::server::activity::Activity;

fn gate(requests: u32) -> Gate {
    let router = Router::new()
        .route("/info", get(async || "fine"))
        .route(
            "/item/{id}",
            get(async || Problem::not_found("no such item")),
        )
        .route("/panic", get(async || -> &'static str { panic!("a bug") }))
        .route("/never", get(std::future::pending::<&'static str>))
        .route("/echo", post(async |body: Bytes| body))
        .route("/health", get(async || "up"));
    let limiter = ClientLimiter::new(NonZeroU32::new(requests).unwrap(), Duration::from_secs(60));
    Gate::new(
        router,
        Policy::default(),
        Arc::new(limiter),
        Arc::new(Traffic::default()),
    )
}

struct Answer {
    status: u16,
    headers: hyper::HeaderMap,
    body: Value,
}

async fn ask(gate: &Gate, request: Request<&'static str>) -> Answer {
    let request = request.map(|body| Full::new(Bytes::from_static(body.as_bytes())));
    let in_flight = Arc::new(Activity::new()).begin();
    let answer = gate
        .answer(request, "192.0.2.1:5".parse().unwrap(), in_flight)
        .await;
    let (head, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer {
        status: head.status.as_u16(),
        headers: head.headers,
        body: serde_json::from_slice(&body).unwrap_or_default(),
    }
}

fn request(method: &str, path: &str, body: &'static str) -> Request<&'static str> {
    Request::builder()
        .method(method)
        .uri(path)
        .header("host", "localhost")
        .body(body)
        .unwrap()
}

#[tokio::test]
async fn an_answer_carries_trace_quota_and_browser_headers() {
    let mut asked = request("GET", "/info", "");
    asked
        .headers_mut()
        .insert("x-request-id", "mine-1".parse().unwrap());
    let answer = ask(&gate(100), asked).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["x-request-id"], "mine-1");
    assert_eq!(answer.headers["x-ratelimit-limit"], "100");
    assert_eq!(answer.headers["x-ratelimit-remaining"], "99");
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
}

#[tokio::test]
async fn every_refusal_is_a_problem_document_about_its_path() {
    let gate = gate(100);
    for (method, path, status, code) in [
        ("GET", "/item/7", 404, "not_found"),
        ("GET", "/nowhere", 404, "not_found"),
        ("POST", "/info", 405, "method_not_allowed"),
        ("GET", "/panic", 500, "internal"),
        ("BREW", "/info", 405, "unknown_method"),
    ] {
        let answer = ask(&gate, request(method, path, "")).await;
        assert_eq!(
            (answer.status, answer.body["code"].as_str()),
            (status, Some(code)),
            "{method} {path}"
        );
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert_eq!(answer.body["instance"], path);
        assert_eq!(
            answer.body["trace_id"],
            answer.headers["x-request-id"].to_str().unwrap()
        );
        assert_eq!(answer.headers["x-frame-options"], "DENY");
    }
}

#[tokio::test]
async fn a_client_over_its_quota_is_told_when_to_come_back_and_probes_are_not_counted() {
    let gate = gate(2);
    for _ in 0..2 {
        assert_eq!(ask(&gate, request("GET", "/info", "")).await.status, 200);
    }
    let refused = ask(&gate, request("GET", "/info", "")).await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.body["code"], "rate_limited");
    assert_eq!(refused.headers["retry-after"], "30");
    assert_eq!(refused.headers["x-ratelimit-remaining"], "0");
    assert_eq!(ask(&gate, request("GET", "/health", "")).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_handler_without_end_is_answered_at_the_deadline() {
    let before = Instant::now();
    let answer = ask(&gate(100), request("GET", "/never", "")).await;
    assert_eq!(
        (answer.status, answer.body["code"].as_str()),
        (504, Some("deadline_exceeded"))
    );
    assert_eq!(before.elapsed(), limits::REQUEST_TOTAL);
}

#[tokio::test]
async fn a_body_over_the_limit_is_413_even_when_its_length_was_not_announced() {
    static LARGE: [u8; limits::BODY as usize + 1] = [b'x'; limits::BODY as usize + 1];
    let gate = gate(100);
    let large = std::str::from_utf8(&LARGE).unwrap();
    let answer = ask(&gate, request("POST", "/echo", large)).await;
    assert_eq!(
        (answer.status, answer.body["code"].as_str()),
        (413, Some("body_too_large"))
    );
    assert_eq!(answer.headers["connection"], "close");
    assert_eq!(
        ask(&gate, request("POST", "/echo", "small")).await.status,
        200
    );
}

#[tokio::test]
async fn answers_are_counted_by_route_and_unknown_paths_under_one_name() {
    let gate = gate(100);
    for path in ["/item/1", "/item/2", "/made/up", "/made/up/too"] {
        ask(&gate, request("GET", path, "")).await;
    }
    let figures = gate.traffic.figures();
    let counted: Vec<_> = figures
        .iter()
        .map(|route| (route.route.as_str(), route.client_errors))
        .collect();
    assert_eq!(counted, [("GET /item/{id}", 2), ("GET unmatched", 2)]);
}
