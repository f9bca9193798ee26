//! `/api/v1/data/macro`.

use insta::assert_json_snapshot;
use serde_json::Value;

use crate::support::shared;

const MACRO: &str = "/api/v1/data/macro";

#[tokio::test]
async fn the_dashboard_has_each_role_with_value_change_unit_and_date() {
    let client = shared().client();
    assert_json_snapshot!(client.json(MACRO).await);
}

#[tokio::test]
async fn what_no_source_has_is_listed_with_its_reason() {
    let answer = shared().client().json(MACRO).await;
    for missing in answer["missing"].as_array().unwrap() {
        assert!(!missing["code"].as_str().unwrap().is_empty(), "{missing}");
        assert!(!missing["detail"].as_str().unwrap().is_empty(), "{missing}");
    }
    let roles: Vec<&str> = answer["indicators"]
        .as_array()
        .unwrap()
        .iter()
        .chain(answer["missing"].as_array().unwrap())
        .map(|entry| entry["role"].as_str().unwrap())
        .collect();
    for role in [
        "gdp",
        "cpi",
        "unemployment",
        "fed_funds",
        "vix",
        "oil",
        "m2",
    ] {
        assert!(roles.contains(&role), "no {role} in {roles:?}");
    }
}

#[tokio::test]
async fn roles_and_identifiers_both_choose_a_series() {
    let client = shared().client();
    let by_role = client.json(&format!("{MACRO}?series=gdp")).await;
    let by_id = client.json(&format!("{MACRO}?series=GDPC1")).await;
    assert_eq!(by_role["indicators"].as_array().unwrap().len(), 1);
    assert_eq!(
        by_role["indicators"][0]["latest"],
        by_id["indicators"][0]["latest"]
    );
}

#[tokio::test]
async fn the_observations_of_a_series_end_with_what_the_dashboard_shows() {
    let client = shared().client();
    let series = client
        .json(&format!("{MACRO}/GDPC1?start=2008-01-01"))
        .await;
    assert_json_snapshot!(series);
    let shown = client.json(&format!("{MACRO}?series=gdp")).await;
    let last = series["value"].as_array().unwrap().last().unwrap();
    assert_eq!(&shown["indicators"][0]["latest"], last);
    let all = client.json(&format!("{MACRO}/GDPC1")).await;
    assert!(all["time"].as_array().unwrap().len() > 200);
    assert_ne!(all["notice"], Value::Null);
}

#[tokio::test]
async fn a_series_that_nobody_has_is_not_found() {
    let answer = shared().client().get(&format!("{MACRO}/NOSUCH")).await;
    assert_eq!(answer.expect(404).places(), [["path", "series"]]);
}
