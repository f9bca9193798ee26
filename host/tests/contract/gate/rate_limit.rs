//! `RATE_LIMIT_REQUESTS`, `RATE_LIMIT_WINDOW_SECONDS`, `TRUSTED_PROXY_HOPS`.

use reqwest::Method;

use crate::support::{Answer, Server};

fn server(hops: &str) -> Server {
    Server::builder()
        .env("RATE_LIMIT_REQUESTS", "5")
        .env("TRUSTED_PROXY_HOPS", hops)
        .start()
}

async fn ask(server: &Server, forwarded: &str) -> Answer {
    let call = server.client().call(Method::GET, "/info");
    call.header("x-forwarded-for", forwarded).send().await
}

#[tokio::test]
async fn over_the_limit_comes_429_with_every_header_that_tells_when_to_come_back() {
    let server = server("0");
    let client = server.client();
    for left in (0..5).rev() {
        let answer = client.get("/info").await.expect(200);
        assert_eq!(answer.header("x-ratelimit-limit"), "5");
        assert_eq!(answer.header("x-ratelimit-remaining"), left.to_string());
        assert_eq!(answer.header("ratelimit-policy"), "\"default\";q=5;w=60");
        let service = format!("\"default\";r={left};t=");
        assert!(answer.header("ratelimit").starts_with(&service));
    }
    let answer = client.get("/info").await;
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert_eq!(answer.header("x-ratelimit-remaining"), "0");
    assert!(!answer.header("x-ratelimit-reset").is_empty());
    answer.problem(429, "rate_limited");
    for exempt in ["/health", "/livez", "/readyz", "/metrics"] {
        let answer = client.get(exempt).await.expect(200);
        assert_eq!(answer.header("x-ratelimit-limit"), "");
    }
    // Nothing else is exempt, whatever it costs.
    client.get("/").await.expect(429);
    client.get("/api/v1/nothing").await.expect(429);
}

#[tokio::test]
async fn a_forwarded_address_counts_only_from_as_many_proxies_as_are_trusted() {
    let direct = server("0");
    for i in 0..5 {
        ask(&direct, &format!("203.0.113.{i}")).await.expect(200);
    }
    ask(&direct, "203.0.113.99").await.expect(429);

    let behind = server("1");
    for _ in 0..5 {
        // What stands further left is the client's own invention.
        ask(&behind, "6.6.6.6, 203.0.113.1").await.expect(200);
    }
    ask(&behind, "7.7.7.7, 203.0.113.1").await.expect(429);
    ask(&behind, "203.0.113.2").await.expect(200);
}

#[tokio::test]
async fn the_dashboard_tells_how_often_the_limit_was_met() {
    let server = server("1");
    let client = server.client().logged_in().await;
    for _ in 0..7 {
        ask(&server, "203.0.113.7").await;
    }
    let shown = client.json("/api/v1/monitoring/dashboard").await;
    let stats = &shown["rate_limit_stats"];
    assert!(stats.to_string().contains(":2"), "{stats}");
}
