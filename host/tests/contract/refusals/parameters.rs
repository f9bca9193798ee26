//! What is wrong in a path or a query.

use crate::support::shared;

/// Target, status, place and field.
const CASES: &[(&str, u16, &[&str])] = &[
    ("/api/v1/data/quotes?symbols=", 422, &["query", "symbols"]),
    ("/api/v1/data/quotes?symbols=,", 422, &["query", "symbols"]),
    (
        "/api/v1/data/quotes?symbols=A%20B",
        422,
        &["query", "symbols"],
    ),
    (
        "/api/v1/data/quotes?symbols=ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        422,
        &["query", "symbols"],
    ),
    (
        "/api/v1/data/quotes?symbols=NOPE",
        404,
        &["query", "symbols"],
    ),
    (
        "/api/v1/data/quotes?symbols=SPX&symbols=IXIC",
        422,
        &["query", "symbols"],
    ),
    ("/api/v1/data/quotes?symbols=%FF", 422, &["query"]),
    ("/api/v1/data/bars/NOPE", 404, &["path", "symbol"]),
    ("/api/v1/data/bars/%20", 422, &["path", "symbol"]),
    ("/api/v1/data/bars/%FF", 422, &["path", "symbol"]),
    ("/api/v1/data/bars/SPX?period=1x", 422, &["query", "period"]),
    ("/api/v1/data/bars/SPX?period=", 422, &["query", "period"]),
    (
        "/api/v1/data/bars/SPX?interval=2m",
        422,
        &["query", "interval"],
    ),
    (
        "/api/v1/data/bars/SPX?start=yesterday",
        422,
        &["query", "start"],
    ),
    (
        "/api/v1/data/bars/SPX?end=2018-02-30",
        422,
        &["query", "end"],
    ),
    (
        "/api/v1/data/bars/SPX?start=2018-02-02&end=2018-02-01",
        422,
        &["query", "start"],
    ),
    (
        "/api/v1/data/bars/SPX?adjustment=none",
        422,
        &["query", "adjustment"],
    ),
    (
        "/api/v1/data/bars/SPX?format=xml",
        422,
        &["query", "format"],
    ),
    ("/api/v1/data/macro?series=", 422, &["query", "series"]),
    (
        "/api/v1/data/macro?series=nothing",
        404,
        &["query", "series"],
    ),
    ("/api/v1/data/macro/nothing", 404, &["path", "series"]),
    ("/api/v1/data/macro/GDPC1?start=x", 422, &["query", "start"]),
    (
        "/api/v1/data/macro/GDPC1?start=2100-01-01",
        404,
        &["query", "start"],
    ),
    (
        "/api/v1/risk/metrics/SPX?year_length=0",
        422,
        &["query", "year_length"],
    ),
    (
        "/api/v1/risk/metrics/SPX?trials=0",
        422,
        &["query", "trials"],
    ),
    ("/api/v1/risk/drawdowns/SPX?top=101", 422, &["query", "top"]),
    ("/api/v1/risk/drawdowns/NOPE", 404, &["path", "ticker"]),
    (
        "/api/v1/risk/rolling/SPX?window=1",
        422,
        &["query", "window"],
    ),
    (
        "/api/v1/risk/rolling/SPX?window=2000",
        422,
        &["query", "window"],
    ),
    (
        "/api/v1/risk/rolling/SPX?benchmark=NOPE",
        404,
        &["query", "benchmark"],
    ),
    (
        "/api/v1/risk/volatility/SPX?models=garch,arima",
        422,
        &["query", "models"],
    ),
    (
        "/api/v1/risk/volatility/SPX?horizon=251",
        422,
        &["query", "horizon"],
    ),
    (
        "/api/v1/risk/var/SPX?confidence=95",
        422,
        &["query", "confidence"],
    ),
    (
        "/api/v1/risk/var/SPX?confidence=0.9,x",
        422,
        &["query", "confidence"],
    ),
    (
        "/api/v1/risk/var/SPX?confidence=NaN",
        422,
        &["query", "confidence"],
    ),
    (
        "/api/v1/risk/var/SPX?methods=guess",
        422,
        &["query", "methods"],
    ),
    ("/api/v1/risk/var/SPX?window=1", 422, &["query", "window"]),
    ("/api/v1/risk/factors/SPX?lags=13", 422, &["query", "lags"]),
    (
        "/api/v1/risk/correlation?symbols=SPX",
        422,
        &["query", "symbols"],
    ),
    (
        "/api/v1/risk/correlation?symbols=SPX,spx",
        422,
        &["query", "symbols"],
    ),
    (
        "/api/v1/risk/correlation?symbols=SPX,NOPE",
        404,
        &["query", "symbols"],
    ),
    (
        "/api/v1/risk/correlation?symbols=SPX,IXIC&methods=kendall",
        422,
        &["query", "methods"],
    ),
    ("/api/v1/data/search", 422, &["query", "q"]),
    ("/api/v1/data/search?q=", 422, &["query", "q"]),
    ("/api/v1/data/search?q=a&limit=0", 422, &["query", "limit"]),
    ("/api/v1/data/search?q=a&limit=-1", 422, &["query", "limit"]),
    ("/api/v1/data/search?q=a&limit=51", 422, &["query", "limit"]),
    ("/api/v1/data/search?q=a&limit=x", 422, &["query", "limit"]),
    ("/api/v1/data/search?q=a&q=b", 422, &["query", "q"]),
    ("/api/v1/risk/metrics/NOPE", 404, &["path", "ticker"]),
    ("/api/v1/risk/metrics/%20", 422, &["path", "ticker"]),
    ("/api/v1/risk/metrics/%FF", 422, &["path", "ticker"]),
    (
        "/api/v1/risk/metrics/SPX?risk_free=x",
        422,
        &["query", "risk_free"],
    ),
    (
        "/api/v1/risk/metrics/SPX?risk_free=NaN",
        422,
        &["query", "risk_free"],
    ),
    (
        "/api/v1/risk/metrics/SPX?risk_free=1e999",
        422,
        &["query", "risk_free"],
    ),
    (
        "/api/v1/risk/metrics/SPX?risk_free=-2",
        422,
        &["query", "risk_free"],
    ),
    (
        "/api/v1/risk/metrics/SPX?benchmark=NOPE",
        404,
        &["query", "benchmark"],
    ),
    (
        "/api/v1/risk/metrics/SPX?benchmark=",
        422,
        &["query", "benchmark"],
    ),
    (
        "/api/v1/risk/metrics/SPX?convention=mine",
        422,
        &["query", "convention"],
    ),
    (
        "/api/v1/risk/metrics/SPX?period=forever",
        422,
        &["query", "period"],
    ),
    (
        "/api/v1/risk/metrics/SPX?adjustment=x",
        422,
        &["query", "adjustment"],
    ),
    ("/api/v1/risk/metrics/SPX?start=x", 422, &["query", "start"]),
    (
        "/api/v1/predictions/quick-predict",
        422,
        &["query", "symbol"],
    ),
    (
        "/api/v1/predictions/quick-predict?symbol=",
        422,
        &["query", "symbol"],
    ),
    (
        "/api/v1/predictions/quick-predict?symbol=NOPE",
        404,
        &["query", "symbol"],
    ),
    (
        "/api/v1/predictions/quick-predict?symbol=SPX&horizon=0",
        422,
        &["query", "horizon"],
    ),
    (
        "/api/v1/predictions/quick-predict?symbol=SPX&horizon=61",
        422,
        &["query", "horizon"],
    ),
    (
        "/api/v1/predictions/quick-predict?symbol=SPX&horizon=-1",
        422,
        &["query", "horizon"],
    ),
    (
        "/api/v1/predictions/quick-predict?symbol=SPX&model=oracle",
        404,
        &["query", "model"],
    ),
    ("/api/v1/backtest/sample-data", 422, &["query", "symbol"]),
    (
        "/api/v1/backtest/sample-data?symbol=NOPE",
        404,
        &["query", "symbol"],
    ),
    (
        "/api/v1/backtest/sample-data?symbol=SPX&period=x",
        422,
        &["query", "period"],
    ),
];

