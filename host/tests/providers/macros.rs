//! Macro series from FRED, with what was known when.

use std::time::Duration;

use sandbourse_standin::{Provider, Standin};
use tokio::time::{Instant, sleep};

use super::server;

#[tokio::test]
async fn the_dashboard_fills_itself_within_the_limits_of_fred() {
    let standin = Standin::start().await.unwrap();
    let server = server(&standin, "fred").start();
    let client = server.client();
    let late = Instant::now() + Duration::from_secs(60);
    let dashboard = loop {
        // A list of its own each time, so that no kept answer is given.
        let dashboard = client
            .json("/api/v1/data/macro?series=unemployment,gdp,cpi")
            .await;
        let ready = dashboard["indicators"].as_array().is_some_and(|all| {
            all.len() == 3 && all.iter().all(|indicator| indicator["provider"] == "fred")
        });
        if ready || Instant::now() > late {
            break dashboard;
        }
        sleep(Duration::from_millis(500)).await;
    };
    let unemployment = &dashboard["indicators"][0];
    assert_eq!(unemployment["provider"], "fred", "{dashboard}");
    assert_eq!(unemployment["unit"], "Percent");
    assert_eq!(unemployment["frequency"], "monthly");
    assert!(unemployment["released"].is_string(), "{unemployment}");
    assert_eq!(standin.violations(), vec![]);
}

#[tokio::test]
async fn asof_shows_what_was_known_on_that_day() {
    let standin = Standin::start().await.unwrap();
    let server = server(&standin, "fred").start();
    let client = server.client();
    let target = |asof: &str| format!("/api/v1/data/macro/GDP?end=2020-12-31{asof}");
    let now = client.json(&target("")).await;
    let then = client.json(&target("&asof=2020-06-30")).await;
    let last = |answer: &serde_json::Value| answer["time"].as_array().unwrap().last().cloned();
    assert!(last(&then).unwrap().as_str() < last(&now).unwrap().as_str());
    for released in then["released"].as_array().unwrap() {
        assert!(released.as_str().unwrap() < "2020-07-01", "{released}");
    }
    let refused = client.get("/api/v1/data/macro/GDP?asof=yesterday").await;
    refused.problem(422, "invalid_input");
}

#[tokio::test]
async fn without_a_key_the_downloads_stand_in() {
    let standin = Standin::start().await.unwrap();
    let server = server(&standin, "fred_graph").start();
    let answer = server.client().json("/api/v1/data/macro/DGS10").await;
    assert_eq!(answer["provider"], "fred_graph");
    assert!(standin.count(Provider::FredGraph) >= 1);
}
