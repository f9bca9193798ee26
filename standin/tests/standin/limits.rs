//! Limits are enforced, and whoever breaks one is named.

use sandbourse_standin::{Provider, Rule, Scenario};

use crate::asking::{NOW, ask, json, standing_at, text};

#[tokio::test]
async fn a_burst_at_fred_is_refused_in_its_words_and_recorded() {
    let standin = standing_at(NOW).await;
    let path = "/series?series_id=GDP";
    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(json(&standin, Provider::Fred, path).await);
    }
    let (status, body) = &answers[2];
    assert_eq!((answers[1].0, *status), (200, 429));
    assert_eq!(
        body["error_message"],
        "Too Many Requests.  Exceeded Rate Limit"
    );
    let broken = standin.violations();
    assert_eq!(
        (broken.len(), broken[0].rule, broken[0].path.as_str()),
        (1, Rule::PerSecond, "/series")
    );
}

#[tokio::test]
async fn alpha_vantage_answers_a_burst_with_200_and_its_reason() {
    let standin = standing_at(NOW).await;
    let path = "/query?function=GLOBAL_QUOTE&symbol=IBM";
    let (_, first) = json(&standin, Provider::AlphaVantage, path).await;
    let (status, second) = json(&standin, Provider::AlphaVantage, path).await;
    assert!(first["Global Quote"].is_object() && status == 200);
    assert!(
        second["Information"]
            .as_str()
            .unwrap()
            .contains("1 request per second")
    );
}

#[tokio::test]
async fn yahoo_turns_a_burst_and_a_script_away_at_the_edge() {
    let standin = standing_at(NOW).await;
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(text(&standin, Provider::Yahoo, "/v1/finance/search?q=AAPL").await);
    }
    assert!(statuses[..5].iter().all(|(status, _)| *status == 200));
    assert_eq!(statuses[5], (429, "Edge: Too Many Requests\n".into()));
    let address = format!("{}/v8/finance/chart/AAPL", standin.url(Provider::Yahoo));
    let plain = reqwest::Client::builder().no_proxy().build().unwrap();
    assert_eq!(plain.get(address).send().await.unwrap().status(), 429);
    let rules: Vec<Rule> = standin
        .violations()
        .iter()
        .map(|broken| broken.rule)
        .collect();
    assert_eq!(rules, [Rule::Bucket, Rule::UserAgent]);
}

#[tokio::test]
async fn a_refused_request_uses_up_no_script() {
    let standin = standing_at(NOW).await;
    standin.script(
        Provider::Fred,
        vec![Scenario::Ok, Scenario::Ok, Scenario::Outage],
    );
    for _ in 0..3 {
        text(&standin, Provider::Fred, "/series?series_id=GDP").await;
    }
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let (status, _) = text(&standin, Provider::Fred, "/series?series_id=GDP").await;
    assert_eq!(status, 503);
}

#[tokio::test]
async fn alpaca_counts_down_in_its_headers() {
    let standin = standing_at(NOW).await;
    let response = ask(&standin, Provider::Alpaca, "/v2/clock").await.unwrap();
    assert_eq!(response.headers()["x-ratelimit-limit"], "200");
    assert_eq!(response.headers()["x-ratelimit-remaining"], "199");
}

#[tokio::test]
async fn what_was_asked_can_be_looked_at() {
    let standin = standing_at(NOW).await;
    text(
        &standin,
        Provider::Yahoo,
        "/v8/finance/chart/EURUSD%3DX?range=5d",
    )
    .await;
    let seen = &standin.requests(Provider::Yahoo)[0];
    assert_eq!(seen.path, "/v8/finance/chart/EURUSD=X");
    assert_eq!(seen.param("range"), Some("5d"));
    assert!(seen.header("user-agent").unwrap().starts_with("Mozilla/"));
}