#[tokio::test]
async fn what_is_wrong_in_a_path_or_query_is_named_by_its_place_and_field() {
    let client = shared().client();
    let mut wrong = Vec::new();
    for (target, status, place) in CASES {
        let answer = client.get(target).await;
        let places = answer.places();
        if answer.status.as_u16() != *status || places != [*place] {
            wrong.push(format!("{target}: {} {places:?}", answer.status));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_is_wrong_in_a_question_about_operations_is_named_too() {
    let client = shared().client().logged_in().await;
    let mut wrong = Vec::new();
    for (target, status, place) in [
        (
            "/api/v1/webhooks/deliveries?state=lost",
            422,
            ["query", "state"],
        ),
        (
            "/api/v1/webhooks/deliveries?limit=x",
            422,
            ["query", "limit"],
        ),
        (
            "/api/v1/webhooks/deliveries?limit=0",
            422,
            ["query", "limit"],
        ),
        (
            "/api/v1/webhooks/deliveries?limit=501",
            422,
            ["query", "limit"],
        ),
    ] {
        let answer = client.get(target).await;
        if answer.status.as_u16() != status || answer.places() != [place] {
            wrong.push(format!("{target}: {} {:?}", answer.status, answer.places()));
        }
    }
    let answer = client.delete("/api/v1/plugins/risk/versions/x").await;
    if answer.status != 422 || answer.places() != [["path", "version"]] {
        wrong.push(format!(
            "versions/x: {} {:?}",
            answer.status,
            answer.places()
        ));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
