//! Sweeps, walk-forward and Monte Carlo: followed, concluded, cancelled, and gone on with
//! after a restart.

use serde_json::{Value, json};

use super::{BACKTEST, begin, ended, operated, sweep, until};
use crate::support::{Server, shared};

#[tokio::test]
async fn a_sweep_comes_to_its_best_rows_a_map_and_what_the_trials_mean() {
    let client = operated(shared()).await;
    let id = begin(&client, "sweep", &sweep()).await;
    let job = ended(&client, &id).await;
    assert_eq!(
        (&job["state"], &job["done"]),
        (&json!("done"), &job["total"]),
        "{job}"
    );
    let result = &job["result"];
    let best = result["best"].as_array().unwrap();
    assert_eq!(best.len(), 5);
    let sharpe = |row: &Value| row["figures"]["sharpe"].as_f64().unwrap();
    assert!(
        best.windows(2)
            .all(|pair| sharpe(&pair[0]) >= sharpe(&pair[1])),
        "{best:?}"
    );
    let map = &result["heatmap"];
    assert_eq!((&map["x"], &map["y"]), (&json!("fast"), &json!("slow")));
    assert_eq!(map["values"].as_array().unwrap().len(), 12);
    let trials = &result["trials"];
    for figure in ["deflated_sharpe", "spa_p_value", "pbo"] {
        let value = trials[figure].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&value), "{figure} is {value}");
    }
    // The best row again, on its own.
    let settings = &best[0]["settings"];
    let body = json!({"strategy": "sma-cross", "symbols": ["SPX"], "settings": settings, "commission": {"relative": 0.001}});
    let alone = super::run(&client, &body).await;
    assert_eq!(alone["stats"]["sharpe"], best[0]["figures"]["sharpe"]);
    assert_eq!(
        alone["stats"]["return_pct"],
        best[0]["figures"]["return_pct"]
    );
}

#[tokio::test]
async fn every_combination_is_a_row_of_the_results() {
    let client = operated(shared()).await;
    let id = begin(&client, "sweep", &sweep()).await;
    let job = ended(&client, &id).await;
    let rows = job["total"].as_u64().unwrap() as usize;
    let place = format!("{BACKTEST}/jobs/{id}/results");
    let csv = client.get(&format!("{place}?format=csv")).await.expect(200);
    let lines: Vec<&str> = csv.text().lines().collect();
    assert_eq!(lines.len(), 1 + rows);
    assert!(lines[0].starts_with("fast,slow,return_pct"), "{}", lines[0]);
    let columns = client.json(&place).await;
    assert_eq!(columns["columns"]["sharpe"].as_array().unwrap().len(), rows);
}

#[tokio::test]
async fn progress_comes_as_events_until_the_end() {
    let client = operated(shared()).await;
    let id = begin(&client, "sweep", &sweep()).await;
    let events = client
        .get(&format!("{BACKTEST}/jobs/{id}/events"))
        .await
        .expect(200);
    let text = events.text();
    assert_eq!(text.matches("event: end").count(), 1, "{text}");
    assert!(text.contains("event: progress"), "{text}");
    let last = text.rsplit("data: ").next().unwrap().trim();
    let job: Value = serde_json::from_str(last).unwrap();
    assert_eq!(job["state"], "done");
    assert!(job["result"]["best"].is_array());
}

#[tokio::test]
async fn what_cannot_be_planned_is_refused_at_once_and_names_its_field() {
    let client = operated(shared()).await;
    let wrong = [
        (json!({"grid": {"speed": [1, 2]}}), "grid"),
        (json!({"where": "fast <"}), "where"),
        (json!({"where": "fast > 1000"}), "where"),
        (json!({"rank_by": "beauty"}), "rank_by"),
        (json!({"grid": {"fast": {"from": 5, "to": 2}}}), "grid"),
        (json!({"gird": 1}), "gird"),
    ];
    for (change, field) in wrong {
        let mut body = sweep();
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let answer = client
            .post(&format!("{BACKTEST}/sweep"), &body)
            .await
            .expect(422);
        let problem: Value = answer.json();
        let named = problem["errors"].to_string();
        assert!(named.contains(field), "{field}: {problem}");
    }
}

