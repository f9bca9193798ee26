//! What is wrong in the bodies of the risk group.

use super::bodies::all_are_named;

const PORTFOLIO: &str = "/api/v1/risk/portfolio";
const OPTIMIZE: &str = "/api/v1/risk/optimize";
const STRESS: &str = "/api/v1/risk/stress";

/// Target, body, status, field.
const FIELDS: &[(&str, &str, u16, &str)] = &[
    (PORTFOLIO, r#"{}"#, 422, "weights"),
    (
        PORTFOLIO,
        r#"{"weights":{"SPX":1},"holdings":{"SPX":1}}"#,
        422,
        "weights",
    ),
    (PORTFOLIO, r#"{"weights":{"SPX":0.5}}"#, 422, "weights"),
    (
        PORTFOLIO,
        r#"{"weights":{"SPX":1e300,"IXIC":-1e300}}"#,
        422,
        "weights",
    ),
    (PORTFOLIO, r#"{"weights":{"SPX":"1"}}"#, 422, "weights.SPX"),
    (PORTFOLIO, r#"{"weights":{"NOPE":1}}"#, 404, "weights"),
    (PORTFOLIO, r#"{"holdings":{"SPX":-1}}"#, 422, "holdings"),
    (
        PORTFOLIO,
        r#"{"weights":{"SPX":1},"rebalance":"weekly"}"#,
        422,
        "rebalance",
    ),
    (
        PORTFOLIO,
        r#"{"weights":{"SPX":1},"start":"x"}"#,
        422,
        "start",
    ),
    (
        PORTFOLIO,
        r#"{"weights":{"SPX":1},"benchmark":""}"#,
        422,
        "benchmark",
    ),
    (OPTIMIZE, r#"{"symbols":["SPX"]}"#, 422, "symbols"),
    (
        OPTIMIZE,
        r#"{"symbols":["SPX","IXIC"],"objective":"best"}"#,
        422,
        "objective",
    ),
    (
        OPTIMIZE,
        r#"{"symbols":["SPX","IXIC"],"covariance":"x"}"#,
        422,
        "covariance",
    ),
    (
        OPTIMIZE,
        r#"{"symbols":["SPX","IXIC"],"expected_returns":"x"}"#,
        422,
        "expected_returns",
    ),
    (
        OPTIMIZE,
        r#"{"symbols":["SPX","IXIC"],"objective":"efficient_risk"}"#,
        422,
        "target_volatility",
    ),
    (
        OPTIMIZE,
        r#"{"symbols":["SPX","IXIC"],"objective":"efficient_risk","target_volatility":0.0001}"#,
        422,
        "target_volatility",
    ),
    (
        OPTIMIZE,
        r#"{"symbols":["SPX","IXIC"],"objective":"max_sharpe","risk_free":0.99}"#,
        422,
        "risk_free",
    ),
    (
        OPTIMIZE,
        r#"{"symbols":["SPX","IXIC"],"objective":"hrp","bounds":{"upper":0.9}}"#,
        422,
        "bounds",
    ),
    (
        OPTIMIZE,
        r#"{"symbols":["SPX","IXIC"],"objective":"hrp","linkage":"x"}"#,
        422,
        "linkage",
    ),
    (
        OPTIMIZE,
        r#"{"symbols":["SPX","IXIC"],"symbol_bounds":{"AAPL":{"upper":0.9}}}"#,
        422,
        "symbol_bounds",
    ),
    (
        OPTIMIZE,
        r#"{"symbols":["SPX","IXIC"],"bounds":{"lower":0.6}}"#,
        422,
        "bounds",
    ),
    (
        OPTIMIZE,
        r#"{"symbols":["SPX","IXIC"],"bounds":{"upper":2}}"#,
        422,
        "bounds",
    ),
    (
        OPTIMIZE,
        r#"{"symbols":["SPX","IXIC"],"groups":[{"name":"g","symbols":[]}]}"#,
        422,
        "groups",
    ),
    (
        OPTIMIZE,
        r#"{"symbols":["SPX","IXIC"],"frontier":201}"#,
        422,
        "frontier",
    ),
    (
        OPTIMIZE,
        r#"{"symbols":["SPX","IXIC"],"cash":-1}"#,
        422,
        "cash",
    ),
    (
        OPTIMIZE,
        r#"{"symbols":["SPX","IXIC"],"black_litterman":{"views":[],"tau":0}}"#,
        422,
        "tau",
    ),
    (
        OPTIMIZE,
        r#"{"symbols":["SPX","IXIC"],"black_litterman":{"views":[],"prior":"market"}}"#,
        422,
        "black_litterman",
    ),
    (
        STRESS,
        r#"{"weights":{"SPX":1},"windows":["yesterday"]}"#,
        422,
        "windows",
    ),
    (
        STRESS,
        r#"{"weights":{"SPX":1},"own_windows":[{"name":"w","start":"2018-01-02","end":"2018-01-01"}]}"#,
        422,
        "own_windows",
    ),
    (
        STRESS,
        r#"{"weights":{"SPX":1},"factor_shocks":[{}]}"#,
        422,
        "factor_shocks",
    ),
    (
        STRESS,
        r#"{"weights":{"SPX":1},"factor_shocks":[{"mkt_rf":-2}]}"#,
        422,
        "factor_shocks",
    ),
    (
        STRESS,
        r#"{"weights":{"SPX":1},"factor_shocks":[{"mkt_rf":-0.1,"IXIC":-0.1}]}"#,
        422,
        "factor_shocks",
    ),
    (
        STRESS,
        r#"{"weights":{"SPX":1},"scenarios":[{"name":"s","changes":{"IXIC":-0.1}}]}"#,
        422,
        "scenarios",
    ),
];

#[tokio::test]
async fn what_is_wrong_in_a_body_of_the_risk_group_is_named_by_its_field() {
    all_are_named(FIELDS).await;
}
