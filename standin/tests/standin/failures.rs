//! What a scenario does to an answer on the wire.

use std::time::{Duration, Instant};

use sandbourse_standin::{Provider, Scenario};

use crate::asking::{NOW, ask, json, standing_at, text};

const CHART: &str = "/v8/finance/chart/AAPL?range=1mo&interval=1d";

#[tokio::test]
async fn a_script_is_followed_and_then_all_is_well() {
    let standin = standing_at(NOW).await;
    standin.script(Provider::Yahoo, vec![Scenario::Throttled, Scenario::Outage]);
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(text(&standin, Provider::Yahoo, CHART).await.0);
    }
    assert_eq!(seen, [429, 503, 200]);
    assert_eq!(standin.count(Provider::Yahoo), 3);
    assert!(standin.violations().is_empty());
}

#[tokio::test]
async fn a_symbol_can_fail_alone() {
    let standin = standing_at(NOW).await;
    standin.by_symbol("MSFT", Scenario::Outage);
    assert_eq!(text(&standin, Provider::Yahoo, CHART).await.0, 200);
    let (status, _) = text(&standin, Provider::Yahoo, "/v8/finance/chart/MSFT").await;
    assert_eq!(status, 503);
}

#[tokio::test]
async fn connections_end_midway_or_at_once() {
    let standin = standing_at(NOW).await;
    standin.script(Provider::Yahoo, vec![Scenario::Cut, Scenario::Closed]);
    let cut = ask(&standin, Provider::Yahoo, CHART).await.unwrap();
    assert_eq!(cut.status(), 200);
    cut.bytes().await.expect_err("the body is cut");
    ask(&standin, Provider::Yahoo, CHART)
        .await
        .expect_err("no answer comes");
}

#[tokio::test]
async fn slow_answers_come_late_and_trickling_ones_in_halves() {
    let standin = standing_at(NOW).await;
    let pause = Scenario::Slow { ms: 120 };
    standin.script(Provider::Yahoo, vec![pause, Scenario::Trickle { ms: 120 }]);
    for _ in 0..2 {
        #[expect(
            clippy::disallowed_methods,
            reason = "real waiting is what is measured"
        )]
        let start = Instant::now();
        assert_eq!(text(&standin, Provider::Yahoo, CHART).await.0, 200);
        assert!(start.elapsed() >= Duration::from_millis(120));
    }
}

#[tokio::test]
async fn compression_is_announced() {
    let standin = standing_at(NOW).await;
    standin.always(Provider::Finnhub, Scenario::Gzip);
    // The client decodes it, which it does only when the header says so.
    let (status, body) = json(&standin, Provider::Finnhub, "/quote?symbol=SPY").await;
    assert!(status == 200 && body["c"].is_number());
}

#[tokio::test]
async fn names_of_content_may_lie() {
    let standin = standing_at(NOW).await;
    let scenarios = [
        Scenario::WrongContentType,
        Scenario::PlainText,
        Scenario::ConsentPage,
    ];
    standin.script(Provider::Yahoo, scenarios.to_vec());
    for (kind, start) in [
        ("text/html", "{\"chart\""),
        ("text/plain", "Service"),
        ("text/html", "<!DOCTYPE"),
    ] {
        let response = ask(&standin, Provider::Yahoo, CHART).await.unwrap();
        let found = response.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(found.starts_with(kind), "{found}");
        assert!(response.text().await.unwrap().starts_with(start));
    }
}

#[tokio::test]
async fn nulls_stand_at_the_same_places_in_every_column() {
    let standin = standing_at(NOW).await;
    standin.always(Provider::Yahoo, Scenario::Nulls);
    let (_, body) = json(&standin, Provider::Yahoo, CHART).await;
    let result = &body["chart"]["result"][0];
    let quote = &result["indicators"]["quote"][0];
    for column in ["open", "high", "low", "close", "volume"] {
        assert!(
            quote[column][1].is_null() && quote[column][8].is_null() && !quote[column][2].is_null()
        );
    }
    assert!(result["timestamp"][1].is_number());
}

#[tokio::test]
async fn errors_come_under_200_too() {
    let standin = standing_at(NOW).await;
    for provider in [Provider::Yahoo, Provider::Fred] {
        standin.always(provider, Scenario::ErrorWith200);
    }
    let (status, body) = json(&standin, Provider::Yahoo, CHART).await;
    assert_eq!(
        (status, &body["chart"]["error"]["code"]),
        (200, &"Not Found".into())
    );
    let (status, body) = json(&standin, Provider::Fred, "/series?series_id=GDP").await;
    assert_eq!((status, &body["error_code"]), (200, &400.into()));
}

#[tokio::test]
async fn every_scenario_gives_some_answer_at_every_provider() {
    let paths = [
        (Provider::Yahoo, CHART),
        (Provider::Fred, "/series/observations?series_id=GDP"),
        (Provider::FredGraph, "/graph/fredgraph.csv?id=DGS10"),
        (
            Provider::AlphaVantage,
            "/query?function=TIME_SERIES_DAILY&symbol=IBM",
        ),
        (Provider::Finnhub, "/quote?symbol=SPY"),
        (
            Provider::Alpaca,
            "/v2/stocks/bars?symbols=AAPL&timeframe=1Day&start=2025-01-02",
        ),
        (Provider::Stooq, "/q/d/l/?s=aapl.us&i=d"),
    ];
    let scenarios = [
        "ok",
        "throttled",
        "daily_limit",
        "legacy_note",
        "bad_key",
        "missing_key",
        "plan",
        "unknown_symbol",
        "bad_request",
        "out_of_window",
        "empty",
        "nulls",
        "not_numbers",
        "ragged",
        "live_last_bar",
        "xml",
        "keyless",
        "premium",
        "error_with200",
        "outage",
        "outage_with200",
        "consent_page",
        "consent_redirect",
        "plain_text",
        "gzip",
        "wrong_content_type",
    ];
    for name in scenarios {
        let standin = standing_at(NOW).await;
        let scenario: Scenario = serde_json::from_value(name.into()).expect(name);
        for (provider, path) in paths {
            standin.always(provider, scenario.clone());
            let (status, body) = text(&standin, provider, path).await;
            let bodiless = name == "consent_redirect";
            assert!(
                status >= 200 && (bodiless || !body.is_empty()),
                "{provider:?} {name}"
            );
        }
        assert!(standin.violations().is_empty());
    }
}
