//! `/api/v1/risk/metrics/{ticker}`, compared with figures of established libraries.

use insta::assert_json_snapshot;
use serde_json::Value;

use super::reference::{EMPYRICAL, QUANTSTATS, QUANTSTATS_RISK_FREE};
use crate::support::shared;

const METRICS: &str = "/api/v1/risk/metrics";

async fn compare(query: &str, expected: &[(&str, f64)]) {
    let target = format!("{METRICS}/SPX?period=max&{query}");
    let answer = shared().client().json(&target).await;
    assert_eq!(answer["period"]["n"], 5030);
    for (name, value) in expected {
        let found = answer["metrics"][name].as_f64();
        let found = found.unwrap_or_else(|| panic!("{query}: no {name}"));
        let off = (found - value).abs() / value.abs().max(1e-12);
        assert!(off < 1e-9, "{query} {name}: {found} instead of {value}");
    }
}

#[tokio::test]
async fn the_figures_of_spx_equal_those_of_quantstats() {
    compare("convention=quantstats", QUANTSTATS).await;
}

#[tokio::test]
async fn the_figures_of_spx_equal_those_of_empyrical() {
    compare("convention=empyrical", EMPYRICAL).await;
}

#[tokio::test]
async fn a_risk_free_rate_is_taken_as_quantstats_takes_it() {
    compare("convention=quantstats&risk_free=0.02", QUANTSTATS_RISK_FREE).await;
}

#[tokio::test]
async fn metrics_come_with_period_conventions_definitions_and_origin() {
    let target = format!("{METRICS}/SPX?start=2018-01-02&end=2018-12-31&benchmark=IXIC");
    assert_json_snapshot!(shared().client().json(&target).await);
}

#[tokio::test]
async fn a_metric_without_a_value_is_null_and_says_why() {
    let client = shared().client();
    for target in ["SPX", "SPX?period=5d", "AAPL?period=1mo"] {
        let answer = client.json(&format!("{METRICS}/{target}")).await;
        let undefined = answer["undefined"].as_object().unwrap();
        for (name, value) in answer["metrics"].as_object().unwrap() {
            let reason = undefined.get(name).and_then(Value::as_str);
            assert_eq!(value.is_null(), reason.is_some(), "{target} {name}");
        }
        assert_eq!(undefined["beta"], "no_benchmark", "{target}");
    }
}

#[tokio::test]
async fn a_risk_free_rate_lowers_the_sharpe_ratio_and_is_named() {
    let client = shared().client();
    let without = client.json(&format!("{METRICS}/SPX?period=max")).await;
    let with = client
        .json(&format!("{METRICS}/SPX?period=max&risk_free=0.02"))
        .await;
    let sharpe = |answer: &Value| answer["metrics"]["sharpe"].as_f64().unwrap();
    assert!(sharpe(&with) < sharpe(&without));
    assert_eq!(with["convention"]["risk_free_annual"], "0.02");
}

#[tokio::test]
async fn the_last_year_is_the_same_whatever_period_is_asked_for() {
    let client = shared().client();
    let of = async |period: &str| {
        let answer = client.json(&format!("{METRICS}/SPX?period={period}")).await;
        let spans = &answer["period_returns"];
        (
            spans["1y"].as_f64().unwrap(),
            spans["ytd"].as_f64().unwrap(),
        )
    };
    // 2,506.85 of 2018-12-31 over 2,673.61 of 2017-12-29.
    let year = 2506.850098 / 2673.610107 - 1.0;
    for period in ["1y", "2y", "max"] {
        let (found, ytd) = of(period).await;
        assert!(
            (found - year).abs() < 1e-9 && (ytd - year).abs() < 1e-9,
            "{period}: {found}"
        );
    }
}

#[tokio::test]
async fn below_two_returns_nothing_is_measured() {
    let target = format!("{METRICS}/SPX?start=2018-12-28&end=2018-12-31");
    let answer = shared().client().json(&target).await;
    assert_eq!(answer["period"]["n"], 1);
    let metrics = answer["metrics"].as_object().unwrap();
    assert!(metrics.values().all(Value::is_null), "{metrics:?}");
    let reasons = answer["undefined"].as_object().unwrap();
    assert!(
        reasons.values().all(|reason| reason == "insufficient_data"),
        "{reasons:?}"
    );
}