#[tokio::test]
async fn a_walk_forward_judges_each_choice_on_bars_that_it_was_not_made_on() {
    let client = operated(shared()).await;
    let mut body = sweep();
    body["in_sample"] = json!(1000);
    body["out_of_sample"] = json!(500);
    let id = begin(&client, "walk-forward", &body).await;
    let job = ended(&client, &id).await;
    assert_eq!(job["state"], "done", "{job}");
    let windows = job["result"]["windows"].as_array().unwrap();
    assert_eq!(windows.len(), 8);
    for window in windows {
        assert!(window["in_sample"]["end"].as_str() < window["out_of_sample"]["start"].as_str());
    }
    let equity = job["result"]["equity"]["value"].as_array().unwrap();
    assert_eq!(equity.len(), 8 * 500);
}

#[tokio::test]
async fn a_simulation_has_quantiles_around_what_was_observed() {
    let client = operated(shared()).await;
    for method in ["block_bootstrap", "trade_shuffle"] {
        let body = json!({"strategy": "sma-cross", "symbols": ["SPX"], "method": method, "paths": 400, "finalize": true});
        let id = begin(&client, "monte-carlo", &body).await;
        let job = ended(&client, &id).await;
        assert_eq!(job["state"], "done", "{job}");
        let result = &job["result"];
        let finals: Vec<f64> = result["quantiles"]
            .as_array()
            .unwrap()
            .iter()
            .map(|level| level["final_value"].as_f64().unwrap())
            .collect();
        assert!(
            finals.windows(2).all(|pair| pair[0] <= pair[1]),
            "{method}: {finals:?}"
        );
        assert_eq!(result["fan"]["levels"].as_array().unwrap().len(), 5);
    }
}

#[tokio::test]
async fn a_study_goes_on_after_a_restart_and_comes_to_the_same() {
    let server = Server::start();
    let client = operated(&server).await;
    let mut body = sweep();
    body["grid"]["fast"] = json!({"from": 2, "to": 100});
    body["grid"]["slow"] = json!({"from": 5, "to": 200});
    let whole = begin(&client, "sweep", &body).await;
    let cut = begin(&client, "sweep", &body).await;
    let expected = ended(&client, &whole).await;
    let place = format!("{BACKTEST}/jobs/{cut}");
    until(&client, &place, |job| job["done"].as_u64() > Some(0)).await;
    let (_, data) = server.stop().await;
    let server = Server::builder().data(data).start();
    let client = operated(&server).await;
    let found = ended(&client, &cut).await;
    assert_eq!(found["state"], "done", "{found}");
    assert_eq!(found["result"], expected["result"]);
    // What it rests on is said, and told apart by one hash.
    let (found, expected) = (&found["meta"], &expected["meta"]);
    assert_eq!(found, expected);
    for digest in ["component_digest", "data_digest", "result_hash"] {
        assert_eq!(found[digest].as_str().unwrap().len(), 64, "{found}");
    }
    assert_eq!(found["strategy"]["name"], "sma-cross");
}

#[tokio::test]
async fn a_study_that_is_given_up_stops() {
    let server = Server::start();
    let client = operated(&server).await;
    let mut body = sweep();
    body["grid"]["fast"] = json!({"from": 1, "to": 300});
    body["grid"]["slow"] = json!({"from": 2, "to": 600});
    let id = begin(&client, "sweep", &body).await;
    let place = format!("{BACKTEST}/jobs/{id}");
    until(&client, &place, |job| job["done"].as_u64() > Some(0)).await;
    client.delete(&place).await.expect(204);
    let job = ended(&client, &id).await;
    assert_eq!(
        (&job["state"], &job["result"]),
        (&json!("cancelled"), &Value::Null)
    );
    assert!(job["done"].as_u64() > Some(0), "{job}");
    client.delete(&place).await.expect(409);
    // The next one gets its turn.
    let next = begin(&client, "sweep", &sweep()).await;
    assert_eq!(ended(&client, &next).await["state"], "done");
}
